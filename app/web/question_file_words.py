"""What became of questions in files, as sentences for teachers."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from app.formats.question_files import Format, Reason, Status, Why

FORMATS = {
    Format.GIFT: "GIFT",
    Format.AIKEN: "Aiken",
    Format.MOODLE_XML: "Moodle XML",
    Format.QTI12: "QTI 1.2",
    Format.QTI2: "QTI 2",
    Format.CSV: "CSV",
}
STATUSES = {
    Status.IMPORTED: _l("Taken over"),
    Status.CHANGED: _l("Changed"),
    Status.UNSUPPORTED: _l("Not known here"),
    Status.ERROR: _l("Not certain"),
}
OF_WRITTEN = {
    Status.IMPORTED: _l("As it is"),
    Status.CHANGED: _l("Changed"),
    Status.UNSUPPORTED: _l("Left out"),
}
SENTENCES = {
    Why.SECTION_TEXT: _l("It is the text of a section now."),
    Why.FEEDBACK_LEFT_OUT: _l("What is said of the whole answer, or of every other one, was left out."),
    Why.HINTS_LEFT_OUT: _l("Its hints were left out."),
    Why.PENALTY_LEFT_OUT: _l("Points taken away for further tries were left out."),
    Why.SCORING_SIMPLER: _l("It is marked in a simpler way here. Look at how points are given."),
    Why.SCORING_NOT_SAID: _l("The file says what is right and not how it is marked: it is marked right or wrong."),
    Why.EDGE_COUNTS: _l("The limit %(fact)s itself counts as right here."),
    Why.NO_LESS_THAN_NOTHING: _l("It could take points away. Here an answer is never worth less than nothing."),
    Why.ALL_ITEMS_ASKED: _l("It asked for some of its items. Here all are asked."),
    Why.POOL_LEFT_OUT: _l("It was drawn from a pool that could not be taken over. All its questions are asked."),
    Why.EMPTY_LEFT_OUT: _l("Answers without words were left out."),
    Why.MENU_INSTEAD: _l("Choices in the text became a menu."),
    Why.REUSE_ALLOWED: _l("The same word may be chosen for several gaps here."),
    Why.UNIT_PENALTY_LEFT_OUT: _l("A wrong unit took some points away. Here the unit may be left out."),
    Why.ATTACHMENT_LEFT_OUT: _l("Files beside it, or for students to hand in, were left out."),
    Why.MEDIA_LEFT_OUT: _l("A sound, film or page inside of it was left out (%(fact)s)."),
    Why.FORMULA_LEFT_OUT: _l("A formula in MathML was left out. Write it between dollar signs."),
    Why.PICTURE_MISSING: _l("A picture is not in the file: %(fact)s"),
    Why.PICTURE_ELSEWHERE: _l("A picture lies on another site and is not shown here: %(fact)s"),
    Why.PICTURE_REFUSED: _l("A picture was left out, since it is damaged, too big, or none."),
    Why.PICTURE_IN_SECTION: _l("Texts of sections have no pictures here, so they were left out."),
    Why.NO_POINTS: _l("It had no points and is worth one now."),
    Why.SHORTENED: _l("A text was longer than %(fact)s characters and was cut."),
    Why.ROUNDED: _l("Its points were rounded (%(fact)s)."),
    Why.TYPE: _l("There is no such type of question here: %(fact)s"),
    Why.SURVEY: _l("It asks for an opinion, so nothing is right."),
    Why.CALCULATED: _l("Its numbers are made anew for everybody, which there is not here."),
    Why.TEMPLATE: _l("It changes with what is answered, or for everybody, which there is not here."),
    Why.UNKNOWN_SCORING: _l("How it is marked is not understood for certain (%(fact)s)."),
    Why.SEVERAL_PARTS: _l("It asks several things at once."),
    Why.NO_KEY: _l("It does not say what is right for all of the points."),
    Why.KEY_UNCLEAR: _l("It is not certain what is right (%(fact)s)."),
    Why.WRONG_WEIGHT: _l("Its shares of points do not work here (%(fact)s)."),
    Why.NOT_A_NUMBER: _l("This is no number: %(fact)s"),
    Why.NO_TEXT: _l("A text is missing."),
    Why.TOO_FEW: _l("It has too few answers to choose from."),
    Why.TOO_MANY: _l("It has more than %(fact)s parts."),
    Why.UNREADABLE: _l("It cannot be read (%(fact)s)."),
    Why.LINES: _l("A line is no choice, and a question has one line only: %(fact)s"),
    Why.BRACES: _l("Its braces { } do not match."),
    Why.GAPS: _l("Its gaps and its text do not match (%(fact)s)."),
    Why.NOT_KEPT: _l("It cannot be kept as it is (%(fact)s)."),
    Why.NOT_HELD: _l("This format cannot hold it (%(fact)s)."),
    Why.SCHEME_NOT_HELD: _l("This format cannot say how its points add up; it gives points for parts there."),
    Why.DETAIL_NOT_HELD: _l("Left out, since this format cannot hold it: %(fact)s"),
}
# What a format cannot hold, by the facts of its reasons; any other fact is told as it is.
DETAILS = {
    "points": _l("the points"),
    "pictures": _l("pictures"),
    "tags": _l("tags"),
    "order": _l("that the order stays"),
    "case": _l("that capital letters count"),
    "accents": _l("that accents do not count"),
    "units": _l("units"),
    "text_format": _l("the format of a text"),
    "notes": _l("notes for grading"),
    "template": _l("the text to begin with"),
    "lines": _l("how many lines the field has"),
    "words": _l("how many words are expected"),
    "feedback": _l("feedback on single answers"),
    "share": _l("shares of the points"),
    "cloze": _l("a text with gaps"),
    "ordering": _l("an order"),
    "multiple": _l("a gap with several answers"),
    "section": _l("the section that it stands in"),
}


def sentence(reason: Reason) -> str:
    """The reason for whoever reads it; a fact that is missing leaves no empty brackets."""
    fact = str(DETAILS.get(reason.fact, reason.fact))
    said = str(SENTENCES[reason.why])
    if "%(fact)s" not in said:
        return said
    return said % {"fact": fact} if fact else said.replace(" (%(fact)s)", "").replace(": %(fact)s", ".")


def sentences(reasons: Iterable[Reason]) -> str:
    return " ".join(map(sentence, reasons))
