"""Moodle XML (docs.moodle.org/en/Moodle_XML_format): question by question."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from app.formats.question_files import moodle_types
from app.formats.question_files.figures import share
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.making import Draft
from app.formats.question_files.markup import child, words_of
from app.formats.question_files.moodle_parts import Parts
from app.formats.question_files.report import Format, Notes, Reading, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import Content
from app.questions.plain import one_line

# What Moodle itself puts in: it says nothing of the question.
_USUAL_PENALTIES = {"", "0", "1", "0.1", "0.3333333", "0.33333", "0.333", "0.5", "0.25", "0.2", "0.05"}
_USUAL_FEEDBACK = {
    "",
    "your answer is correct.",
    "your answer is partially correct.",
    "your answer is incorrect.",
    "correct",
    "incorrect",
}
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(root: Element) -> Reading:
    texts = Texts()
    gathering = Gathering(Format.MOODLE_XML, texts)
    for element in root.iter("question"):
        type = element.get("type", "").strip().lower()
        if type == "category":
            gathering.category(child(element, "category", "text") or child(element, "category"))
        else:
            _question(element, type, gathering, texts)
    return gathering.reading()


def _question(element: Element, type: str, gathering: Gathering, texts: Texts) -> None:
    draft = gathering.draft(type)
    if type == "description":
        notes = Notes()
        gathering.text(draft, lambda: Parts(element, texts, notes).words(element.find("questiontext")))
        return
    gathering.add(draft.read(lambda draft, notes: _read(element, draft, Parts(element, texts, notes))))


def _read(element: Element, draft: Draft, parts: Parts) -> tuple[str, Content]:
    notes = parts.notes
    draft.name = child(element, "name", "text") or child(element, "name")
    draft.text = parts.question()
    draft.feedback = parts.words(element.find("generalfeedback"))
    draft.tags = tuple(child(tag, "text") or words_of(tag) for tag in element.findall("tags/tag"))
    draft.points = share(child(element, "defaultgrade") or "1", 1)
    if draft.type not in moodle_types.KINDS:
        why = Why.CALCULATED if draft.type.startswith("calculated") or draft.type == "formulas" else Why.TYPE
        raise unsupported(why, draft.type)
    made = moodle_types.KINDS[draft.type](element, draft, parts)
    notes.add_if(_short(child(element, "penalty")) not in _USUAL_PENALTIES, Why.PENALTY_LEFT_OUT)
    notes.add_if(any(words_of(hint.find("text")) for hint in element.findall("hint")), Why.HINTS_LEFT_OUT)
    _note_combined(element, parts)
    return made


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _note_combined(element: Element, parts: Parts) -> None:
    """What is said of the whole answer: there is no place for it, unless Moodle said it by itself."""
    for name in _COMBINED:
        said = parts.words(element.find(name))
        if one_line(said).lower() not in _USUAL_FEEDBACK:
            parts.notes.add(Why.FEEDBACK_LEFT_OUT)
