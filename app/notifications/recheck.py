"""Asked again just before sending: is this still to be said, to this person, here, now (notifications.md 4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
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
Given = dict[int, tuple[DeliveryState, str | None, datetime | None]]


def to_send(held: list[Delivery], rules: Rules) -> list[Delivery]:
    """Those of `held` that go out now; the others are set aside, held or left to a digest, each with why."""
    left, given = _judged(held, rules)
    return [delivery for delivery in left if _goes(delivery, *given[delivery.id])]


def to_gather(given_to_it: list[Delivery], rules: Rules) -> list[Delivery]:
    """Those of a digest's deliveries that still belong into it, at the hour that the person chose for it.

    What he wants at once since then, and what quiet hours would hold, comes along: its mail is this one.
    """
    left, given = _judged(given_to_it, rules)
    for delivery in left:
        state, reason, _ = given[delivery.id]
        if state is DeliveryState.SUPPRESSED:
            rows.suppress(delivery, reason or "")
    return [delivery for delivery in left if delivery.state is not DeliveryState.SUPPRESSED]


def _judged(held: list[Delivery], rules: Rules) -> tuple[list[Delivery], Given]:
    """Those that are of use still, and what the rules say of them; the others are set aside."""
    why = reasons(held)
    for delivery in held:
        if delivery.id in why:
            rows.suppress(delivery, why[delivery.id])
    left = [delivery for delivery in held if delivery.id not in why]
    return left, _verdicts(left, rules) if left else {}


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


def _verdicts(held: list[Delivery], rules: Rules) -> Given:
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
    over = kind.deadline(event)
    return {delivery.id: why for delivery in group if (why := _why(delivery, concerned, over))}


def _why(delivery: Delivery, concerned: set[int], over: datetime | None) -> str | None:
    note = delivery.notification
    checks = (
        (delivery.user_id not in concerned, "not_member"),
        (note.read_at is not None, "read"),
        (note.archived_at is not None, "deleted"),
        (_is_stale(delivery, over), "stale"),
    )
    return next((reason for applies, reason in checks if applies), None)


def _is_stale(delivery: Delivery, over: datetime | None) -> bool:
    """In a digest nothing is too late but what is over: it was to wait for its hour, which may be days away."""
    until = delivery.expires_at if delivery.digest_id is None else over
    return until is not None and until <= clock.now()


def leased(ids: list[int], token: str) -> list[Delivery]:
    """Deliveries that we hold, with all that the recheck and the texts need."""
    return _whole(and_(Delivery.id.in_(ids), Delivery.lease_token == token))


def gathered(digest_ids: list[int]) -> list[Delivery]:
    """Deliveries that wait in these digests, with the same."""
    return _whole(and_(Delivery.digest_id.in_(digest_ids), Delivery.state == DeliveryState.BATCHED))


def _whole(these: ColumnElement[bool]) -> list[Delivery]:
    note = joinedload(Delivery.notification)
    parts = (Notification.event, Notification.text, Notification.user)
    found = select(Delivery).options(*(note.joinedload(part) for part in parts)).where(these)
    return list(db.session.scalars(found.order_by(Delivery.id).execution_options(populate_existing=True)))
