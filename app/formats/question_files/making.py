"""Contents of questions out of what a file says, refused where the file does not say enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.formats.question_files import bounds
from app.formats.question_files.figures import around, written
from app.formats.question_files.report import Notes, ReadQuestion, Reason, Refused, Status, Why, unsupported
from app.questions import limits
from app.questions.base import (
    FULL,
    NO_WORDS,
    NOTHING,
    BadQuestion,
    Content,
    Question,
    Words,
    new_part_id,
)
from app.questions.choices import Choice
from app.questions.matching import Distractor, Matching, Pair
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Range
from app.questions.ordering import Item
from app.questions.plain import one_line, same
from app.questions.short import Accepted, Short
from app.questions.single import Single
from app.questions.spelling import spelled
from app.questions.whole import question_from_json, question_to_json


def choice(text: Words, worth: Fraction = NOTHING, feedback: Words = NO_WORDS) -> Choice:
    return Choice(new_part_id(), text, worth, feedback)


def filled(choices: Iterable[Choice], notes: Notes) -> tuple[Choice, ...]:
    """Without choices that say nothing. Raises Refused where one of them would be right."""
    kept = []
    for each in choices:
        if each.text:
            kept.append(each)
        elif each.worth > NOTHING:
            raise Refused(Why.NO_TEXT)
        else:
            notes.add(Why.EMPTY_LEFT_OUT)
    return tuple(kept)


def single(choices: Iterable[Choice], notes: Notes, shuffle: bool = True) -> Single:
    """One of several. Raises Refused unless one is worth everything."""
    kept = filled(choices, notes)
    _check_worths(kept)
    if not any(each.worth == FULL for each in kept):
        raise Refused(Why.NO_KEY)
    return Single(kept, shuffle)


def multiple(choices: Iterable[Choice], notes: Notes, scheme: Scheme, shuffle: bool = True) -> Multiple:
    """Any of several; worths that are right minus wrong are called so. Raises Refused where all right is not all."""
    kept = filled(choices, notes)
    _check_worths(kept)
    right = [each for each in kept if each.worth > NOTHING]
    if not right:
        raise Refused(Why.NO_KEY)
    if scheme != Scheme.WORTHS:
        return Multiple(
            tuple(replace(each, worth=FULL if each in right else NOTHING) for each in kept), scheme, shuffle
        )
    if sum(each.worth for each in right) < FULL:
        raise Refused(Why.WRONG_WEIGHT, percent(sum((each.worth for each in right), NOTHING)))
    share = Fraction(1, len(right))
    wrong = [each for each in kept if each not in right]
    if wrong and all(each.worth == share for each in right) and all(each.worth == -share for each in wrong):
        return multiple(kept, notes, Scheme.RIGHT_MINUS_WRONG, shuffle)
    return Multiple(kept, scheme, shuffle)


def _check_worths(choices: Sequence[Choice]) -> None:
    if len(choices) < 2:
        raise Refused(Why.TOO_FEW)
    for each in choices:
        _check_worth(each.worth, -FULL)


def _check_worth(worth: Fraction, least: Fraction = NOTHING) -> None:
    if not least <= worth <= FULL or not is_kept(worth):
        raise Refused(Why.WRONG_WEIGHT, percent(worth))


def is_kept(share: Fraction) -> bool:
    """It is kept here exactly."""
    return share.denominator <= limits.DENOMINATOR or 10**limits.DECIMALS % share.denominator == 0


def percent(worth: Fraction) -> str:
    return f"{written(worth * 100)}%"


def accepted(text: str, worth: Fraction = FULL, feedback: Words = NO_WORDS, wildcards: bool = False) -> Accepted:
    """An accepted answer; without `wildcards` its stars are stars."""
    _check_worth(worth)
    return Accepted(text.strip() if wildcards else text.strip().replace("*", "\\*"), worth, feedback)


def short(accepted: Iterable[Accepted], case: bool = False) -> Short:
    """Accepted texts; one that an earlier one says already is left away, since it would never count."""
    kept: dict[str, Accepted] = {}
    for each in accepted:
        kept.setdefault(spelled(each.text, case, True), each)
    if not all(kept):
        raise Refused(Why.NO_TEXT)
    some_full(each.worth for each in kept.values())
    return Short(tuple(kept.values()), case)


def number(low: Decimal, high: Decimal, worth: Fraction = FULL, feedback: Words = NO_WORDS) -> Range:
    if low > high:
        raise Refused(Why.KEY_UNCLEAR, f"{low}–{high}")
    _check_worth(worth)
    return Range(low, high, worth, feedback)


def number_around(value: Decimal, tolerance: Decimal, worth: Fraction = FULL, feedback: Words = NO_WORDS) -> Range:
    return number(*around(value, tolerance), worth, feedback)


def some_full(worths: Iterable[Fraction]) -> None:
    """Raises Refused unless one of them is everything."""
    if FULL not in set(worths):
        raise Refused(Why.NO_KEY)


def matching(pairs: Iterable[tuple[Words, Words]], spare: Iterable[Words], shuffle: bool = True) -> Matching:
    """To each prompt its answer; spare answers that are right somewhere are left away. Raises Refused."""
    made = tuple(Pair(new_part_id(), prompt, new_part_id(), answer) for prompt, answer in pairs)
    if not made or not all(pair.prompt and pair.answer for pair in made):
        raise Refused(Why.NO_TEXT if made else Why.TOO_FEW)
    taken = {same(pair.answer) for pair in made}
    others = {same(words): words for words in spare if words and same(words) not in taken}
    return Matching(made, tuple(Distractor(new_part_id(), words) for words in others.values()), shuffle)


def items(texts: Iterable[Words]) -> tuple[Item, ...]:
    made = tuple(Item(new_part_id(), text) for text in texts)
    if not all(item.text for item in made):
        raise Refused(Why.NO_TEXT)
    return made


@dataclass
class Draft:
    """One question of a file while it is read."""

    type: str
    number: int
    section: int = 0
    name: str = ""
    text: Words = NO_WORDS
    feedback: Words = NO_WORDS
    points: Fraction = FULL
    tags: tuple[str, ...] = ()

    def read(self, make: Callable[[Draft, Notes], tuple[str, Content]]) -> ReadQuestion:
        """What became of it: `make` fills in the draft and gives type and content, or raises Refused."""
        notes = Notes()
        try:
            made = self._made(*make(self, notes), notes)
        except Refused as refused:
            return self._result(refused.status, (refused.reason, *notes.reasons), None)
        status = Status.CHANGED if notes.reasons else Status.IMPORTED
        return self._result(status, notes.reasons, made)

    def _result(self, status: Status, reasons: tuple[Reason, ...], question: Question | None) -> ReadQuestion:
        name = (self.name or one_line(self.text))[: bounds.FACT_CHARS]
        return ReadQuestion(self.number, status, self.type, name, reasons, question, self.section)

    def _made(self, type: str, content: Content, notes: Notes) -> Question:
        if not self.text:
            raise Refused(Why.NO_TEXT)
        notes.add_if(len(self.name) > limits.NAME, Why.SHORTENED, limits.NAME)
        tags = tuple(dict.fromkeys(" ".join(tag.split())[: limits.TAG] for tag in self.tags if tag.strip()))
        name = " ".join(self.name.split())[: limits.NAME]
        return checked(
            Question(type, self.text, content, self._points(notes), name, self.feedback, tags[: limits.TAGS])
        )

    def _points(self, notes: Notes) -> Fraction:
        if not NOTHING <= self.points <= limits.POINTS:
            raise unsupported(Why.WRONG_WEIGHT, written(self.points))
        kept = self.points if is_kept(self.points) else self.points.limit_denominator(limits.DENOMINATOR)
        notes.add_if(kept != self.points, Why.ROUNDED, written(self.points))
        return kept

    def refused(self, reason: Reason) -> ReadQuestion:
        """It is not taken, whatever stands in it."""
        return self._result(Status.UNSUPPORTED, (reason,), None)

    def section_text(self) -> ReadQuestion:
        """A text between questions: it goes before those that follow."""
        notes = Notes()
        notes.add(Why.SECTION_TEXT)
        return self._result(Status.CHANGED, notes.reasons, None)


def checked(question: Question) -> Question:
    """As it is kept here. Raises Refused for what cannot be."""
    try:
        return question_from_json(question_to_json(question))
    except BadQuestion as bad:
        problem = bad.problems[0]
        raise Refused(Why.NOT_KEPT, f"{problem.where}: {problem.what.value}") from bad


def fits(question: Question) -> bool:
    """It can be kept here."""
    try:
        checked(question)
    except Refused:
        return False
    return True
