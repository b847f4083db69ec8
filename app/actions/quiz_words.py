"""Questions as they are kept, and as `questions` knows them: the way back and forth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.formats.words import plain_of
from app.models import limits
from app.models.question import Question, QuestionTag, QuestionVersion
from app.questions import TYPES, base
from app.questions.base import FULL, NO_WORDS, BadQuestion, Words, WordsFormat

_file = re.compile("/files/([0-9a-f]{32})")


def loaded(
    version: QuestionVersion, *, points: Fraction = FULL, name: str = "", tags: Iterable[str] = ()
) -> base.Question:
    """The question of one version; `points`, `name` and `tags` are not of a version, so who wants them gives them."""
    return base.Question(
        type=version.type,
        text=words(version.text),
        content=TYPES[version.type].parse(version.content),
        points=points,
        name=name,
        feedback=words(version.feedback),
        tags=tuple(tags),
    )


def newest(question: Question) -> QuestionVersion:
    """The version that stands now."""
    found = QuestionVersion.question_id == question.id, QuestionVersion.number == question.version
    return db.session.scalars(select(QuestionVersion).where(*found)).one()


def whole(question: Question) -> base.Question:
    """A question as it stands now, with its points, name and tags. Two queries."""
    tags = select(QuestionTag.tag).where(QuestionTag.question_id == question.id).order_by(QuestionTag.tag)
    found = db.session.scalars(tags).all()
    return loaded(newest(question), points=question.points, name=question.name, tags=found)


def words(kept: Mapping[str, Any]) -> Words:
    """A text in JSON of the database."""
    return Words(kept["source"], WordsFormat(kept["format"])) if kept else NO_WORDS


def checked(question: base.Question) -> base.Question:
    """`question`, if its text and its content belong together. Raises BadQuestion."""
    problems = TYPES[question.type].check_text(question.text, question.content)
    if problems:
        raise BadQuestion(problems)
    return question


def plain(question: base.Question) -> str:
    """The beginning of its text, for lists and searches."""
    return plain_of(question.text, limits.QUESTION_PLAIN)


def asked_and_told(question: base.Question) -> tuple[set[str], set[str]]:
    """The public ids of files in what a student is asked, and in what he is told only afterwards."""
    shown = TYPES[question.type].present(question.content, 0)
    asked = _files([question.text.source, *_sources(shown)])
    every = [question.feedback, *question.content.texts()]
    return asked, _files(each.source for each in every) - asked


def files_in(source: str) -> set[str]:
    """The public ids of files in one text."""
    return _files([source])


def _files(sources: Iterable[str]) -> set[str]:
    return {found for source in sources for found in _file.findall(source)}


def _sources(shown: object) -> Iterator[str]:
    """Every string in JSON."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, Mapping):
        for value in shown.values():
            yield from _sources(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from _sources(value)
