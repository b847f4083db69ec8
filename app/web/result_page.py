"""What is shown of an attempt that was handed in: to its student what is revealed to him, to his teachers all of it.

Nothing is left out afterwards: what may not be seen is never put in (T3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.extensions import db
from app.models import terms
from app.models.attempt import Attempt, LateAnswer, Response
from app.models.question import QuestionVersion
from app.models.reveal import Part, Phase
from app.models.terms import ANY_NUMBER
from app.permissions import Can, allowed
from app.questions import TYPES
from app.questions.base import Json, Shows
from app.reports.quiz_export import seconds
from app.web.attempt_page import content_of
from app.web.paging import Page, page
from app.web.question_words import answer_in_words
from app.web.reveal_words import in_words
from app.web.visitors import viewer

PAGE = 50
EVERYTHING = Shows(marks=True, feedback=True, key=True)


@dataclass(frozen=True)
class Late:
    """An answer that came after the end."""

    words: str
    received_at: datetime
    late_by: int


@dataclass(frozen=True)
class Item:
    """One question with its answer; `earned` is None where it is not graded, or not shown. `feedback` is the question's
    own, `comment` that of whoever graded it."""

    public_id: str
    number: int
    type: str
    text: Json
    review: Json
    points: Fraction
    earned: Fraction | None = None
    waits: bool = False
    feedback: Json = field(default_factory=dict)
    comment: str = ""
    late: tuple[Late, ...] = ()


@dataclass(frozen=True)
class Result:
    """`parts` is what may be seen of it; `score` is what is known of it if that is one of them, and `waiting` the
    points that nobody has graded yet."""

    attempt: Attempt
    is_teachers: bool
    parts: frozenset[Part]
    seconds: int | None
    score: Fraction | None
    waiting: Fraction
    passed: bool | None
    late: int
    left: int | None
    later: str


def parts_for(attempt: Attempt, *, teaches: bool) -> frozenset[Part]:
    """What may be seen of it now, by a teacher or by its student."""
    quiz = attempt.quiz
    return frozenset(Part) if teaches else quiz.reveals.parts(terms.phase(quiz, attempt, clock.now()))


def teaches(attempt: Attempt) -> bool:
    """Whoever asks sees it as a teacher does."""
    return allowed(viewer(), Can.QUIZ_RESULTS, attempt.quiz)


def result_of(attempt: Attempt) -> Result:
    """The attempt as a whole, for whoever asks."""
    sees_all = teaches(attempt)
    parts = parts_for(attempt, teaches=sees_all)
    graded = db.session.execute(select(Response.points, Response.share).where(Response.attempt_id == attempt.id)).all()
    known = sum((points * share for points, share in graded if share is not None), Fraction())
    shown = Part.SCORE in parts and not attempt.is_open
    late = db.session.scalar(select(func.count()).where(LateAnswer.attempt_id == attempt.id)) or 0
    return Result(
        attempt=attempt,
        is_teachers=sees_all,
        parts=parts,
        seconds=seconds(attempt),
        score=known if shown else None,
        waiting=sum((points for points, share in graded if share is None), Fraction()) if shown else Fraction(),
        passed=_passed(attempt) if shown else None,
        late=late,
        left=None if sees_all else _left(attempt),
        later="" if sees_all else _later(attempt, parts),
    )


def _passed(attempt: Attempt) -> bool | None:
    wanted = attempt.quiz.pass_percent
    if wanted is None or attempt.score is None:
        return None
    return attempt.score * 100 >= wanted * attempt.points


def _left(attempt: Attempt) -> int | None:
    """How many attempts its student may still begin; None for any number."""
    mine = terms.of(attempt.quiz, attempt.user_id)
    if mine.attempts == ANY_NUMBER:
        return None
    of_his = (Attempt.quiz_id == attempt.quiz_id, Attempt.user_id == attempt.user_id, Attempt.is_preview.is_(False))
    taken = db.session.scalar(select(func.count()).where(*of_his)) or 0
    return 0 if mine.has_closed(clock.now()) else max(0, mine.attempts - taken)


def _later(attempt: Attempt, parts: frozenset[Part]) -> str:
    """What else its student will see, and when; nothing where that is all."""
    quiz = attempt.quiz
    more = quiz.reveals.parts(Phase.CLOSED) - parts
    if not more or terms.is_closed(quiz, clock.now()):
        return ""
    if quiz.closes_at is None:
        return _("Your teacher can show more later: %(parts)s.", parts=in_words(more))
    when = format_datetime(quiz.closes_at, "d MMM y, HH:mm")
    return _(
        "From %(when)s on, when nobody can answer any more, you also see: %(parts)s.", when=when, parts=in_words(more)
    )


def items_of(attempt: Attempt) -> Page[Any]:
    """Its questions in the order they were asked, page by page, for whoever asks."""
    ordered = select(Response).where(Response.attempt_id == attempt.id).order_by(Response.position)
    with_words = (joinedload(Response.asked), joinedload(Response.question))
    found = page(ordered.options(*with_words), "quiz_results.show", size=PAGE, id=attempt.public_id)
    shown = items(attempt, found.items, teaches=teaches(attempt))
    return Page(shown, found.page, found.pages, found.total, found.prev_url, found.next_url)


def items(attempt: Attempt, responses: Iterable[Response], *, teaches: bool) -> list[Item]:
    """These responses of it, which come with their question and the version that was asked."""
    parts = parts_for(attempt, teaches=teaches)
    late = _late(attempt) if teaches else {}
    return [_item(attempt, response, parts, late.get(response.question_id, [])) for response in responses]


def _item(attempt: Attempt, response: Response, parts: frozenset[Part], late: list[LateAnswer]) -> Item:
    version: QuestionVersion = response.asked
    marks, feedback = Part.MARKS in parts, Part.FEEDBACK in parts
    content = content_of(attempt.quiz, version)
    return Item(
        public_id=response.question.public_id,
        number=response.position + 1,
        type=version.type,
        text=version.text,
        review=_review(attempt, response, content, Shows(marks, feedback, Part.KEY in parts)),
        points=response.points,
        earned=response.share * response.points if marks and response.share is not None else None,
        waits=response.share is None and not attempt.is_open,
        feedback=version.feedback if feedback else {},
        comment=response.comment if feedback else "",
        late=tuple(
            Late(answer_in_words(version.type, content, each.answer), each.received_at, each.late_by) for each in late
        ),
    )


def _review(attempt: Attempt, response: Response, content: Any, shows: Shows) -> Json:
    """What its type shows; where a person said otherwise what it earned, that."""
    type_ = TYPES[response.asked.type]
    review = type_.review(content, attempt.seed, response.answer, shows)
    if shows.marks and response.share is not None:
        review = review | {"share": str(response.share)}
    return review


def _late(attempt: Attempt) -> dict[int, list[LateAnswer]]:
    found: dict[int, list[LateAnswer]] = {}
    wanted = select(LateAnswer).where(LateAnswer.attempt_id == attempt.id).order_by(LateAnswer.id)
    for each in db.session.scalars(wanted):
        found.setdefault(each.question_id, []).append(each)
    return found
