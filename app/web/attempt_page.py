"""What the pages of an open attempt show: questions as they may be seen, own answers, and how far one is.

Of a question only what `present` gives away stands here; of an answer that was checked for good, what its quiz shows on
the way. Keys and feedback are never asked for otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.question import Question, QuestionVersion
from app.models.quiz import Layout, Quiz, QuizSection
from app.models.reveal import Phase
from app.questions import TYPES
from app.questions.base import Json

PAGE = 25
SHUFFLED = ("single", "multiple")


@dataclass(frozen=True)
class Standing:
    """One question of an attempt, told by how it stands: for the list of all of them. `number` counts from one."""

    public_id: str
    number: int
    is_answered: bool
    flagged: bool
    is_checked: bool


@dataclass(frozen=True)
class Asked:
    """One question on a page. `shown` is what a student may see of it, `mark` names the answer it was drawn with."""

    standing: Standing
    type: str
    text: Json
    shown: Json
    answer: Json | None
    points: Fraction
    sequence: int
    mark: str
    feedback: Json
    section: QuizSection | None

    @property
    def prefix(self) -> str:
        """Begins the names of its fields."""
        return prefix_of(self.standing.public_id)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(milliseconds=milliseconds, time_left=time_left)


def milliseconds(instant: datetime) -> int:
    """Since 1970, as scripts count."""
    return int(instant.timestamp() * 1000)


def time_left(seconds: int) -> str:
    """As a clock shows it: 9:05, or 1:09:05."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def standings(attempt: Attempt) -> list[Standing]:
    """Every question of an attempt, in the order it asks them. One query."""
    found = (
        select(Question.public_id, Response.position, Response.answer, Response.flagged, Response.checked_at)
        .join(Response, Response.question_id == Question.id)
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.position)
    )
    return [
        Standing(public_id, position + 1, answer is not None, flagged, checked is not None)
        for public_id, position, answer, flagged, checked in db.session.execute(found)
    ]


def asked(attempt: Attempt, first: int, number: int) -> list[Asked]:
    """So many questions from the `first` on, counted from nought. One query."""
    found = (
        select(Response, QuestionVersion, Question.public_id, QuizSection)
        .join(QuestionVersion, QuestionVersion.id == Response.version_id)
        .join(Question, Question.id == Response.question_id)
        .outerjoin(QuizSection, QuizSection.id == Question.section_id)
        .where(Response.attempt_id == attempt.id, Response.position.between(max(first - 1, 0), first + number - 1))
        .order_by(Response.position)
    )
    rows = db.session.execute(found).all()
    before = rows[0][3] if first and rows else None
    shown = []
    for response, version, public_id, section in rows[1 if first else 0 :]:
        shown.append(_asked(attempt, response, version, public_id, section if section is not before else None))
        before = section
    return shown


def _asked(
    attempt: Attempt, response: Response, version: QuestionVersion, public_id: str, section: QuizSection | None
) -> Asked:
    standing = Standing(
        public_id, response.position + 1, response.answer is not None, response.flagged, response.checked_at is not None
    )
    return Asked(
        standing,
        version.type,
        version.text,
        _shown(attempt, response, version),
        response.answer,
        response.points,
        response.sequence,
        mark_of(response.answer),
        version.feedback if response.checked_at and attempt.quiz.reveals.shows(Phase.DURING).feedback else {},
        section if section and (section.title or section.text) else None,
    )


def _shown(attempt: Attempt, response: Response, version: QuestionVersion) -> Json:
    """What may be seen of a question now."""
    type_ = TYPES[version.type]
    content = content_of(attempt.quiz, version)
    if response.checked_at is None:
        return type_.present(content, attempt.seed)
    shows = attempt.quiz.reveals.shows(Phase.DURING)
    return type_.review(content, attempt.seed, response.answer, shows)


def content_of(quiz: Quiz, version: QuestionVersion) -> Any:
    """The content of what was asked, with its choices in their own order where the quiz wants that."""
    content = TYPES[version.type].parse(version.content)
    if version.type in SHUFFLED and not quiz.shuffle_choices:
        content = replace(content, shuffle=False)
    return content


def prefix_of(question_id: str) -> str:
    return f"q{question_id}-"


def mark_of(answer: Json | None) -> str:
    """A short name of an answer: a page that sends it back unchanged has nothing to say about it."""
    return blake2b(json.dumps(answer, sort_keys=True).encode(), digest_size=6).hexdigest()


def per_page(attempt: Attempt) -> int:
    return 1 if attempt.quiz.layout is Layout.ONE else PAGE


def page_of(attempt: Attempt, wanted: int | None) -> dict[str, Any]:
    """For attempts/take.html: the page on which the question with that number stands, else the one he was at."""
    every = standings(attempt)
    size = per_page(attempt)
    last = max(len(every) - 1, 0)
    at = min(max(wanted - 1, 0) if wanted else attempt.position, last)
    first = at - at % size
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "standings": every,
        "items": asked(attempt, first, size),
        "at": at + 1,
        "first": first + 1,
        "size": size,
        "next": first + size + 1 if first + size < len(every) else None,
        "previous": first - size + 1 if first else None,
        "answered": sum(each.is_answered for each in every),
        "checks": bool(attempt.quiz.reveals.during),
        "now": clock.now(),
        "left": seconds_left(attempt, clock.now()),
    }


def part_of(attempt: Attempt, first: int) -> dict[str, Any]:
    """For attempts/questions.html: PAGE questions from the `first` on, counted from nought."""
    every = db.session.scalar(select(func.count()).where(Response.attempt_id == attempt.id)) or 0
    return {"items": asked(attempt, first, PAGE), "all": every, "checks": bool(attempt.quiz.reveals.during)}


def seconds_left(attempt: Attempt, now: datetime) -> int | None:
    """Whole seconds until it ends; None where it has no end."""
    if attempt.deadline_at is None:
        return None
    return max(0, int((attempt.deadline_at - now).total_seconds()))
