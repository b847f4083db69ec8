"""The results of a class as a table: a row for each student, and for each question what was answered and earned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select

from app.extensions import db
from app.formats import words
from app.models.attempt import Attempt, Response
from app.models.classroom import Membership
from app.models.contents import contents_of
from app.models.exact import decimal
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.questions import TYPES
from app.questions.base import Content
from app.reports import quiz_table
from app.reports.quiz_table import IDLE, Standing

AT_ONCE = 200
NAME = 40
FIXED = (
    "name",
    "username",
    "state",
    "attempts",
    "started_at",
    "submitted_at",
    "seconds",
    "handed_in_by",
    "score",
    "points",
    "percent",
    "passed",
    "to_grade",
)
Cell = str | int | Decimal | None


@dataclass
class Export:
    """`header` and `rows` of one quiz for `found` students; contents of questions are read once each."""

    quiz: Quiz
    found: Select[Membership]
    questions: Sequence[Question]
    contents: dict[int, tuple[str, Content]] = field(default_factory=dict)

    def header(self) -> list[str]:
        named = [f"{number}. {(each.name or each.plain)[:NAME]}" for number, each in enumerate(self.questions, 1)]
        return [*FIXED, *(f"{name} ({what})" for name in named for what in ("answer", "points"))]

    def rows(self) -> Iterator[list[Cell]]:
        for batch in db.session.scalars(self.found.execution_options(yield_per=AT_ONCE)).partitions():
            standings = quiz_table.of(self.quiz, batch)
            responses = self._responses(standings)
            for member in batch:
                standing = standings.get(member.user_id, IDLE)
                mine = {each.question_id: each for each in responses.get(_shown(standing), [])}
                answers = [cell for each in self.questions for cell in self._answer(mine.get(each.id))]
                yield [member.user.name, member.user.username, *_cells(standing), *answers]

    def _responses(self, standings: dict[int, Standing]) -> dict[int, list[Response]]:
        """By attempt, of those that are shown; the contents of what they were asked are at hand afterwards."""
        ids = {_shown(standing) for standing in standings.values()} - {0}
        found: dict[int, list[Response]] = {}
        for response in db.session.scalars(select(Response).where(Response.attempt_id.in_(ids))):
            found.setdefault(response.attempt_id, []).append(response)
        asked = {response.version_id for each in found.values() for response in each}
        new = contents_of(asked - self.contents.keys())
        self.contents.update({version: (type_, words.plainly(content)) for version, (type_, content) in new.items()})
        return found

    def _answer(self, response: Response | None) -> tuple[Cell, Cell]:
        if response is None:
            return None, None
        type_, content = self.contents[response.version_id]
        earned = None if response.share is None else decimal(response.share * response.points)
        return TYPES[type_].in_words(content, response.answer), earned


def of(quiz: Quiz, found: Select[Membership]) -> Export:
    """For `found` students of its class: every question that it has, or that was asked once."""
    asked = select(Response.question_id).where(Response.question_id == Question.id)
    every = select(Question).join(QuizSection, QuizSection.id == Question.section_id).where(Question.quiz_id == quiz.id)
    ordered = every.where(or_(Question.is_kept(), asked.exists()))
    order = (QuizSection.position, QuizSection.id, Question.position, Question.id)
    return Export(quiz, found, db.session.scalars(ordered.order_by(*order)).all())


def _shown(standing: Standing) -> int:
    """The id of the attempt whose answers stand in the row: the one that counts, or else the newest; 0 for none."""
    counting = standing.result.attempt_id if standing.result else None
    return counting or (standing.attempt.id if standing.attempt else 0)


def _cells(standing: Standing) -> list[Cell]:
    result, attempt = standing.result, standing.attempt
    return [
        standing.which.value,
        result.attempts if result else 0,
        _time(attempt and attempt.started_at),
        _time(attempt and attempt.submitted_at),
        seconds(attempt),
        attempt.handed_in_by.value if attempt and attempt.handed_in_by else None,
        decimal(result.score) if result and result.score is not None else None,
        decimal(result.points) if result and result.points is not None else None,
        Decimal(result.percent) / 100 if result and result.percent is not None else None,
        None if result is None or result.passed is None else str(result.passed).lower(),
        result.to_grade if result else 0,
    ]


def seconds(attempt: Attempt | None) -> int | None:
    """How long it took, if it is handed in."""
    if attempt is None or attempt.submitted_at is None:
        return None
    return max(0, int((attempt.submitted_at - attempt.started_at).total_seconds()))


def _time(instant: Any) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
