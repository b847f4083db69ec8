"""One clock for everything with an instant: what is said a day, an hour, a quarter of an hour before.

Offsets are arithmetic on the instant itself, so no change of clocks moves them. A reminder that comes late (the portal
was down) is still given within half its offset, six hours at most; of several missed only the nearest, which names the
others that are of use still, for those who asked for them alone; none once the instant has come (notifications.md 4.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from app import clock
from app.events import announce
from app.extensions import db
from app.models.base import Subject
from app.models.reminder import Reminder, ReminderState
from app.transaction import action

LATEST = timedelta(hours=6)
AT_ONCE = 500
Facts = dict[str, str | int | list[int] | None]


@dataclass
class _Named:
    """What a reminder is about, by its names alone."""

    __tablename__: str
    id: int


@dataclass(frozen=True)
class Plan:
    """Remind of `subject` by `offsets` before `instant`, with these facts; without offsets, not at all."""

    subject: Subject
    instant: datetime
    offsets: Iterable[timedelta]
    classroom_id: int | None = None
    facts: Facts = field(default_factory=dict)

    def ahead(self, now: datetime) -> set[int]:
        """What is not past yet of the offsets, in seconds."""
        wanted = {int(offset.total_seconds()) for offset in self.offsets}
        return {offset for offset in wanted if self.instant - timedelta(seconds=offset) > now}


def schedule(
    subject: Subject,
    event_type: str,
    instant: datetime,
    offsets: Iterable[timedelta],
    *,
    classroom_id: int | None = None,
    **facts: str | int | list[int] | None,
) -> None:
    """Within an action: remind of `subject` by `offsets` before `instant`, and of no earlier instant any more.

    What is past already is not made up for. Setting the same instant and offsets again changes nothing.
    """
    settle(event_type, [Plan(subject, instant, tuple(offsets), classroom_id, facts)])


def cancel(subject: Subject, event_type: str) -> None:
    """Within an action: remind of `subject` no more."""
    db.session.execute(
        update(Reminder)
        .where(_of([subject], event_type), Reminder.state == ReminderState.SCHEDULED)
        .values(state=ReminderState.CANCELLED)
    )


def settle(event_type: str, plans: Sequence[Plan]) -> None:
    """`schedule` for many subjects of one kind, with as few questions as for one."""
    if not plans:
        return
    mine = _of([plan.subject for plan in plans], event_type)
    open_ones: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in db.session.scalars(select(Reminder).where(mine, Reminder.state == ReminderState.SCHEDULED)):
        open_ones[reminder.subject_id].append(reminder)
    last = select(Reminder.subject_id, func.max(Reminder.version)).where(mine).group_by(Reminder.subject_id)
    versions: dict[int, int] = dict(db.session.execute(last).all())
    now = clock.now()
    rows = [
        row
        for plan in plans
        for row in _anew(plan, open_ones[plan.subject.id], versions.get(plan.subject.id, 0) + 1, now)
    ]
    if rows:
        db.session.execute(insert(Reminder), [{"event_type": event_type, **row} for row in rows])


def _anew(plan: Plan, open_ones: list[Reminder], version: int, now: datetime) -> list[dict[str, object]]:
    """The reminders to make; those that are there stay, with its facts of today, or are cancelled."""
    ahead = plan.ahead(now)
    if {(each.offset, each.instant) for each in open_ones} == {(offset, plan.instant) for offset in ahead}:
        for each in open_ones:
            each.facts = plan.facts
        return []
    for each in open_ones:
        each.state = ReminderState.CANCELLED
    about = {"subject_type": plan.subject.__tablename__, "subject_id": plan.subject.id, "version": version}
    about |= {"classroom_id": plan.classroom_id, "instant": plan.instant, "facts": plan.facts}
    return [
        {**about, "offset": offset, "fire_at": plan.instant - timedelta(seconds=offset)} for offset in sorted(ahead)
    ]


def _of(subjects: Sequence[Subject], event_type: str) -> ColumnElement[bool]:
    return and_(
        Reminder.subject_type == subjects[0].__tablename__,
        Reminder.subject_id.in_([subject.id for subject in subjects]),
        Reminder.event_type == event_type,
    )


@action
def fire_due() -> int:
    """Announce what is due; the number announced. Safe to run twice: each event has a key of its own."""
    now = clock.now()
    due = db.session.scalars(Reminder.due(now).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    fired = 0
    for nearest, *others in _by_subject(due):
        for each in others:
            each.state = ReminderState.MISSED
        nearest.state = ReminderState.FIRED if _is_of_use(nearest, now) else ReminderState.MISSED
        if nearest.state is ReminderState.FIRED:
            _announce(nearest, [each.offset for each in (nearest, *others) if _is_of_use(each, now)])
            fired += 1
    return fired


def _by_subject(due: Sequence[Reminder]) -> list[list[Reminder]]:
    """Those of one subject together; the last ones wait for their turn where the limit may have cut them."""
    groups = groupby(due, key=lambda each: (each.subject_type, each.subject_id, each.event_type))
    found = [list(group) for _subject, group in groups]
    return found[:-1] if len(due) == AT_ONCE else found


def _is_of_use(reminder: Reminder, now: datetime) -> bool:
    grace = min(timedelta(seconds=reminder.offset) / 2, LATEST)
    return now < reminder.instant and now - reminder.fire_at <= grace


def _announce(reminder: Reminder, offsets: list[int]) -> None:
    """The key holds the instant: moved away and back, a date is not announced twice, and a new date is."""
    about = f"{reminder.subject_type}:{reminder.subject_id}:{reminder.offset}:{reminder.instant.isoformat()}"
    announce(
        reminder.event_type,
        _Named(reminder.subject_type, reminder.subject_id),
        actor=None,
        classroom_id=reminder.classroom_id,
        key=about,
        instant=reminder.instant.isoformat(),
        offset=reminder.offset,
        offsets=offsets,
        **reminder.facts,
    )
