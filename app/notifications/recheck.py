"""Asked again just before sending: is this still to be said, to this person, here, now (notifications.md 4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import Notification
from app.models.user import User
from app.notifications import rows
from app.notifications.audience import audience
from app.notifications.kinds import Kind, kind_of
from app.notifications.verdicts import Quiet, Verdict, quiet_among

Rules = Callable[[Iterable[Kind], Quiet], Verdict]


def to_send(held: list[Delivery], rules: Rules) -> list[Delivery]:
    """Those of `held` that go out now; the others are set aside, held or left to a digest, each with why."""
    why = reasons(held)
    for delivery in held:
        if delivery.id in why:
            rows.suppress(delivery, why[delivery.id])
    left = [delivery for delivery in held if delivery.id not in why]
    given = _verdicts(left, rules) if left else {}
    return [delivery for delivery in left if _goes(delivery, *given[delivery.id])]


def _goes(delivery: Delivery, state: DeliveryState, reason: str | None, release: datetime | None) -> bool:
    if state is DeliveryState.SUPPRESSED:
        rows.suppress(delivery, reason or "")
    elif state is DeliveryState.BATCHED:
        rows.batch(delivery)
    elif release is not None:
        rows.hold(delivery, release, reason or "")
    else:
        return True
    return False


def _verdicts(held: list[Delivery], rules: Rules) -> dict[int, tuple[DeliveryState, str | None, datetime | None]]:
    """What the rules say today: people change their minds, and the night falls, while a delivery waits."""
    kinds = {name: kind_of(name) for name in {delivery.notification.kind for delivery in held}}
    quiet = quiet_among(select(Delivery.user_id).where(Delivery.id.in_([delivery.id for delivery in held])))
    given = rules(kinds.values(), quiet)
    asked = (
        select(Delivery.id, given.state, given.reason, given.release)
        .select_from(Delivery)
        .join(Delivery.notification)
        .join(User, User.id == Delivery.user_id)
        .where(Delivery.id.in_([delivery.id for delivery in held]))
    )
    return {
        number: (state, reason, release) for number, state, reason, release in db.session.execute(given.joined(asked))
    }


def reasons(deliveries: list[Delivery]) -> dict[int, str]:
    """Why some of these deliveries are of no use any more, by their ids."""
    why: dict[int, str] = {}
    for event_id, group in _by_event(deliveries).items():
        why.update(_of_event(event_id, group))
    return why


def _by_event(deliveries: list[Delivery]) -> dict[int, list[Delivery]]:
    groups: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[delivery.notification.event_id].append(delivery)
    return groups


def _of_event(event_id: int, group: list[Delivery]) -> dict[int, str]:
    event = group[0].notification.event
    kind = kind_of(group[0].notification.kind)
    if not kind.is_due(event):
        return {delivery.id: "withdrawn" for delivery in group}
    ids = [delivery.user_id for delivery in group]
    concerned = set(db.session.scalars(audience(event, kind).where(User.id.in_(ids))))
    return {delivery.id: why for delivery in group if (why := _why(delivery, concerned))}


def _why(delivery: Delivery, concerned: set[int]) -> str | None:
    note = delivery.notification
    checks = (
        (delivery.user_id not in concerned, "not_member"),
        (note.read_at is not None, "read"),
        (note.archived_at is not None, "deleted"),
        (delivery.expires_at is not None and delivery.expires_at <= clock.now(), "stale"),
    )
    return next((reason for applies, reason in checks if applies), None)


def leased(ids: list[int], token: str) -> list[Delivery]:
    """Deliveries that we hold, with all that the recheck and the texts need."""
    note = joinedload(Delivery.notification)
    parts = (Notification.event, Notification.text, Notification.user)
    found = (
        select(Delivery)
        .options(*(note.joinedload(part) for part in parts))
        .where(Delivery.id.in_(ids), Delivery.lease_token == token)
    )
    return list(db.session.scalars(found.order_by(Delivery.id).execution_options(populate_existing=True)))
