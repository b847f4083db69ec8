"""How an item of QTI 1.2 is marked: rules with tests, understood exactly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.formats.question_files import making
from app.formats.question_files.figures import around, decimal, share
from app.formats.question_files.markup import words_of
from app.formats.question_files.report import Notes, Refused, Why, unsupported
from app.questions.base import FULL, NOTHING, Words
from app.questions.numeric import Range

RIGHT, WRONG = "correct", "incorrect"
_BOUNDS = ("vargt", "vargte", "varlt", "varlte")


@dataclass(frozen=True)
class Rule:
    """Where the test holds, the score is set or added to, and feedback is shown."""

    tests: tuple[Element, ...]
    points: Fraction | None
    adds: bool
    feedback: tuple[str, ...]
    title: str

    @property
    def is_other(self) -> bool:
        return any(test.tag in ("other", "unanswered") for test in self.tests) or not self.tests

    @property
    def scores(self) -> bool:
        return bool(self.points) and not self.is_other


class Rules:
    """All rules of an item; `full` is the score of a right answer."""

    def __init__(self, item: Element, points: Fraction) -> None:
        conditions = [each for process in item.findall("resprocessing") for each in process.iter("respcondition")]
        self.full = _full(item)
        self.rules = [_rule(each, self.full, _score_name(item)) for each in conditions]
        best = max((rule.points or NOTHING for rule in self.rules), default=NOTHING)
        # Where nothing is declared, the best answer has all; New Quizzes may count in points instead of percent.
        if not self.full or (best == points and not any(rule.adds for rule in self.rules)):
            self.full = best or FULL

    @property
    def scoring(self) -> list[Rule]:
        """Those that give something. Raises Refused where there are none, or where any other answer gives something."""
        if any(rule.is_other and rule.points for rule in self.rules):
            raise unsupported(Why.UNKNOWN_SCORING, "other")
        found = [rule for rule in self.rules if rule.scores]
        if not found:
            raise Refused(Why.NO_KEY)
        return found

    def shown_for(self, *, response: str, answer: str) -> list[str]:
        """The feedback that belongs to one answer alone."""
        return [
            name
            for rule in self.rules
            if len(rule.tests) == 1 and pair(rule.tests[0]) == (response, answer)
            for name in rule.feedback
        ]

    def always_shown(self) -> list[str]:
        return [name for rule in self.rules if rule.is_other and rule.points is None for name in rule.feedback]


def _full(item: Element) -> Fraction:
    for variable in item.iter("decvar"):
        most = variable.get("maxvalue")
        if most:
            return share(most, 1)
    return NOTHING


def _score_name(item: Element) -> str:
    """The variable that counts: the first that is declared."""
    declared = next(item.iter("decvar"), None)
    return (declared.get("varname") if declared is not None else None) or "SCORE"


def _rule(element: Element, full: Fraction, name: str) -> Rule:
    condition = element.find("conditionvar")
    tests = tuple(_unwrapped(condition)) if condition is not None else ()
    feedback = tuple(each.get("linkrefid", "").strip() for each in element.findall("displayfeedback"))
    title = element.get("title", "").strip()
    sets = element.findall("setvar")
    if not sets:
        # Blackboard leaves the score out where the feedback says it.
        is_right = RIGHT in feedback and title != WRONG
        return Rule(tests, full or FULL if is_right else None, False, feedback, title)
    if len(sets) > 1:
        raise unsupported(Why.UNKNOWN_SCORING)
    action = sets[0].get("action", "Set").lower()
    if action not in ("set", "add", "subtract"):
        raise unsupported(Why.UNKNOWN_SCORING, action)
    points = _points(words_of(sets[0]), full, name)
    return Rule(tests, -points if action == "subtract" else points, action != "set", feedback, title)


def _points(text: str, full: Fraction, name: str) -> Fraction:
    if text.lower() in ("score.max", f"{name.lower()}.max"):
        return full or FULL
    return share(text, 1)


def _unwrapped(condition: Element) -> Iterator[Element]:
    """The tests, without a lone <or> or <and> around them."""
    inside = [each for each in condition if isinstance(each.tag, str)]
    if len(inside) == 1 and inside[0].tag in ("or", "and"):
        yield from _unwrapped(inside[0])
    else:
        yield from inside


def pair(test: Element) -> tuple[str, str] | None:
    """The response and the answer that it is to be equal to; None for another test."""
    return (test.get("respident", "").strip(), words_of(test)) if test.tag == "varequal" else None


def equals(rule: Rule, response: str | None = None) -> list[str]:
    """The answers that a rule names. Raises Refused where it asks for anything else."""
    found = []
    for test in rule.tests:
        named = pair(test)
        if named is None or (response is not None and named[0] != response):
            raise unsupported(Why.UNKNOWN_SCORING, test.tag)
        found.append(named[1])
    return found


def wanted(rule: Rule) -> tuple[list[str], list[str]]:
    """The answers that a rule asks to be chosen, and those not to be. Raises Refused for any other test."""
    right: list[str] = []
    wrong: list[str] = []
    for test in rule.tests:
        inside = list(test) if test.tag == "not" else [test]
        found = pair(inside[0]) if len(inside) == 1 else None
        if found is None and len(inside) == 1 and inside[0].tag == "or" and test.tag == "not":
            found_all = [pair(each) for each in inside[0]]
            if None in found_all:
                raise unsupported(Why.UNKNOWN_SCORING, "or")
            wrong += [each[1] for each in found_all if each]
        elif found is None:
            raise unsupported(Why.UNKNOWN_SCORING, test.tag)
        else:
            (wrong if test.tag == "not" else right).append(found[1])
    return right, wrong


def case_counts(rules: list[Rule]) -> bool:
    """Whether capital letters count. Raises Refused where it is so for some only."""
    said = {
        test.get("case", "No").lower() == "yes" for rule in rules for top in rule.tests for test in top.iter("varequal")
    }
    if len(said) > 1:
        raise unsupported(Why.UNKNOWN_SCORING, "case")
    return said == {True}


def ranges(rule: Rule, worth: Fraction, feedback: Words, notes: Notes) -> Iterator[Range]:
    """The numbers that a rule takes. Raises Refused for any other test."""
    tests = [test for top in rule.tests for test in (top if top.tag == "and" else [top])]
    low, high = _ends(tests, notes)
    if low is not None and high is not None:
        yield making.number(low, high, worth, feedback)
    elif low is not None or high is not None:
        raise unsupported(Why.UNKNOWN_SCORING, "range")
    for test in tests:
        if test.tag == "varequal":
            value = decimal(words_of(test))
            if low is None or high is None or not low <= value <= high:
                yield making.number(*_margin(test, value), worth, feedback)
        elif test.tag not in _BOUNDS:
            raise unsupported(Why.UNKNOWN_SCORING, test.tag)


def _ends(tests: list[Element], notes: Notes) -> tuple[Decimal | None, Decimal | None]:
    found: dict[str, list[Decimal]] = {"g": [], "l": []}
    for test in tests:
        if test.tag in _BOUNDS:
            found[test.tag[3]].append(decimal(words_of(test)))
            notes.add_if(not test.tag.endswith("e"), Why.EDGE_COUNTS, words_of(test))
    if len(found["g"]) > 1 or len(found["l"]) > 1:
        raise unsupported(Why.UNKNOWN_SCORING, "range")
    return (found["g"] or [None])[0], (found["l"] or [None])[0]  # type: ignore[list-item]


def _margin(test: Element, value: Decimal) -> tuple[Decimal, Decimal]:
    """New Quizzes write how far off an answer may be beside it."""
    margin = test.get("margin")
    if not margin:
        return value, value
    off = decimal(margin)
    kind = (test.get("margintype") or "absolute").lower()
    if kind not in ("absolute", "percent"):
        raise unsupported(Why.UNKNOWN_SCORING, kind)
    return around(value, abs(value) * off / 100 if kind == "percent" else off)
