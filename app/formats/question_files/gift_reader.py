"""GIFT, as Moodle reads it (docs.moodle.org/en/GIFT_format), but that nothing unclear is taken for an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.formats.question_files import gift_answers
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.gift_marks import hidden, shown, words
from app.formats.question_files.making import Draft
from app.formats.question_files.report import Format, Notes, Reading, Refused, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import Content

GAP = "_____"
_category = re.compile(r"\$CATEGORY:[ \t]*(.*)")
_tag = re.compile(r"\[tag:([^\[\]]{1,200})\]")
_title = re.compile(r"::(.*?)::", re.DOTALL)


@dataclass
class Block:
    """The lines of one question, and its tags, which stand in comments."""

    lines: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def read(text: str) -> Reading:
    texts = Texts()
    gathering = Gathering(Format.GIFT, texts)
    for block in _blocks(text):
        category = _category.fullmatch(block.text)
        if category:
            gathering.category(shown(hidden(category[1])))
        else:
            _question(block, gathering, texts)
    return gathering.reading()


def looks_like(text: str) -> bool:
    """There is something between braces."""
    bare = hidden(text)
    return "}" in bare[bare.find("{") + 1 :] and "{" in bare


def _blocks(text: str) -> Iterator[Block]:
    """Questions stand apart by blank lines; one inside of braces parts nothing if they are closed after it."""
    block, depth = Block(), 0
    for line in text.split("\n"):
        tidy = line.strip()
        if tidy.startswith("//"):
            block.tags += [shown(hidden(tag)) for tag in _tag.findall(tidy)]
            continue
        bare = hidden(line)
        starts = tidy.startswith(("::", "$CATEGORY:")) or (depth and "{" in bare)
        if (not tidy and not depth) or (starts and block.lines and (depth or tidy.startswith("$"))):
            if block.text:
                yield block
                block = Block()
            depth = 0
        if tidy or depth:
            block.lines.append(line)
        depth = max(0, depth + bare.count("{") - bare.count("}"))
        if _category.fullmatch(block.text):
            yield block
            block = Block()
    if block.text:
        yield block


def _question(block: Block, gathering: Gathering, texts: Texts) -> None:
    draft = gathering.draft("question")
    draft.tags = tuple(block.tags)
    text = hidden(block.text)
    found = _title.match(text)
    if found:
        draft.name, text = shown(found[1]), text[found.end() :]
    if "{" not in text and "}" not in text:
        draft.type = "description"
        gathering.text(draft, lambda: words(text, "moodle", texts, Notes())[0])
        return
    gathering.add(draft.read(lambda draft, notes: _read(text.strip(), draft, texts, notes)))


def _read(text: str, draft: Draft, texts: Texts, notes: Notes) -> tuple[str, Content]:
    before, opened, rest = text.partition("{")
    answers, closed, after = rest.partition("}")
    if not opened or not closed or "}" in before or "{" in answers:
        draft.text = texts.plain(shown(before), Notes())
        raise Refused(Why.BRACES)
    draft.text, format = words(f"{before}{GAP if after.strip() else ''}{after}", "moodle", texts, notes)
    if "{" in after or "}" in after:
        draft.text = texts.plain(shown(before), Notes())
        raise unsupported(Why.SEVERAL_PARTS)
    answers, _, general = answers.rpartition("####") if "####" in answers else (answers, "", "")
    draft.feedback = words(general, format, texts, notes)[0]
    source = gift_answers.Source(answers.strip(), format, texts, notes)
    draft.type = gift_answers.kind(source.text)
    return gift_answers.KINDS[draft.type](source)
