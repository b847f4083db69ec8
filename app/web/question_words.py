"""Questions as pages show them: their words as HTML, their problems and answers as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from flask import Flask
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.formats import words as formats
from app.questions import TYPES, limits
from app.questions.base import Content, Json, Problem, What, Words, WordsFormat
from app.questions.numeric import Range

GAP_KINDS = {
    "short": _l("Gap to write in"),
    "numeric": _l("Gap for a number"),
    "single": _l("Gap with a menu"),
    "multiple": _l("Gap with ticks"),
}
TYPE_NAMES = {
    "single": _l("Single choice"),
    "multiple": _l("Multiple answers"),
    "true_false": _l("True or false"),
    "short": _l("Short answer"),
    "numeric": _l("Number"),
    "matching": _l("Matching"),
    "ordering": _l("Ordering"),
    "cloze": _l("Text with gaps"),
    "essay": _l("Essay"),
}
SENTENCES = {
    What.MISSING: _l("This is needed."),
    What.TOO_LONG: _l("At most %(fact)s characters."),
    What.TOO_MANY: _l("At most %(fact)s."),
    What.TOO_FEW: _l("At least %(fact)s."),
    What.NOT_ALLOWED: _l("This cannot be used here."),
    What.NOT_A_NUMBER: _l("This is no number. Write it like 3.5, without signs between thousands."),
    What.NO_RIGHT_ANSWER: _l("Nothing here earns all the points. Say which answer is right."),
    What.TWICE: _l("This stands here twice."),
    What.UNKNOWN: _l("This is not known here."),
    What.NO_SUCH_GAP: _l("The text has [[%(fact)s]], and there is no such gap."),
}
# Where a sentence for all would not help: by the end of the place, or where a gap is named.
OF_SHARES = {
    What.NOT_A_NUMBER: _l("Write a share in percent, or as 1/2."),
    What.NOT_ALLOWED: _l("A share is at most all of the points."),
}
OF_GAPS = {
    What.MISSING: _l("The text has no place for this gap. Write [[%(fact)s]] where it belongs."),
    What.TWICE: _l("[[%(fact)s]] stands in the text twice."),
}
GIVEN = {"true": _l("True"), "false": _l("False")}
WHOLE = 100
FIGURES = 2
TENTHS = 1000


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        question_html=html,
        question_line=line,
        question_gaps=with_gaps,
        share_in_words=share_in_words,
        share_as_typed=share_as_typed,
        around=around,
    )
    app.jinja_env.tests["pictured"] = pictured
    app.jinja_env.globals["question_type_names"] = TYPE_NAMES
    app.jinja_env.globals["gap_kinds"] = GAP_KINDS


def problem_in_words(problem: Problem) -> str:
    """A sentence for whoever wrote the question."""
    special = OF_SHARES if problem.where.endswith("worth") else OF_GAPS if problem.fact else {}
    return str(special.get(problem.what, SENTENCES[problem.what])) % {"fact": problem.fact}


def by_place(problems: Iterable[Problem]) -> dict[str, str]:
    """For each place, such as `choices.2.text`, the sentence that stands there."""
    places: dict[str, str] = {}
    for problem in problems:
        places.setdefault(problem.where, problem_in_words(problem))
    return places


def answer_in_words(type: str, content: Content, answer: Json | None) -> str:
    """The answer in one line, in the language of the reader; empty where there is none."""
    return _translated(type, TYPES[type].in_words(formats.plainly(content), answer))


def key_in_words(type: str, content: Content) -> str:
    """What is right, in one line, in the language of the reader."""
    return _translated(type, TYPES[type].key_in_words(formats.plainly(content)))


def _translated(type: str, words: str) -> str:
    return str(GIVEN.get(words, words)) if type == "true_false" else words


def words_of(given: Words | Mapping[str, str] | str) -> Words:
    """Words, also as they stand in JSON."""
    if isinstance(given, Words):
        return given
    return Words(given) if isinstance(given, str) else Words(given["source"], WordsFormat(given["format"]))


def html(given: Words | Mapping[str, str] | str) -> Markup:
    """In the frame of people's words, with the names of callouts in the language of the reader."""
    return formats.html_of(words_of(given), _callouts())


def with_gaps(given: Words | Mapping[str, str] | str, field: Callable[[str], Markup]) -> Markup:
    """With `field(id)` in the place of each gap."""
    return formats.html_with_gaps(words_of(given), field, _callouts())


def line(given: Words | Mapping[str, str] | str) -> str:
    """In one line, without pictures and formulas."""
    return formats.plain_of(words_of(given))


def pictured(given: Words | Mapping[str, str] | str) -> bool:
    """Whether one line cannot say it: there is a picture, a formula or a table in it."""
    found = formats.inner_html(words_of(given))
    return any(sign in found for sign in ("<img", "math-inline", "math-block", "<table"))


def _callouts() -> dict[str, str]:
    return {"note": _("Note"), "tip": _("Tip"), "warning": _("Warning")}


def share_in_words(share: str) -> str:
    """A share as a percentage, with two figures behind the point where it has that many."""
    hundreds = Fraction(share) * WHOLE
    if hundreds.denominator == 1:
        return str(format_percent(int(hundreds) / WHOLE))
    return f"{format_decimal(round(float(hundreds), FIGURES))}%"


def share_as_typed(share: object) -> str:
    """A share as a teacher would type it: in percent where that is exact, else as it stands."""
    words = "" if share is None else str(share)
    try:
        hundreds = Fraction(words) * WHOLE
    except (ValueError, ZeroDivisionError):
        return words
    return f"{float(hundreds):g}%" if TENTHS % hundreds.denominator == 0 else words


def around(low: str, high: str) -> tuple[str, str]:
    """The number in the middle of two and the tolerance around it; where they are none, what was typed for either."""
    try:
        middle, tolerance = Range(Decimal(low), Decimal(high)).middle()
    except InvalidOperation:
        return low, high[1:] if high.startswith("±") else ""
    return _written(middle), _written(tolerance)


def _written(value: Decimal) -> str:
    """Without needless noughts, and without an exponent unless it is a long way off."""
    if not value:
        return "0"
    return f"{value.normalize():f}" if abs(value.adjusted()) < limits.NUMBER / 2 else str(value.normalize())
