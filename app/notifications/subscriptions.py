"""Browsers that may be woken: subscribed, moved with whoever signs in, removed (notifications.md 4.2)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import clock
from app.config import settings
from app.errors import Invalid
from app.events import announce
from app.extensions import db
from app.models import limits
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import PushSubscription, SubscriptionState, VapidKey
from app.models.user import User
from app.notifications import rows
from app.push.guard import check_endpoint, check_keys
from app.transaction import action

PROVABLE = (DeliveryState.SENT, DeliveryState.LEASED, DeliveryState.RETRY, DeliveryState.RECEIVED)

if TYPE_CHECKING:
    from collections.abc import Mapping


def key() -> VapidKey | None:
    """The key that browsers subscribe with, if the school has one."""
    return db.session.scalars(VapidKey.current()).first()


@action
def subscribe(user: User, *, endpoint: str, p256dh: str, auth: str, label: str) -> PushSubscription:
    """Keep a browser, or move it here from whoever used it before. Raises Invalid for a hostile or broken one."""
    check_endpoint(endpoint, settings().push_hosts)
    check_keys(p256dh, auth)
    current = key()
    if current is None:
        raise Invalid({"endpoint": _("This school has no key for push yet. Ask whoever runs the portal.")})
    browser = _of_endpoint(endpoint) or PushSubscription(endpoint=endpoint, endpoint_sha256=_hash(endpoint))
    browser.user_id = user.id
    browser.session_id = user.session.id if user.session else None
    browser.vapid_key_id = current.id
    browser.p256dh, browser.auth = p256dh, auth
    browser.label = label[: limits.DEVICE_LABEL] or browser.label or ""
    browser.state, browser.last_seen_at = SubscriptionState.ACTIVE, clock.now()
    browser.error_count, browser.first_error_at = 0, None
    db.session.add(browser)
    db.session.flush()
    _keep_newest(user)
    return browser


def _of_endpoint(endpoint: str) -> PushSubscription | None:
    wanted = select(PushSubscription).where(PushSubscription.endpoint_sha256 == _hash(endpoint))
    return db.session.scalars(wanted.with_for_update()).first()


def _keep_newest(user: User) -> None:
    mine = PushSubscription.visible_to(user).with_only_columns(PushSubscription.id)
    surplus = list(db.session.scalars(mine.offset(limits.PUSH_DEVICES).limit(100)))
    if surplus:
        db.session.execute(delete(PushSubscription).where(PushSubscription.id.in_(surplus)))


@action
def unsubscribe(user: User, endpoint: str) -> None:
    """Forget one's own browser."""
    mine = (PushSubscription.user_id == user.id) & (PushSubscription.endpoint_sha256 == _hash(endpoint))
    db.session.execute(delete(PushSubscription).where(mine))


@action
def remove(subscription: PushSubscription) -> None:
    """Forget a browser from the list of devices."""
    db.session.execute(delete(PushSubscription).where(PushSubscription.id == subscription.id))


@action
def test(subscription: PushSubscription, *, actor: User) -> None:
    """Send one notification to one device of one's own."""
    announce("device.tested", actor, actor=None, subscription=subscription.id)


@action
def received(delivery_id: int, *, clicked: bool = False) -> bool:
    """A device says that a delivery arrived, or that it was opened there. Only the first word of each counts.

    It may be quicker than the answer of the push service, or come after one that was taken for a failure.
    """
    held = select(Delivery).where(Delivery.id == delivery_id).with_for_update(of=Delivery, key_share=True)
    delivery = db.session.scalars(held.execution_options(populate_existing=True)).first()
    if delivery is None or (delivery.clicked_at if clicked else delivery.received_at) is not None:
        return False
    now = clock.now()
    delivery.received_at = delivery.received_at or now
    if clicked:
        delivery.clicked_at = now
    if delivery.state in PROVABLE:
        rows.arrived(delivery)
    browser = db.session.get(PushSubscription, delivery.target_id)
    if browser is not None:
        browser.last_received_at = now
    return True


def checked(body: Mapping[str, object]) -> dict[str, str]:
    """The parts of a PushSubscription.toJSON() with a label. Raises Invalid where a part is missing or no text."""
    keys = body.get("keys")
    parts = {
        "endpoint": body.get("endpoint"),
        "p256dh": keys.get("p256dh") if isinstance(keys, dict) else None,
        "auth": keys.get("auth") if isinstance(keys, dict) else None,
    }
    wrong = {name: _("This must be a text.") for name, value in parts.items() if not _is_text(value)}
    if wrong:
        raise Invalid(wrong)
    label = body.get("label")
    return {**{name: str(value) for name, value in parts.items()}, "label": str(label) if _is_text(label) else ""}


def _is_text(value: object) -> bool:
    """Something to read, without the signs (NUL, halves of surrogate pairs) that no database keeps."""
    return isinstance(value, str) and value != "" and value.isprintable()


def _hash(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()
