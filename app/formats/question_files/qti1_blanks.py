"""Items of QTI 1.2 with several responses: pairs, blanks and menus in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from app.formats.question_files import making
from app.formats.question_files.qti1_items import Label, Response
from app.formats.question_files.qti1_scoring import equals
from app.formats.question_files.qti1_types import Item, Made
from app.formats.question_files.report import Refused, Why, unsupported
from app.questions.base import FULL, NOTHING, Words, WordsFormat
from app.questions.cloze import GAP, Cloze, Gap, GapContent
from app.questions.short import Accepted, Short

_name = re.compile(r"response_(.*)", re.DOTALL)
_RIGHT = "RIGHT_MATCH_BLOCK"


def matching(item: Item) -> Made:
    """Each response is a prompt, and the labels are the answers."""
    item.leave_whole_feedback()
    pairs, spare = [], []
    for response in item.responses:
        labels = {label.ident: label for label in response.labels}
        right = _only_right(item, response, labels)
        prompt, answer = item.words.short(response.element.find("material")), item.words.short(labels[right].element)
        if prompt or answer:
            pairs.append((prompt, answer))
        else:
            item.notes.add(Why.EMPTY_LEFT_OUT)
        spare += [item.words.short(label.element) for ident, label in labels.items() if ident != right]
    return "matching", making.matching(pairs, spare)


def _only_right(item: Item, response: Response, labels: Iterable[str]) -> str:
    """The one label that scores for a response. Raises Refused."""
    found = [
        answer
        for rule in item.rules.scoring
        for answer in equals(rule)
        if len(rule.tests) == 1 and rule.tests[0].get("respident", "").strip() == response.ident
    ]
    if len(found) != 1 or found[0] not in labels:
        raise Refused(Why.KEY_UNCLEAR if found else Why.NO_KEY, response.ident)
    return found[0]


def blanks(item: Item, draft_text: Words, menus: bool) -> tuple[Words, Cloze]:
    """Canvas: `[name]` in the text and a response of that name, of whose labels all are accepted, or one of a menu."""
    if GAP.search(draft_text.source):
        raise Refused(Why.GAPS)
    source, gaps = draft_text.source, list[Gap]()
    for place, response in enumerate(item.responses, 1):
        found = _name.fullmatch(response.ident)
        mark = f"[{found[1]}]" if found else ""
        if not mark or source.count(mark) != 1:
            raise Refused(Why.GAPS, mark)
        source = source.replace(mark, f"[[{place}]]")
        gaps.append(Gap(str(place), _gap(item, response, menus)))
    if not gaps:
        raise Refused(Why.GAPS)
    return Words(source, draft_text.format), Cloze(tuple(gaps))


def _gap(item: Item, response: Response, menus: bool) -> GapContent:
    labels = {label.ident: label for label in response.labels}
    kinds = {label.element.get("answer_type", "") for label in response.labels} - {""}
    if menus or (kinds and kinds <= {"dropdown", "wordbank"}):
        right = _only_right(item, response, labels)
        choices = [
            making.choice(
                item.words.short(label.element),
                FULL if label.ident == right else NOTHING,
                item.told(response.ident, label.ident),
            )
            for label in response.labels
        ]
        return making.single(choices, item.notes, shuffle=False)
    return _typed_gap(item, response)


def _typed_gap(item: Item, response: Response) -> Short:
    return making.short([_accepted(item, response, label) for label in response.labels], item.case)


def _accepted(item: Item, response: Response, label: Label) -> Accepted:
    """A label as a text that is accepted, in the ways of New Quizzes that there are here."""
    way = label.element.get("scoring_algorithm", "")
    accepted = making.accepted(item.words.short(label.element).source, FULL, item.told(response.ident, label.ident))
    if way == "TextContainsAnswer":
        return replace(accepted, text=f"*{accepted.text}*")
    if way not in ("", "TextEquivalence", "Equivalence", "TextInChoices"):
        raise unsupported(Why.UNKNOWN_SCORING, way)
    return accepted


def separate_blocks(item: Item) -> Made:
    """Matching of Blackboard: labels without words, each standing for the text in its place of a block beside."""
    item.leave_whole_feedback()
    presentation = item.element.find("presentation")
    blocks = [] if presentation is None else [each for each in presentation.iter() if each.get("class") == _RIGHT]
    answers = [item.words.short(each) for block in blocks for each in block if each.tag == "flow"]
    prompts = _prompts(item)
    pairs = []
    for response in item.responses:
        idents = [label.ident for label in response.labels]
        place = idents.index(_only_right(item, response, idents))
        if len(idents) != len(answers) or response.ident not in prompts:
            raise Refused(Why.KEY_UNCLEAR, response.ident)
        pairs.append((prompts[response.ident], answers[place]))
    return "matching", making.matching(pairs, answers)


def _prompts(item: Item) -> dict[str, Words]:
    """The texts that stand in one flow with a response."""
    found = {}
    for flow in item.element.iter("flow"):
        response = flow.find("response_lid")
        if response is not None:
            texts = [each for part in flow.findall("flow") for each in part.iter("material")]
            words = item.words.of(texts)
            short = item.words.texts.line(words.source, item.notes) if words.format == WordsFormat.HTML else words
            found[response.get("ident", "").strip()] = short
    return found
