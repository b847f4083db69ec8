"""When nobody could reach the portal, and what open attempts are owed for it (security.md R6).

While attempts are about to end, the web processes give a sign of life about every second. One that starts and finds the
last sign too old notes the time between as an outage, before it takes its first request: whoever's attempt ended
meanwhile, or ends before pages are back in touch, is given that time again, without a teacher. With several web
processes the others' signs are fresh, and nothing happens.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app import clock, transaction
from app.extensions import db
from app.models.attempt import Attempt, AttemptState
from app.models.outage import Beat, Outage
from app.models.upsert import insert_new

WEB = "web"
EVERY = timedelta(milliseconds=800)
AT_REST = timedelta(seconds=20)
SOON = timedelta(minutes=2)
UNNOTICED = timedelta(seconds=1.5)
RECONNECTING = timedelta(seconds=30)
SHOWN = timedelta(seconds=60)

log = logging.getLogger(__name__)


def is_due() -> bool:
    """Whether a sign of life is to be given: about every second while an attempt is about to end, else now and then."""
    now = clock.now()
    last = db.session.scalar(select(Beat.at).where(Beat.part == WEB))
    if last is None or last <= now - AT_REST:
        return True
    ends = Attempt.deadline_at.between(now - SOON, now + SOON)
    ending = select(Attempt.id).where(Attempt.state == AttemptState.OPEN, ends).limit(1)
    return last <= now - EVERY and db.session.scalar(ending) is not None


@transaction.action
def beat() -> None:
    """Give a sign of life of the web processes."""
    _mark(clock.now())


@transaction.action
def begin() -> Outage | None:
    """A web process starts: what was missed since the last sign of life of any, if attempts are owed something for it.

    Of several that start at once, the first does it, and the others find its sign.
    """
    now = clock.now()
    last = _last_held()
    _mark(now)
    began = max(filter(None, (last, _last_start(now))), default=None) if last else None
    if began is None or now - began <= UNNOTICED:
        return None
    outage = Outage(began_at=began, ended_at=now)
    owed = _give_back(outage)
    if not owed and not (now - began >= SHOWN and _was_anyone_answering(outage)):
        return None
    db.session.add(outage)
    db.session.flush()
    log.warning("nobody could reach the portal from %s to %s; %s attempts got longer", began, now, owed)
    return outage


def answering_until(now: datetime) -> datetime:
    """Until when answers could be given: now, or the last sign of life where no web process gives any."""
    last = db.session.scalar(select(Beat.at).where(Beat.part == WEB))
    return now if last is None else min(now, last)


def of_quiz(quiz_id: int) -> list[Outage]:
    """Those of a minute or more in the last day during which somebody was answering this quiz, the newest first."""
    answering = select(Attempt.id).where(
        Attempt.quiz_id == quiz_id,
        Attempt.is_preview.is_(False),
        Attempt.started_at < Outage.ended_at,
        (Attempt.submitted_at.is_(None)) | (Attempt.submitted_at > Outage.began_at),
    )
    recent = Outage.since(clock.now() - timedelta(days=1)).where(answering.exists())
    return [each for each in db.session.scalars(recent) if each.ended_at - each.began_at >= SHOWN]


def _last_held() -> datetime | None:
    """The last sign of life; nobody else notes another until the end of the transaction."""
    held = select(Beat.at).where(Beat.part == WEB).with_for_update()
    return db.session.scalar(held)


def _last_start(now: datetime) -> datetime | None:
    """Somebody was let in then, so the portal was there, even if it gave no sign between two rests."""
    begun = select(Attempt.started_at).where(Attempt.state == AttemptState.OPEN, Attempt.started_at <= now)
    return db.session.scalar(begun.order_by(Attempt.id.desc()).limit(1))


def _mark(now: datetime) -> None:
    db.session.execute(insert_new(Beat, ("part",)).values(part=WEB, at=now))
    db.session.execute(update(Beat).where(Beat.part == WEB, Beat.at < now).values(at=now))


def _give_back(outage: Outage) -> int:
    """Lengthen what ended in the outage or right after it, by the time that was missed and some to reconnect."""
    ended = Attempt.deadline_at > outage.began_at, Attempt.deadline_at <= outage.ended_at + RECONNECTING
    held = select(Attempt).where(Attempt.state == AttemptState.OPEN, *ended).order_by(Attempt.id)
    owed = db.session.scalars(held.with_for_update(key_share=True)).all()
    for attempt in owed:
        missed = outage.ended_at - max(outage.began_at, attempt.started_at)
        lengthen(attempt, missed + RECONNECTING)
    return len(owed)


def lengthen(attempt: Attempt, by: timedelta) -> None:
    """Within an action that holds it: let an attempt that has an end have a later one, in whole seconds."""
    seconds = -(-by // timedelta(seconds=1))
    if attempt.deadline_at is not None:
        attempt.extra_seconds += seconds
        attempt.deadline_at += timedelta(seconds=seconds)


def _was_anyone_answering(outage: Outage) -> bool:
    answering = select(Attempt.id).where(Attempt.state == AttemptState.OPEN, Attempt.started_at < outage.ended_at)
    return db.session.scalar(answering.limit(1)) is not None
