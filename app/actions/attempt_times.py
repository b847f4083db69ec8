"""Minutes that a teacher gives to everybody who is answering, for an outage or for whatever reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app import audit, clock, transaction
from app.actions import outages, quiz_hints
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.attempt import Attempt, AttemptState
from app.models.outage import Outage
from app.models.quiz import Quiz, TimeGrant
from app.models.user import User
from app.transaction import after_commit


@transaction.action
def give(quiz: Quiz, *, actor: User, minutes: int, outage: Outage | None = None) -> TimeGrant:
    """So many minutes more for everybody who is answering. For one outage only once: then the first is returned.

    Raises Invalid (minutes), NotFound.
    """
    if not 1 <= minutes <= limits.GRANT_MINUTES:
        most = limits.GRANT_MINUTES
        raise Invalid({"minutes": _("Say how many minutes, from 1 to %(most)s.", most=most)})
    held = select(Quiz.id).where(Quiz.id == quiz.id, Quiz.is_kept()).with_for_update(key_share=True)
    if db.session.scalar(held) is None:
        raise NotFound
    given = outage and granted_for(quiz, outage)
    if given:
        return given
    longer = [each for each in db.session.scalars(_answering(quiz)) if each.deadline_at is not None]
    for each in longer:
        outages.lengthen(each, timedelta(minutes=minutes))
    grant = TimeGrant(
        quiz_id=quiz.id,
        outage_id=outage.id if outage else None,
        seconds=minutes * 60,
        attempts=len(longer),
        given_by_id=actor.id,
        given_at=clock.now(),
    )
    db.session.add(grant)
    audit.record("quiz.time_given", actor=actor, subject=quiz, after={"minutes": minutes, "attempts": len(longer)})
    after_commit(quiz_hints.changed, quiz.id)
    return grant


@dataclass(frozen=True)
class Missed:
    """An outage while a quiz was taken: `minutes` would give it back, `given` were given for it."""

    id: int
    began_at: datetime
    ended_at: datetime
    minutes: int
    given: int


def missed(quiz: Quiz) -> list[Missed]:
    """What its teachers are told of: outages of a minute or more in the last day while somebody was answering."""
    given = select(TimeGrant.outage_id, TimeGrant.seconds).where(TimeGrant.quiz_id == quiz.id)
    seconds = dict(db.session.execute(given).all())
    found = []
    for each in outages.of_quiz(quiz.id):
        minutes = min(-(-(each.ended_at - each.began_at) // timedelta(minutes=1)), limits.GRANT_MINUTES)
        found.append(Missed(each.id, each.began_at, each.ended_at, minutes, seconds.get(each.id, 0) // 60))
    return found


def granted_for(quiz: Quiz, outage: Outage) -> TimeGrant | None:
    """What was given to those who take `quiz` for this outage."""
    found = select(TimeGrant).where(TimeGrant.quiz_id == quiz.id, TimeGrant.outage_id == outage.id)
    return db.session.scalars(found).first()


def _answering(quiz: Quiz) -> Select[Attempt]:
    """Open attempts of students, held until the end of the transaction, in one order for all."""
    open_now = Attempt.state == AttemptState.OPEN, Attempt.is_preview.is_(False)
    held = select(Attempt).where(Attempt.quiz_id == quiz.id, *open_now).order_by(Attempt.id)
    return held.with_for_update(key_share=True).execution_options(populate_existing=True)
