"""QTI 1.2 (IMS ASI): assessments of Canvas, Blackboard and others, section by section."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.formats.question_files import qti1_blanks, qti1_types
from app.formats.question_files.figures import share
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.making import Draft
from app.formats.question_files.markup import child
from app.formats.question_files.qti1_items import ItemTexts, metadata, responses
from app.formats.question_files.qti1_types import Item, Made
from app.formats.question_files.report import Notes, Refused, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import FULL, Content
from app.questions.multiple import Scheme

TEXT = "text_only_question"
_NAMES = ("question_type", "bbmd_questiontype", "cc_profile", "qmd_questiontype")
_POINTS = ("points_possible", "qmd_absolutescore_max", "qmd_weighting", "cc_weighting", "d2l_points")


def _menus(item: Item, draft: Draft) -> Made:
    draft.text, content = qti1_blanks.blanks(item, draft.text, menus=True)
    return "cloze", content


def _blanks(item: Item, draft: Draft) -> Made:
    draft.text, content = qti1_blanks.blanks(item, draft.text, menus=False)
    return "cloze", content


def _only(make: Callable[[Item], Made]) -> Callable[[Item, Draft], Made]:
    return lambda item, _draft: make(item)


KINDS: dict[str, Callable[[Item, Draft], Made]] = {
    "multiple_choice_question": _only(qti1_types.single),
    "true_false_question": _only(qti1_types.true_false),
    "multiple_answers_question": _only(qti1_types.multiple),
    "short_answer_question": _only(qti1_types.short),
    "numerical_question": _only(qti1_types.numeric),
    "essay_question": _only(qti1_types.essay),
    "matching_question": _only(qti1_blanks.matching),
    "ordering_question": _only(qti1_types.ordering),
    "multiple_dropdowns_question": _menus,
    "fill_in_multiple_blanks_question": _blanks,
    "multiple choice": _only(qti1_types.single),
    "true/false": _only(qti1_types.true_false),
    "either/or": _only(qti1_types.single),
    "multiple answer": _only(qti1_types.multiple),
    "fill in the blank": _only(qti1_types.short),
    "numeric": _only(qti1_types.numeric),
    "essay": _only(qti1_types.essay),
    "short response": _only(qti1_types.essay),
    "ordering": _only(qti1_types.ordering),
    "matching": _only(qti1_blanks.separate_blocks),
    "cc.multiple_choice.v0p1": _only(qti1_types.single),
    "cc.multiple_response.v0p1": _only(qti1_types.multiple),
    "cc.true_false.v0p1": _only(qti1_types.true_false),
    "cc.fib.v0p1": _only(qti1_types.short),
    "cc.essay.v0p1": _only(qti1_types.essay),
}
_SURVEYS = {"opinion scale", "opinion scale/likert", "likert"}
_CALCULATED = {"calculated_question", "calculated", "formula", "arithmetic", "significant figures"}
_REFUSED = {
    "file_upload_question",
    "hot_spot_question",
    "categorization_question",
    "file upload",
    "hot spot",
    "quiz bowl",
    "jumbled sentence",
    "fill in the blank plus",
    "cc.pattern_match.v0p1",
    "multiple_questions",
    "missing_word_question",
}


def read(root: Element, gathering: Gathering, texts: Texts) -> None:
    """All items of a file, in its order."""
    for assessment in root.iter("assessment"):
        gathering.title = gathering.title or assessment.get("title", "")
    for element in root.iter("objectbank"):
        gathering.title = gathering.title or metadata_title(element)
    _walk(root, gathering, texts)


def metadata_title(bank: Element) -> str:
    for field in bank.iter("qtimetadatafield"):
        if child(field, "fieldlabel") == "bank_title":
            return child(field, "fieldentry")
    return ""


def _walk(element: Element, gathering: Gathering, texts: Texts) -> None:
    """Sections may hold sections; one that draws is a pool, and ends with its items."""
    for each in element:
        if each.tag == "item":
            _item(each, gathering, texts)
        elif each.tag == "section":
            _section(each, gathering, texts)
        elif each.tag in ("assessment", "objectbank"):
            _walk(each, gathering, texts)


def _section(element: Element, gathering: Gathering, texts: Texts) -> None:
    draws = child(element, "selection_ordering", "selection", "selection_number")
    pool = int(draws) if draws.isdecimal() and int(draws[:6]) > 0 and element.find("item") is not None else None
    title = element.get("title", "")
    if pool or title:
        gathering.section(title, draws=pool, points=_pool_points(element) if pool else None)
    _walk(element, gathering, texts)
    if pool:
        gathering.section()


def _pool_points(element: Element) -> Fraction:
    said = child(element, "selection_ordering", "selection", "selection_extension", "points_per_item")
    try:
        return share(said, 1) if said else FULL
    except Refused:
        return FULL


def _item(element: Element, gathering: Gathering, texts: Texts) -> None:
    about = metadata(element)
    kind = next((about[name].strip().lower() for name in _NAMES if about.get(name)), "")
    draft = gathering.draft(kind or "item")
    if kind == TEXT or (not responses(element) and element.find("resprocessing") is None and not kind):
        draft.type = "text"
        gathering.text(draft, ItemTexts(element, texts, Notes()).question)
        return
    gathering.add(draft.read(lambda draft, notes: _read(element, kind, about, draft, ItemTexts(element, texts, notes))))


def _read(element: Element, kind: str, about: dict[str, str], draft: Draft, words: ItemTexts) -> tuple[str, Content]:
    draft.text = words.question()
    title = element.get("title", "").strip()
    draft.name = "" if title.lower() in ("question", "item", "") else title
    draft.points = _points(about, words.notes)
    item = Item(element, words, words.notes, _scheme(kind, about, words.notes), draft.points, _case(about))
    draft.feedback = item.general()
    return _made(item, kind, draft)


def _made(item: Item, kind: str, draft: Draft) -> Made:
    if kind in _SURVEYS:
        raise unsupported(Why.SURVEY, kind)
    if kind in _CALCULATED or item.element.find("itemproc_extension/calculated") is not None:
        raise unsupported(Why.CALCULATED, kind)
    if kind in _REFUSED:
        raise unsupported(Why.TYPE, kind)
    return KINDS.get(kind, _by_structure)(item, draft)


def _case(about: dict[str, str]) -> bool:
    return about.get("case_sensitive", "").lower() == "true"


def _points(about: dict[str, str], notes: Notes) -> Fraction:
    said = next((about[name] for name in _POINTS if about.get(name)), "")
    points = share(said, 1) if said else FULL
    if points < 0:
        raise unsupported(Why.WRONG_WEIGHT, said)
    if not points and "points_possible" not in about:
        notes.add(Why.NO_POINTS)
        return FULL
    return points


def _scheme(kind: str, about: dict[str, str], notes: Notes) -> Scheme:
    """Canvas takes away for wrong answers; Blackboard does not say how it gives a part."""
    if kind == "multiple_answers_question":
        return Scheme.RIGHT_MINUS_WRONG
    notes.add_if(kind == "multiple answer" and about.get("bbmd_partialcredit") == "true", Why.SCORING_SIMPLER)
    return Scheme.ALL_OR_NOTHING


def _by_structure(item: Item, _draft: Draft) -> Made:
    """Without the name of a type, what can be answered says what it is."""
    response = item.one()
    if response.cardinality == "ordered":
        return qti1_types.ordering(item)
    if response.is_choice:
        return (qti1_types.multiple if response.cardinality == "multiple" else qti1_types.true_false)(item)
    if response.is_number:
        return qti1_types.numeric(item)
    if response.fib is None:
        raise unsupported(Why.TYPE, response.element.tag)
    rows = response.fib.get("rows", "1")
    if not any(rule.scores for rule in item.rules.rules) and rows.isdecimal() and int(rows[:4]) > 1:
        return qti1_types.essay(item)
    return qti1_types.short(item)
