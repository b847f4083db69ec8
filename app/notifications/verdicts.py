"""The rules of reaching people, said once, in SQL: at once, held, kept for a digest, or not at all, and why.

The same expressions decide for everybody of a batch when rows are written, and again just before each is sent. In
this order: the school switched the kind off · nowhere to send to · no push or no mail at all · the class is muted · the
kind is switched off · into the digest · quiet hours. What the school forces passes the mute and the choice; nothing
passes "no mail at all" and "no push at all", which stay the person's own word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
)

from app import clock
from app.extensions import db
from app.formats.wall_clock import quiet_until
from app.models.base import UtcDateTime
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import Channel, Notification, Priority
from app.models.preference import (
    EVERY_DAY,
    ClassMute,
    KindPolicy,
    Mode,
    NotificationChoice,
    NotificationSchedule,
    Rule,
)
from app.models.school import School
from app.models.user import Role, User
from app.notifications.kinds import Kind

STATE = Delivery.state.type
INSTANT = UtcDateTime()


def _window() -> tuple[SQLColumnExpression[Any], ...]:
    """Zone, start, end and days of a person's quiet hours: his own, else the school's for students."""
    own, here = NotificationSchedule, School
    return (
        User.timezone,
        func.coalesce(own.quiet_start, here.quiet_start),
        func.coalesce(own.quiet_end, here.quiet_end),
        func.coalesce(own.quiet_days, literal(EVERY_DAY)),
    )


def _is_quiet_sometimes() -> ColumnElement[bool]:
    own, here = NotificationSchedule, School
    return func.coalesce(own.quiet_on, and_(User.role == Role.STUDENT, here.quiet_on))


@dataclass(frozen=True)
class Quiet:
    """Quiet hours that some people are in at the moment: their window, and when it ends."""

    rows: list[tuple[str, int, int, int, datetime]]

    @property
    def end(self) -> ColumnElement[Any] | None:
        """When the quiet hours of `User` end; null for whoever is in none, None if nobody is in any."""
        if not self.rows:
            return None
        window = _window()
        ends = (
            (and_(*(own == value for own, value in zip(window, values, strict=True))), literal(over, type_=INSTANT))
            for *values, over in self.rows
        )
        return case((_is_quiet_sometimes(), case(*ends)))


def quiet_among(people: Select[int]) -> Quiet:
    """The distinct windows of `people` that `now` lies in, each with its end: a few, however many people."""
    now = clock.now()
    windows = (
        select(*_window())
        .select_from(User)
        .outerjoin(NotificationSchedule, NotificationSchedule.user_id == User.id)
        .outerjoin(School, School.id == 1)
        .where(User.id.in_(people), _is_quiet_sometimes())
        .distinct()
    )
    ends = [
        (zone, start, end, days, quiet_until(start, end, days, zone, now))
        for zone, start, end, days in db.session.execute(windows)
    ]
    return Quiet([(zone, start, end, days, over) for zone, start, end, days, over in ends if over is not None])


@dataclass(frozen=True)
class Verdict:
    """Expressions over `Notification` and `User`, with the joins they need."""

    state: ColumnElement[Any]
    reason: ColumnElement[Any]
    release: ColumnElement[Any]
    channel: Channel
    releases: tuple[datetime, ...]
    told: Any

    def joined(self, chosen: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """`chosen`, which selects from what is told and User, with what the rules look at beside them."""
        own, policy, mute, when = NotificationChoice, KindPolicy, ClassMute, NotificationSchedule
        told = self.told
        here = literal(self.channel, type_=own.channel.type)
        return (
            chosen.outerjoin(own, and_(own.user_id == User.id, own.kind == told.kind, own.channel == here))
            .outerjoin(policy, and_(policy.kind == told.kind, policy.channel == here))
            .outerjoin(
                mute,
                and_(
                    mute.user_id == User.id,
                    mute.classroom_id == told.classroom_id,
                    mute.holds(clock.now()),
                ),
            )
            .outerjoin(when, when.user_id == User.id)
            .outerjoin(School, School.id == 1)
        )


def verdict(
    kinds: Iterable[Kind],
    channel: Channel,
    quiet: Quiet,
    *,
    switch: Any,
    reachable: Any,
    muffled_until: datetime | None = None,
    told: Any = Notification,
) -> Verdict:
    """What becomes of notifications of `kinds` on `channel`.

    `switch` is the person's word for the whole channel, `reachable` whether there is anywhere to send to;
    `muffled_until` holds everything at least until then (too much from one sender). `told` stands for the notifications
    where there are none yet: anything with the columns kind, classroom_id and priority.
    """
    kinds = tuple(kinds)
    forced = func.coalesce(KindPolicy.rule == Rule.FORCED, False)
    mode = case(
        (forced, func.coalesce(KindPolicy.mode, literal(Mode.INSTANT, type_=KindPolicy.mode.type))),
        else_=func.coalesce(NotificationChoice.mode, KindPolicy.mode, _usual_mode(kinds, channel, told)),
    )
    release = _release(kinds, quiet.end, muffled_until, told)
    rules: tuple[tuple[Any, DeliveryState, str | None], ...] = (
        (KindPolicy.rule == Rule.OFF, DeliveryState.SUPPRESSED, "policy"),
        (~reachable, DeliveryState.SUPPRESSED, "no_target"),
        (~switch, DeliveryState.SUPPRESSED, "preference"),
        (and_(~forced, ClassMute.user_id.is_not(None)), DeliveryState.SUPPRESSED, "mute"),
        (mode == Mode.OFF, DeliveryState.SUPPRESSED, "preference"),
        (mode == Mode.DIGEST, DeliveryState.BATCHED, "digest"),
        (release.is_not(None), DeliveryState.HELD, "quiet" if muffled_until is None else "sender"),
    )
    state = case(*((when, _state(then)) for when, then, _ in rules), else_=_state(DeliveryState.PENDING))
    reason = case(*((when, literal(why)) for when, _, why in rules), else_=null())
    return Verdict(state, reason, release, channel, _releases(quiet, muffled_until), told)


def _releases(quiet: Quiet, muffled_until: datetime | None) -> tuple[datetime, ...]:
    """All instants that `release` can be."""
    ends = {over for *_, over in quiet.rows}
    found = ends if muffled_until is None else {muffled_until, *(end for end in ends if end > muffled_until)}
    return tuple(sorted(found))


def _state(state: DeliveryState) -> ColumnElement[Any]:
    return literal(state, type_=STATE)


def _usual_mode(kinds: tuple[Kind, ...], channel: Channel, told: Any) -> ColumnElement[Any]:
    as_mode = NotificationChoice.mode.type
    usual = {kind.name: literal(kind.usual(channel), type_=as_mode) for kind in kinds}
    if len(usual) == 1:
        return next(iter(usual.values()))
    return case(usual, value=told.kind, else_=literal(Mode.INSTANT, type_=as_mode))


def _release(kinds: tuple[Kind, ...], end: Any, muffled_until: Any, told: Any) -> ColumnElement[Any]:
    """When it may be sent, if not at once."""
    if muffled_until is not None:
        later = literal(muffled_until, type_=INSTANT)
        return later if end is None else case((end > later, end), else_=later)
    if end is None:
        return literal(None, type_=INSTANT)
    urgent = and_(
        told.priority == Priority.HIGH,
        func.coalesce(NotificationSchedule.urgent_passes, True),
        func.coalesce(School.urgent_passes, True),
    )
    never_waits = [kind.name for kind in kinds if not kind.waits]
    passes = or_(urgent, told.kind.in_(never_waits)) if never_waits else urgent
    return case((passes, literal(None, type_=INSTANT)), else_=end)
