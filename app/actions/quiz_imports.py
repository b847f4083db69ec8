"""Questions out of a file into a class: a new quiz that is a draft, or added to one. All that is certain, at once."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import transaction
from app.actions import file_keeping, file_room, quiz_filling, quiz_questions, quiz_sections, quizzes
from app.actions.file_keeping import Kept
from app.errors import Invalid, NotFound
from app.extensions import db
from app.formats import media, question_files
from app.formats.question_files import (
    Bad,
    BadFile,
    Format,
    Reading,
    ReadQuestion,
    ReadSection,
    Reason,
    Status,
    Why,
    bounds,
    texts,
)
from app.formats.question_files.writing import pictures_in
from app.models import limits
from app.models.classroom import Classroom
from app.models.quiz import Quiz, QuizSection
from app.models.user import User
from app.questions import base
from app.questions.base import Words

FILE = "file"
REFUSALS = {
    Bad.EMPTY: _l("This file is empty. Please choose another one."),
    Bad.TOO_BIG: _l("This file is too big, or unpacks to too much. Split it, and import one part after the other."),
    Bad.UNKNOWN: _l("This is no file of questions that is known here."),
    Bad.OTHER_FORMAT: _l("This file is in another format than you said. Leave the format out: it is found by itself."),
    Bad.NOT_XML: _l("This XML is damaged. Export the file once more."),
    Bad.DANGEROUS: _l("This file has parts that no file of questions needs and that could do harm. It was not read."),
    Bad.NOT_AN_ARCHIVE: _l("This archive is damaged or locked with a password."),
    Bad.NO_QUESTIONS: _l("There are no questions in this file."),
    Bad.TOO_MANY: _l("There are too many questions or parts in this file. Split it."),
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Imported:
    """What became of a file. `quiz` is None where there was nothing to keep; `added` are ids of questions."""

    quiz: Quiz | None
    format: Format
    questions: tuple[ReadQuestion, ...]
    added: tuple[str, ...] = ()


def read(stream: BinaryIO, format: Format | None = None) -> Reading:
    """The questions in a file. Ends the transaction under way, since this takes a while. Raises Invalid (file)."""
    data = stream.read(bounds.FILE_BYTES + 1)
    transaction.release()
    try:
        return question_files.read(data, format)
    except BadFile as bad:
        raise Invalid({FILE: str(REFUSALS[bad.bad])}) from bad
    except Exception as problem:
        # Whatever a stranger's file does to a reader, nobody is shown an error of ours.
        log.exception("a file of questions could not be read")
        raise Invalid({FILE: str(REFUSALS[Bad.UNKNOWN])}) from problem


def create(classroom: Classroom, reading: Reading, *, actor: User, title: str = "") -> Imported:
    """A draft with what was read, named `title` or as the file is. Raises Invalid, StorageFull, StorageAway."""
    return _import(classroom.id, None, reading, actor, title or reading.title)


def add(quiz: Quiz, reading: Reading, *, actor: User) -> Imported:
    """What was read at the end of `quiz`. Raises Invalid, NotFound, StorageFull, StorageAway."""
    return _import(quiz.classroom_id, quiz, reading, actor)


@transaction.action
def take_back(quiz: Quiz, added: Iterable[str], *, actor: User) -> int:
    """Take away the questions of an import that are still there. Returns how many."""
    taken = 0
    for public_id in added:
        question = quiz_questions.of_quiz(quiz, public_id)
        if question is not None and question.deleted_at is None:
            quiz_questions.remove(question, actor=actor)
            taken += 1
    return taken


def _import(classroom_id: int, quiz: Quiz | None, reading: Reading, actor: User, title: str = "") -> Imported:
    if not any(each.question for each in reading.questions):
        return Imported(None, reading.format, reading.questions)
    most = file_room.most_bytes()
    transaction.release()
    with ExitStack() as stack:
        pictures = _pictures(reading, stack, most)
        return _keep(classroom_id, quiz, reading, pictures, actor, title or _("Imported questions"))


def _pictures(reading: Reading, stack: ExitStack, most: int) -> dict[str, Kept]:
    """The pictures of questions, made anew and stored; what is no picture is not among them."""
    wanted = {address for each in reading.questions if each.question for address in _shown(each.question)}
    found = {}
    for address in sorted(wanted & reading.files.keys()):
        data = reading.files[address]
        if media.recognise(data[: media.HEAD_BYTES], "").kind == "image":
            with suppress(Invalid):
                found[address] = stack.enter_context(file_keeping.kept(io.BytesIO(data), "", most))
    return found


def _shown(question: base.Question) -> set[str]:
    every = (question.text, question.feedback, *question.content.texts())
    return {address for words in every for address in pictures_in(words.source)}


@transaction.action
def _keep(
    classroom_id: int, quiz: Quiz | None, reading: Reading, pictures: Mapping[str, Kept], actor: User, title: str
) -> Imported:
    """Pictures, sections and questions in one commit."""
    classroom = db.session.get(Classroom, classroom_id)
    if classroom is None:
        raise NotFound
    names = _rows(classroom, pictures, actor)
    made = quizzes.lock(quiz) if quiz else quizzes.create(classroom, title=title[: limits.QUIZ_TITLE], actor=actor)
    rooms = _rooms(made, reading, fresh=quiz is None, actor=actor)
    told = tuple(_told(each, reading, names) for each in reading.questions)
    wanted = [(rooms[each.section], _moved(each.question, names)) for each in told if each.question]
    added = quiz_filling.add_all(made, wanted, actor=actor)
    return Imported(made, reading.format, told, tuple(question.public_id for question in added))


def _rows(classroom: Classroom, pictures: Mapping[str, Kept], actor: User) -> dict[str, str]:
    """The addresses that pictures have from now on, by those in the file. Raises StorageFull."""
    if not pictures:
        return {}
    room = file_room.room_of(classroom, locked=True)
    room.check(0, under_way=sum(kept.stored.size for kept in pictures.values()))
    rows = {
        address: kept.row(classroom_id=classroom.id, uploader_id=actor.id, filename=_filename(kept, number))
        for number, (address, kept) in enumerate(pictures.items(), 1)
    }
    db.session.add_all(rows.values())
    db.session.flush()
    return {address: f"/files/{row.public_id}" for address, row in rows.items()}


def _filename(kept: Kept, number: int) -> str:
    return f"{number}.{kept.about.media_type.rpartition('/')[2]}"


def _rooms(quiz: Quiz, reading: Reading, *, fresh: bool, actor: User) -> list[QuizSection]:
    """A section of the quiz for each of the file; a new quiz has its first already."""
    last = quiz_questions.last_section(quiz)
    if not fresh and reading.sections == (ReadSection(),):
        return [last]
    rooms = []
    for place, section in enumerate(reading.sections):
        room = last if fresh and not place else quiz_sections.add(quiz, actor=actor)
        text = texts.moved(section.text, {})
        about = {"title": section.title, "text": text, "draws": section.draws, "points": section.points}
        rooms.append(quiz_sections.change(room, actor=actor, **about))  # type: ignore[arg-type]
    return rooms


def _moved(question: base.Question, names: Mapping[str, str]) -> base.Question:
    def change(words: Words) -> Words:
        return texts.moved(words, names)

    content = question.content.with_texts(change)
    return replace(question, text=change(question.text), feedback=change(question.feedback), content=content)


def _told(read: ReadQuestion, reading: Reading, names: Mapping[str, str]) -> ReadQuestion:
    """With what became of its pictures; a question that says nothing without one is not taken."""
    if read.question is None:
        left = read.status is Status.CHANGED and pictures_in(reading.sections[read.section].text.source)
        return replace(read, reasons=(*read.reasons, Reason(Why.PICTURE_IN_SECTION))) if left else read
    if not (_shown(read.question) & reading.files.keys()) - names.keys():
        return read
    reasons = (*read.reasons, Reason(Why.PICTURE_REFUSED))
    if question_files.fits(_moved(read.question, names)):
        return replace(read, status=Status.CHANGED, reasons=reasons)
    return replace(read, status=Status.ERROR, reasons=reasons, question=None)
