"""The question types of Moodle XML that there are here, each read where it is certain what is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.formats.question_files import making
from app.formats.question_files.cloze_codes import Codes
from app.formats.question_files.figures import decimal, share
from app.formats.question_files.making import Draft
from app.formats.question_files.markup import child
from app.formats.question_files.moodle_parts import Parts
from app.formats.question_files.report import Refused, Why, unsupported
from app.questions import limits
from app.questions.base import FULL, NOTHING, Content, Words, WordsFormat
from app.questions.cloze import GAP, Cloze, Gap
from app.questions.essay import Essay
from app.questions.multiple import Scheme
from app.questions.numeric import Numeric, Range, Unit
from app.questions.ordering import Ordering, OrderScheme
from app.questions.plain import one_line
from app.questions.single import Single
from app.questions.true_false import TrueFalse

Made = tuple[str, Content]
_ANYTHING = "*"
_SCHEMES = {"-1": OrderScheme.EXACT, "0": OrderScheme.POSITIONS, "1": OrderScheme.NEIGHBOURS}
_SCHEMES |= {"ALL_OR_NOTHING": OrderScheme.EXACT, "ABSOLUTE_POSITION": OrderScheme.POSITIONS}
_SCHEMES |= {"RELATIVE_NEXT_EXCLUDE_LAST": OrderScheme.NEIGHBOURS}
_UNIT_FREE, _UNIT_HIDDEN = "0", "3"


def _choices(element: Element, _draft: Draft, parts: Parts) -> Made:
    choices = [
        making.choice(parts.words(answer), worth, parts.words(answer.find("feedback")))
        for answer, worth in parts.answers()
    ]
    shuffle = parts.flag("shuffleanswers", True)
    if element.get("type") == "multichoiceset":
        return "multiple", making.multiple(choices, parts.notes, Scheme.ALL_OR_NOTHING, shuffle)
    if parts.flag("single", True):
        return "single", making.single(choices, parts.notes, shuffle)
    return "multiple", making.multiple(choices, parts.notes, Scheme.WORTHS, shuffle)


def _true_false(_element: Element, _draft: Draft, parts: Parts) -> Made:
    worths, told = {}, {}
    for answer, worth in parts.answers():
        said = parts.typed(answer).lower()
        worths[said], told[said] = worth, parts.words(answer.find("feedback"))
    if set(worths) != {"true", "false"} or sorted(worths.values()) != [NOTHING, FULL]:
        raise Refused(Why.KEY_UNCLEAR if worths else Why.NO_KEY)
    return "true_false", TrueFalse(worths["true"] == FULL, told["true"], told["false"])


def _short(_element: Element, _draft: Draft, parts: Parts) -> Made:
    found = [
        making.accepted(parts.typed(answer), worth, parts.words(answer.find("feedback")), wildcards=True)
        for answer, worth in parts.answers()
        if parts.typed(answer)
    ]
    return "short", making.short(found, parts.flag("usecase", False))


def _numeric(element: Element, _draft: Draft, parts: Parts) -> Made:
    ranges = tuple(each for answer, worth in parts.answers() if (each := _range(answer, worth, parts)))
    making.some_full(each.worth for each in ranges)
    if child(element, "showunits") == _UNIT_HIDDEN:
        return "numeric", Numeric(ranges)
    units = tuple(_units(element))
    graded = child(element, "unitgradingtype") not in ("", _UNIT_FREE)
    required = graded and _costs_all(element)
    parts.notes.add_if(units and graded and not required, Why.UNIT_PENALTY_LEFT_OUT)
    return "numeric", Numeric(ranges, units, required and bool(units))


def _costs_all(element: Element) -> bool:
    """A wrong unit takes all the points of the question away."""
    return share(child(element, "unitpenalty") or "0.1", 1) == FULL


def _range(answer: Element, worth: Fraction, parts: Parts) -> Range | None:
    said, feedback = parts.typed(answer), parts.words(answer.find("feedback"))
    if said == _ANYTHING:
        if worth:
            raise Refused(Why.KEY_UNCLEAR, said)
        parts.notes.add_if(feedback, Why.FEEDBACK_LEFT_OUT)
        return None
    return making.number_around(decimal(said), decimal(child(answer, "tolerance") or "0"), worth, feedback)


def _units(element: Element) -> Iterator[Unit]:
    """Moodle's multiplier says how many of the unit are one of the first; ours is the other way round."""
    for unit in element.findall("units/unit"):
        multiplier = Fraction(decimal(child(unit, "multiplier") or "1"))
        name = child(unit, "unit_name")
        if not multiplier or not name or len(name) > limits.UNIT_NAME:
            raise unsupported(Why.NOT_A_NUMBER, name)
        yield Unit(name, _inverse(multiplier, name))


def _inverse(multiplier: Fraction, name: str) -> Decimal:
    inverse = 1 / multiplier
    exact = Decimal(inverse.numerator) / Decimal(inverse.denominator)
    if Fraction(exact) != inverse:
        raise unsupported(Why.NOT_A_NUMBER, name)
    return exact


def _matching(element: Element, _draft: Draft, parts: Parts) -> Made:
    pairs, spare = [], []
    for sub in element.findall("subquestion"):
        prompt, answer = parts.words(sub), parts.texts.line(child(sub, "answer", "text"), parts.notes)
        if prompt:
            pairs.append((prompt, answer))
        elif answer:
            spare.append(answer)
    return "matching", making.matching(pairs, spare, parts.flag("shuffleanswers", True))


def _essay(element: Element, _draft: Draft, parts: Parts) -> Made:
    template = parts.words(element.find("responsetemplate"))
    least, most = (_whole(child(element, name)) for name in ("minwordlimit", "maxwordlimit"))
    attachments = _whole(child(element, "attachments")) or 0
    parts.notes.add_if(attachments, Why.ATTACHMENT_LEFT_OUT)
    lines = _whole(child(element, "responsefieldlines")) or 10
    text = template.source if template.format == WordsFormat.PLAIN else one_line(template)
    if child(element, "responseformat") == "noinline":
        raise unsupported(Why.TYPE, "noinline")
    notes = parts.words(element.find("graderinfo"))
    return "essay", Essay(min(lines, limits.ESSAY_LINES), least, most, notes, text)


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and 0 < int(text[:9]) <= limits.ESSAY_WORDS else None


def _ordering(element: Element, _draft: Draft, parts: Parts) -> Made:
    """The answers stand in the right order, or say it by their fractions 1, 2, 3."""
    answers = element.findall("answer")
    ranked = [answer.get("fraction", "") for answer in answers]
    if all(rank.split(".")[0].isdecimal() for rank in ranked) and len(set(ranked)) == len(ranked):
        answers = sorted(answers, key=lambda answer: share(answer.get("fraction", "")))
    grading = child(element, "gradingtype") or "0"
    parts.notes.add_if(grading not in _SCHEMES, Why.SCORING_SIMPLER)
    parts.notes.add_if(child(element, "selecttype") not in ("", "0", "ALL"), Why.ALL_ITEMS_ASKED)
    made = making.items(parts.words(answer) for answer in answers)
    return "ordering", Ordering(made, _SCHEMES.get(grading, OrderScheme.POSITIONS))


def _cloze(element: Element, draft: Draft, parts: Parts) -> Made:
    draft.text, content, points = Codes(parts.texts, parts.notes).read(draft.text)
    if not child(element, "defaultgrade"):
        draft.points = points
    return "cloze", content


def _words_in_gaps(element: Element, draft: Draft, parts: Parts) -> Made:
    """Gaps [[1]], [[2]] … in which the choice of that number is right, among those of its group."""
    tag = "dragbox" if element.get("type") == "ddwtos" else "selectoption"
    boxes = element.findall(tag)
    once = tag == "dragbox" and any(box.find("infinite") is None for box in boxes)
    gaps: list[Gap] = []

    def put(found: re.Match[str]) -> str:
        gaps.append(Gap(str(len(gaps) + 1), _menu(boxes, found[1], parts)))
        return f"[[{gaps[-1].id}]]"

    draft.text = Words(GAP.sub(put, draft.text.source), draft.text.format)
    if not gaps:
        raise Refused(Why.NO_KEY)
    parts.notes.add_if(once, Why.REUSE_ALLOWED)
    return "cloze", Cloze(tuple(gaps))


def _menu(boxes: list[Element], number: str, parts: Parts) -> Single:
    if not number.isdecimal() or not 0 < int(number) <= len(boxes):
        raise Refused(Why.KEY_UNCLEAR, number)
    right = boxes[int(number) - 1]
    group = child(right, "group")
    choices = [
        making.choice(parts.texts.line(parts.typed(box), parts.notes), FULL if box is right else NOTHING)
        for box in boxes
        if child(box, "group") == group
    ]
    return making.single(choices, parts.notes, parts.flag("shuffleanswers", False))


KINDS: dict[str, Callable[[Element, Draft, Parts], Made]] = {
    "multichoice": _choices,
    "multichoiceset": _choices,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "ddwtos": _words_in_gaps,
    "gapselect": _words_in_gaps,
}
