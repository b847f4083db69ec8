"""Many like ones told as one: "3 new lessons in Biology" instead of three buzzes.

The first of a group goes out at once. What follows within `WINDOWS` waits for the end of it and is then told as one; on
a device it replaces what stands there, since a group is also the pushes' topic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select, text, tuple_, update

from app import clock
from app.extensions import db
from app.models.delivery import WAITING, Delivery, DeliveryState
from app.models.notification import Channel, Notification, Priority
from app.notifications import rows
from app.notifications.kinds import kind_of
from app.spoken import speaking

WINDOWS = {Channel.PUSH: timedelta(minutes=5), Channel.EMAIL: timedelta(minutes=15)}
Key = tuple[int, int, str | None]


@dataclass(frozen=True)
class Bundle:
    """What one delivery says for several of a person's unread notifications."""

    count: int
    title: str
    path: str


def gather(held: list[Delivery]) -> tuple[list[Delivery], dict[int, Bundle]]:
    """Those of `held` that go out now, and what some of them say for all of their group, by their ids."""
    groups = _groups(held)
    if not groups:
        return held, {}
    channel = held[0].channel
    told = _told_lately(channel, groups)
    surplus: set[int] = set()
    newest = []
    for key, members in groups.items():
        if key in told:
            for delivery in members:
                rows.hold(delivery, told[key], "bundled")
            surplus.update(delivery.id for delivery in members)
        else:
            *older, last = members
            newest.append(last)
            surplus.update(delivery.id for delivery in older)
            for delivery in older:
                rows.suppress(delivery, "bundled")
    if newest:
        _fold_in([key for key in groups if key not in told], channel)
    return [delivery for delivery in held if delivery.id not in surplus], _bundles(newest) if newest else {}


def _groups(held: list[Delivery]) -> dict[Key, list[Delivery]]:
    """Deliveries that may be bundled, by person, target and group, oldest first. Urgent ones never wait."""
    groups: dict[Key, list[Delivery]] = defaultdict(list)
    for delivery in held:
        note = delivery.notification
        if note.group_key and note.priority is not Priority.HIGH:
            groups[delivery.user_id, delivery.target_id, note.group_key].append(delivery)
    return groups


def _told_lately(channel: Channel, groups: dict[Key, list[Delivery]]) -> dict[Key, datetime]:
    """The groups of which something unread was sent a moment ago, with the end of their window."""
    window = WINDOWS[channel]
    sent = (
        select(Delivery.user_id, Delivery.target_id, Notification.group_key, func.max(Delivery.sent_at))
        .join(Delivery.notification)
        .where(_in(groups), Delivery.channel == channel, Delivery.sent_at > clock.now() - window)
        .group_by(Delivery.user_id, Delivery.target_id, Notification.group_key)
    )
    return {(user, target, group): last + window for user, target, group, last in db.session.execute(sent) if last}


def _in(groups: Iterable[Key]) -> ColumnElement[bool]:
    """The condition that a notification is unread and in one of the groups."""
    keys = {(user, group) for user, _, group in groups}
    return and_(Notification.read_at.is_(None), tuple_(Notification.user_id, Notification.group_key).in_(keys))


def _fold_in(told: list[Key], channel: Channel) -> None:
    """What waits of the same groups is told along with them."""
    waiting = (
        select(Delivery.id)
        .join(Delivery.notification)
        .where(
            _in(told),
            tuple_(Delivery.user_id, Delivery.target_id, Notification.group_key).in_(told),
            Delivery.channel == channel,
            text(WAITING),
            Delivery.state != DeliveryState.LEASED,
        )
    )
    db.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(waiting))
        .values(state=DeliveryState.SUPPRESSED, reason="bundled", next_attempt_at=None)
        .execution_options(synchronize_session=False)
    )


def _bundles(newest: list[Delivery]) -> dict[int, Bundle]:
    counts = {(user, group): count for user, group, count in db.session.execute(_counted(newest))}
    bundles = {}
    for delivery in newest:
        note = delivery.notification
        count = counts.get((delivery.user_id, note.group_key), 1)
        if count > 1:
            with speaking(note.text.language):
                kind = kind_of(note.kind)
                bundles[delivery.id] = Bundle(count, kind.bundle(note.event, count), kind.bundle_path(note.event))
    return bundles


def _counted(newest: list[Delivery]) -> Select[int, str | None, int]:
    keys = [(delivery.user_id, 0, delivery.notification.group_key) for delivery in newest]
    return (
        select(Notification.user_id, Notification.group_key, func.count())
        .where(_in(keys), Notification.archived_at.is_(None))
        .group_by(Notification.user_id, Notification.group_key)
    )
