"""Questions of every type for hypothesis, and what makes two of them the same: all but the random names of parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from app.questions import TYPES
from app.questions.base import FULL, NO_WORDS, NOTHING, BadQuestion, Content, Question, Words, WordsFormat
from app.questions.choices import Choice
from app.questions.cloze import Cloze, Gap
from app.questions.essay import Essay
from app.questions.matching import Distractor, Matching, Pair
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric, Range, Unit
from app.questions.ordering import Item, Ordering, OrderScheme
from app.questions.plain import same
from app.questions.short import Accepted, Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse
from app.questions.whole import question_from_json, question_to_json

# Everything that means something in one of the formats, and letters of several scripts.
LETTERS = "abcXYZ 0129äéßñçहिन्दी中文עברית.,;:!?'\"-_=~#{}[]()<>&%*/\\+@|^`"
WORTHS = [Fraction(n, d) for n, d in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 6), (1, 7), (9, 10), (1, 20), (0, 1))]


def bare(letters: str = LETTERS, longest: int = 24) -> st.SearchStrategy[str]:
    """Text that neither begins nor ends with a blank, of blanks never two."""
    texts = st.text(alphabet=letters, min_size=1, max_size=longest)
    return texts.map(lambda text: " ".join(text.split())).filter(bool)


def plain(lines: int = 1) -> st.SearchStrategy[Words]:
    return st.lists(bare(), min_size=1, max_size=lines).map(lambda several: Words("\n".join(several)))


SAFE = "abcXYZ äéहिन्दी中文.,;:!?=~#{}[]()%*/+@|^-"
HTML = st.lists(bare(SAFE), min_size=1, max_size=3).map(
    lambda several: Words("".join(f"<p>{text} <strong>{text}</strong></p>" for text in several), WordsFormat.HTML)
)
MARKDOWN = bare(SAFE).map(lambda text: Words(f"a **{text}** text", WordsFormat.MARKDOWN))


def words(formats: tuple[WordsFormat, ...], lines: int = 1) -> st.SearchStrategy[Words]:
    kinds = {WordsFormat.PLAIN: plain(lines), WordsFormat.HTML: HTML, WordsFormat.MARKDOWN: MARKDOWN}
    return st.one_of(*(kinds[format] for format in formats))


ALL = (WordsFormat.PLAIN, WordsFormat.HTML, WordsFormat.MARKDOWN)
ids = st.text(alphabet="0123456789abcdef", min_size=8, max_size=8)


class Making:
    """Strategies for contents whose texts are in the given formats."""

    def __init__(self, formats: tuple[WordsFormat, ...] = ALL, lines: int = 2) -> None:
        self.words = words(formats, lines)
        self.one = words(formats)
        self.maybe = st.one_of(st.just(NO_WORDS), self.one)

    def choices(
        self, worths: st.SearchStrategy[Fraction], feedback: bool = True
    ) -> st.SearchStrategy[tuple[Choice, ...]]:
        told = self.maybe if feedback else st.just(NO_WORDS)
        one = st.builds(Choice, ids, self.one, worths, told)
        return st.lists(one, min_size=2, max_size=5, unique_by=(lambda c: c.id, lambda c: c.text.source)).map(tuple)

    def single(self, feedback: bool = True) -> st.SearchStrategy[Single]:
        found = self.choices(st.sampled_from([*WORTHS, -Fraction(1, 2)]), feedback)
        return st.builds(
            lambda choices, shuffle: Single((replace(choices[0], worth=FULL), *choices[1:]), shuffle),
            found,
            st.booleans(),
        )

    def multiple(self) -> st.SearchStrategy[Multiple]:
        def made(choices: tuple[Choice, ...], right: int, scheme: Scheme, shuffle: bool) -> Multiple:
            right = min(right, len(choices) - 1)
            share = Fraction(1, right) if scheme == Scheme.WORTHS else FULL
            wrong = Fraction(-1, 10) if scheme == Scheme.WORTHS else NOTHING
            worthy = [replace(c, worth=share if place < right else wrong) for place, c in enumerate(choices)]
            return Multiple(tuple(worthy), scheme, shuffle)

        found = self.choices(st.just(NOTHING))
        return st.builds(made, found, st.integers(1, 4), st.sampled_from(Scheme), st.booleans())

    def true_false(self) -> st.SearchStrategy[TrueFalse]:
        return st.builds(TrueFalse, st.booleans(), self.maybe, self.maybe)

    def short(self, feedback: bool = True) -> st.SearchStrategy[Short]:
        told = self.maybe if feedback else st.just(NO_WORDS)
        one = st.builds(Accepted, bare(), st.sampled_from(WORTHS), told)
        several = st.lists(one, min_size=1, max_size=4, unique_by=lambda each: each.text.casefold())
        return st.builds(
            lambda found, case, accents: Short((replace(found[0], worth=FULL), *found[1:]), case, accents),
            several,
            st.booleans(),
            st.booleans(),
        )

    def numeric(self, units: bool = True) -> st.SearchStrategy[Numeric]:
        number = st.decimals(-10_000, 10_000, places=3)
        one = st.builds(
            lambda low, wide, worth, told: Range(low, low + wide, worth, told),
            number,
            st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(2)]),
            st.sampled_from(WORTHS),
            self.maybe,
        )
        kinds = st.sampled_from([(), (Unit("m", Decimal(1)), Unit("cm", Decimal("0.01")))]) if units else st.just(())
        return st.builds(
            lambda found, kinds, required: Numeric(
                (replace(found[0], worth=FULL), *found[1:]), kinds, required and bool(kinds)
            ),
            st.lists(one, min_size=1, max_size=3),
            kinds,
            st.booleans(),
        )

    def matching(self) -> st.SearchStrategy[Matching]:
        """No spare answer looks like another one: it would be the same answer."""

        def made(pairs: list[Pair], spare: list[Distractor], shuffle: bool) -> Matching:
            taken = {same(pair.answer) for pair in pairs}
            others = {same(each.answer): each for each in spare if same(each.answer) not in taken}
            return Matching(tuple(pairs), tuple(others.values()), shuffle)

        pair = st.builds(Pair, ids, self.one, ids, self.one)
        spare = st.builds(Distractor, ids, self.one)
        pairs = st.lists(pair, min_size=2, max_size=4)
        return st.builds(made, pairs, st.lists(spare, max_size=2), st.booleans())

    def ordering(self) -> st.SearchStrategy[Ordering]:
        item = st.builds(Item, ids, self.one)
        several = st.lists(item, min_size=2, max_size=5, unique_by=lambda each: each.text.source)
        return st.builds(lambda items, scheme: Ordering(tuple(items), scheme), several, st.sampled_from(OrderScheme))

    def essay(self) -> st.SearchStrategy[Essay]:
        limits = st.sampled_from([(None, None), (10, None), (None, 200), (10, 200)])
        return st.builds(
            lambda lines, limits, notes, template: Essay(lines, *limits, notes, template),
            st.integers(1, 40),
            limits,
            self.maybe,
            st.one_of(st.just(""), bare()),
        )

    def cloze(self) -> st.SearchStrategy[Cloze]:
        content = st.one_of(self.short(), self.numeric(units=False), self.single(), self.multiple())
        gap = st.builds(Gap, st.just("1"), content, st.sampled_from([1, 1, 2]))
        several = st.lists(gap, min_size=1, max_size=3)
        return several.map(lambda gaps: Cloze(tuple(replace(gap, id=str(n)) for n, gap in enumerate(gaps, 1))))

    def questions(self, *types: str) -> st.SearchStrategy[Question]:
        contents = [getattr(self, name)().map(lambda content, name=name: (name, content)) for name in types or TYPES]
        return st.builds(
            self._question,
            st.one_of(*contents),
            self.words,
            st.sampled_from([FULL, Fraction(5, 2), Fraction(1, 3)]),
            st.one_of(st.just(""), bare(longest=30)),
            self.maybe,
            st.lists(bare("abcä xyz", 8), max_size=2, unique=True),
        )

    def _question(
        self, made: tuple[str, Content], text: Words, points: Fraction, name: str, told: Words, tags: Any
    ) -> Question:
        type, content = made
        if isinstance(content, Cloze):
            gaps = " and ".join(f"[[{gap.id}]]" for gap in content.gaps)
            source = f"{text.source}<p>{gaps}</p>" if text.format == WordsFormat.HTML else f"{text.source} {gaps}"
            text = Words(source, text.format)
            points = Fraction(sum(gap.weight for gap in content.gaps))
        try:
            return question_from_json(question_to_json(Question(type, text, content, points, name, told, tuple(tags))))
        except BadQuestion:
            assume(False)
            raise


def nameless(question: Question) -> Any:
    """The question without the random names of its parts; spare answers stand in no order."""
    raw = question_to_json(question)
    content = _nameless(raw["content"])
    if "distractors" in content:
        content["distractors"].sort(key=str)
    return raw | {"content": content}


def _nameless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nameless(each) for key, each in value.items() if key not in ("id", "answer_id")}
    if isinstance(value, list):
        return [_nameless(each) for each in value]
    if isinstance(value, str):
        try:
            return str(Decimal(value).normalize()) if value and value[-1].isdigit() else value
        except ArithmeticError:
            return value
    return value
