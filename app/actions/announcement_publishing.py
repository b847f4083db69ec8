"""Announcements on their way: published at once or at their time, again and again, taken back, brought to mind."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit, clock, events, transaction
from app.actions import announcement_pace, announcement_reach
from app.actions.announcement_pace import PUBLISHED
from app.errors import Conflict, Invalid, NotFound, TooMany
from app.extensions import db
from app.formats import recurrence
from app.formats.recurrence import Repeat
from app.models.announcement import Announcement, AnnouncementState, people
from app.models.classroom import State
from app.models.event import Dispatch, Event
from app.models.user import User
from app.permissions import Can, allowed

NUDGED = "announcement.nudged"
FURTHEST = timedelta(days=2 * 366)
NUDGED_WITHIN = timedelta(days=14)
AT_ONCE = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timing:
    """When to publish: at once, or at `at`; and again as `repeats` says until the day `until`, at the same hour."""

    at: datetime | None = None
    repeats: Repeat = Repeat.NONE
    until: date | None = None


@transaction.action
def publish(announcement: Announcement, *, actor: User) -> Announcement:
    """Show it to those it is for and tell them, once a day however often it is published anew. Twice is as once.

    Raises Invalid (audience, expires_at), and TooMany for more than one person may publish.
    """
    kept = lock(announcement.id)
    if kept.is_published:
        return kept
    now = clock.now()
    check_expiry(kept, now)
    _check_somebody_hears(kept)
    kept.publish_at = kept.first_at = None
    kept.repeats, kept.repeat_until = Repeat.NONE, None
    _go_out(kept, actor=actor, key=f"announcement:{kept.public_id}:{now.date().isoformat()}")
    return kept


@transaction.action
def schedule(announcement: Announcement, timing: Timing, *, actor: User) -> Announcement:
    """Let the clock publish it at its time, and again as `timing` says, by the wall clock of `actor`.

    Raises Invalid (publish_at, repeat_until, expires_at, audience), Conflict for what is published already.
    """
    kept = lock(announcement.id)
    if kept.is_published:
        raise Conflict(_("This is published already. Withdraw it before you give it another time."))
    at = _time_to_come(timing, actor.timezone)
    check_expiry(kept, at)
    _check_somebody_hears(kept)
    kept.state = AnnouncementState.SCHEDULED
    kept.publish_at = kept.first_at = at
    kept.repeats, kept.timezone = timing.repeats, actor.timezone
    kept.repeat_until = timing.until if timing.repeats is not Repeat.NONE else None
    _note("announcement.scheduled", kept, actor, at=at.isoformat(), repeats=kept.repeats.value)
    return kept


def release(announcement: Announcement, timing: Timing, *, actor: User) -> Announcement:
    """Publish or schedule, as `timing` says. Raises what they do."""
    if timing.at is None and timing.repeats is Repeat.NONE and timing.until is None:
        return publish(announcement, actor=actor)
    return schedule(announcement, timing, actor=actor)


@transaction.action
def withdraw(announcement: Announcement, *, actor: User) -> Announcement:
    """Take it back: nobody sees it any more, whoever has not heard of it yet will not. Twice is as once."""
    kept = lock(announcement.id)
    kept.publish_at = None
    if kept.state is AnnouncementState.SCHEDULED:
        kept.state = AnnouncementState.DRAFT
    elif kept.is_published:
        kept.state = AnnouncementState.WITHDRAWN
        for event_type in (PUBLISHED, NUDGED):
            events.cancel(kept, event_type)
        _note("announcement.withdrawn", kept, actor)
    return kept


@transaction.action
def end_repetition(announcement: Announcement, *, actor: User) -> Announcement:
    """It stays as it stands, and is not told again. Twice is as once."""
    kept = lock(announcement.id)
    kept.repeats, kept.repeat_until = Repeat.NONE, None
    if kept.is_published:
        kept.publish_at = None
    return kept


@transaction.action
def nudge(announcement: Announcement, *, actor: User) -> Announcement:
    """Tell those who have not read it once more, once for each publication. Raises Conflict."""
    kept = lock(announcement.id)
    now = clock.now()
    if not kept.is_published or kept.is_over or kept.published_at is None:
        raise Conflict(_("Only an announcement that stands can be brought to mind."))
    if kept.nudged_at is not None:
        raise Conflict(_("Those who had not read it were reminded already. That happens once."))
    if kept.published_at < now - NUDGED_WITHIN:
        raise Conflict(_("This is more than two weeks old. Write a new announcement."))
    if db.session.scalar(announcement_reach.unread(kept).limit(1)) is None:
        raise Conflict(_("Everybody has read it."))
    kept.nudged_at = now
    _announce(NUDGED, kept, actor=actor, key=f"announcement:{kept.public_id}:nudge:{kept.event_id}")
    return kept


def publish_due() -> int:
    """Publish whatever is due, each once however many of its times were missed. The number found."""
    transaction.writes()
    ids = list(db.session.scalars(Announcement.due(clock.now()).limit(AT_ONCE)))
    db.session.rollback()
    for announcement_id in ids:
        try:
            _publish_due(announcement_id)
        except TooMany:
            log.info("announcement %s waits: its author published too many lately", announcement_id)
        except Exception:
            log.exception("announcement %s was not published", announcement_id)
    return len(ids)


@transaction.action
def _publish_due(announcement_id: int) -> None:
    """One whose time has come. Who may not announce there any more gets it back as a draft."""
    kept, now = lock(announcement_id), clock.now()
    if kept.publish_at is None or db.session.scalar(Announcement.due(now).where(Announcement.id == kept.id)) is None:
        return
    author, at = kept.author, kept.publish_at
    if author is None or not allowed(author, Can.ANNOUNCEMENT_EDIT, kept) or not _is_open(kept):
        kept.publish_at = None
        kept.state = AnnouncementState.PUBLISHED if kept.is_published else AnnouncementState.DRAFT
        return
    _go_out(kept, actor=author, key=f"announcement:{kept.public_id}:{at.isoformat()}")
    first = kept.first_at or at
    again = recurrence.next_after(first, kept.repeats, kept.timezone, kept.repeat_until, now)
    kept.publish_at = again if again and (kept.expires_at is None or again < kept.expires_at) else None


def lock(announcement_id: int) -> Announcement:
    """The announcement as it is in the database now, ours until the end of the transaction. Raises NotFound."""
    wanted = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def _go_out(kept: Announcement, *, actor: User, key: str) -> None:
    announcement_pace.keep(actor)
    kept.state = AnnouncementState.PUBLISHED
    kept.published_at = clock.now()
    event = _announce(PUBLISHED, kept, actor=actor, key=key)
    if db.session.scalar(select(Dispatch.id).where(Dispatch.event_id == event.id).limit(1)) is not None:
        kept.event_id, kept.nudged_at = event.id, None
    _note("announcement.published", kept, actor)


def _announce(event_type: str, kept: Announcement, *, actor: User, key: str) -> Event:
    return events.announce(
        event_type,
        kept,
        actor=actor,
        classroom_id=kept.classroom_id,
        key=key,
        announcement=kept.public_id,
        title=kept.title,
        author=kept.author_name,
        author_id=kept.author_id,
        audience=kept.audience.value,
        role=kept.role.value if kept.role else None,
        classroom=kept.classroom.title if kept.classroom else None,
        urgent=int(kept.urgent),
        expires_at=kept.expires_at.isoformat() if kept.expires_at else None,
        of_event=kept.event_id,
    )


def _time_to_come(timing: Timing, zone: str) -> datetime:
    now = clock.now()
    if timing.at is None:
        raise Invalid({"publish_at": _("Say when it is to be published.")})
    if timing.at <= now:
        raise Invalid({"publish_at": _("This is past. Choose a time to come.")})
    if timing.at > now + FURTHEST:
        raise Invalid({"publish_at": _("This is too far away. Choose a time within two years.")})
    if timing.until is not None and timing.repeats is Repeat.NONE:
        raise Invalid({"repeat_until": _("Choose how it repeats, or leave the last day empty.")})
    if timing.until is not None and timing.until < timing.at.astimezone(ZoneInfo(zone)).date():
        raise Invalid({"repeat_until": _("This day is before the first time.")})
    return timing.at.replace(second=0, microsecond=0)


def check_expiry(kept: Announcement, published: datetime) -> None:
    """Raises Invalid (expires_at) where it would be over by then."""
    if kept.expires_at is not None and kept.expires_at <= published:
        raise Invalid({"expires_at": _("It would be over before it is published. Choose a later time, or none.")})


def _is_open(kept: Announcement) -> bool:
    return kept.classroom is None or kept.classroom.state is State.PUBLISHED


def _check_somebody_hears(kept: Announcement) -> None:
    if not _is_open(kept):
        raise Invalid({"audience": _("This class is not open, so nobody would hear of it. Open it first.")})
    told = people(kept.id, kept.audience, kept.role, kept.classroom_id, kept.author_id)
    if db.session.scalar(told.limit(1)) is None:
        raise Invalid({"audience": _("Nobody would hear of this: there is no one here but you.")})


def _note(deed: str, kept: Announcement, actor: User, **facts: str) -> None:
    """What goes to more than a class stands in the audit log."""
    if kept.classroom_id is None:
        whom = kept.role.value if kept.role else kept.audience.value
        audit.record(deed, actor=actor, subject=kept, after={"title": kept.title, "audience": whom, **facts})
