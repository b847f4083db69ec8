"""A quiz as a file for other programs, with its pictures: five queries, however many questions there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import select

from app import transaction
from app.actions import quiz_sections, quiz_words
from app.actions.avatars import files as place
from app.errors import NotFound
from app.extensions import db
from app.formats import question_files
from app.formats.question_files import WRITTEN, Format, Part, Written, WrittenQuestion
from app.models.file import StoredFile
from app.models.question import Question, QuestionFile, QuestionTag, QuestionVersion
from app.models.quiz import Quiz, QuizSection
from app.questions import base


def write(quiz: Quiz, format: Format) -> Written:
    """The file. Ends the transaction under way."""
    parts, keys, title = _parts(quiz), _keys(quiz), quiz.title
    transaction.release()
    files = {address: data for address, key in keys.items() if (data := _bytes(key)) is not None}
    return question_files.write(question_files.Quiz(title, parts, files), format)


def reports(quiz: Quiz) -> dict[Format, tuple[WrittenQuestion, ...]]:
    """What each format would hold of it, without reading a picture."""
    whole = question_files.Quiz(quiz.title, _parts(quiz), dict.fromkeys(_keys(quiz), b""))
    return {format: question_files.write(whole, format).questions for format in WRITTEN}


def _parts(quiz: Quiz) -> tuple[Part, ...]:
    inside: dict[int | None, list[base.Question]] = defaultdict(list)
    for section_id, question in _questions(quiz):
        inside[section_id].append(question)
    return tuple(_part(section, inside[section.id]) for section in quiz_sections.of(quiz))


def _part(section: QuizSection, questions: list[base.Question]) -> Part:
    """A section; in a pool every question is worth what the pool says."""
    if section.points is not None:
        questions = [replace(question, points=section.points) for question in questions]
    return Part(tuple(questions), section.title, quiz_words.words(section.text), section.draws)


def _questions(quiz: Quiz) -> list[tuple[int | None, base.Question]]:
    """Each with its section, as they stand now."""
    kept = Question.quiz_id == quiz.id, Question.is_kept()
    tags: dict[int, list[str]] = defaultdict(list)
    tagged = select(QuestionTag.question_id, QuestionTag.tag).join(Question, Question.id == QuestionTag.question_id)
    for question_id, tag in db.session.execute(tagged.where(*kept).order_by(QuestionTag.tag)):
        tags[question_id].append(tag)
    found = select(Question, QuestionVersion).join(QuestionVersion, QuestionVersion.newest()).where(*kept)
    return [
        (
            question.section_id,
            quiz_words.loaded(version, points=question.points, name=question.name, tags=tags[question.id]),
        )
        for question, version in db.session.execute(found.order_by(Question.position, Question.id))
    ]


def _keys(quiz: Quiz) -> dict[str, str]:
    """Where the pictures of its questions lie, by their addresses."""
    used = select(QuestionFile.file_id).join(Question, Question.id == QuestionFile.question_id)
    mine = used.where(Question.quiz_id == quiz.id, Question.is_kept())
    found = select(StoredFile.public_id, StoredFile.key).where(StoredFile.id.in_(mine))
    return {f"/files/{public_id}": key for public_id, key in db.session.execute(found)}


def _bytes(key: str) -> bytes | None:
    try:
        with place().open(key) as stream:
            return stream.read()
    except NotFound:
        return None
