"""What answers earned: by their question's own rules where those say it, and added up exactly for the attempt."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.contents import contents_of
from app.models.exact import percent_of
from app.questions import TYPES
from app.questions.base import NOTHING, Content


def grade(attempt: Attempt) -> None:
    """Within an action: work out what every answer of an attempt that was just handed in earned, and add it up."""
    grade_all([attempt])


def grade_all(attempts: Collection[Attempt]) -> None:
    """The same for many, in two queries. What a person graded stays as it is."""
    found = responses_of(attempts)
    contents = contents_of({response.version_id for each in found.values() for response in each})
    for attempt in attempts:
        for response in found[attempt.id]:
            if response.graded_by_id is None:
                response.share = share_of(response, *contents[response.version_id])
                response.graded_at = None if response.share is None else clock.now()
        add_up(attempt, found[attempt.id])
    db.session.flush()


def responses_of(attempts: Iterable[Attempt]) -> dict[int, list[Response]]:
    """By attempt, in the order they were asked in; as the database has them now."""
    db.session.flush()
    found: dict[int, list[Response]] = {attempt.id: [] for attempt in attempts}
    asked = select(Response).where(Response.attempt_id.in_(found)).order_by(Response.attempt_id, Response.position)
    for response in db.session.scalars(asked.execution_options(populate_existing=True)):
        found[response.attempt_id].append(response)
    return found


def share_of(response: Response, type_: str, content: Content) -> Fraction | None:
    """What its type says that the answer earned; None where a person has to say."""
    return TYPES[type_].grade(content, response.answer).share


def add_up(attempt: Attempt, responses: Collection[Response]) -> None:
    """Points, score and percent of an attempt from its responses: no score while answers wait for a person."""
    attempt.points = sum((response.points for response in responses), NOTHING)
    attempt.to_grade = sum(response.share is None for response in responses)
    attempt.score = None if attempt.to_grade else so_far(responses)
    attempt.percent = None if attempt.score is None else percent_of(attempt.score, attempt.points)


def so_far(responses: Iterable[Response]) -> Fraction:
    """What is earned by the answers that are graded."""
    return sum((each.points * each.share for each in responses if each.share is not None), NOTHING)
