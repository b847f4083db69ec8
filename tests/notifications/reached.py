"""What became of notifications, for tests of who is reached how."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models.credential import hash_token
from app.models.delivery import Delivery
from app.models.notification import Channel, PushSubscription, VapidKey
from app.models.user import User
from app.notifications import fanout
from app.notifications.channels import email
from tests.support.ring import Ring


class Kept:
    """An outbox that keeps what it is given."""

    def __init__(self) -> None:
        self.to: list[str] = []

    def send(self, message: object) -> None:
        self.to.append(str(message["To"]))  # type: ignore[index]

    def close(self) -> None:
        """Nothing is open."""


def make_device(user: User) -> None:
    """A browser of `user` that wants push."""
    key = db.session.scalars(select(VapidKey)).first() or VapidKey(public_key="public", private_pem="private")
    db.session.add(key)
    db.session.flush()
    endpoint = f"https://push.example.org/{secrets.token_hex(8)}"
    about = {"endpoint": endpoint, "endpoint_sha256": hash_token(endpoint), "p256dh": "x", "auth": "y"}
    db.session.add(PushSubscription(user_id=user.id, vapid_key_id=key.id, **about))
    db.session.commit()


def publish(ring: Ring) -> None:
    """A lesson, and everybody hears of it."""
    fanout.run(ring.dispatch(ring.publish()).id)


def fate(user: User, channel: Channel = Channel.EMAIL) -> tuple[str, str | None]:
    """State and reason of the latest delivery to `user`."""
    found = _latest(user, channel)
    return found.state.value, found.reason


def release(user: User, channel: Channel = Channel.EMAIL) -> datetime | None:
    """Until when the latest delivery waits."""
    return _latest(user, channel).next_attempt_at


def _latest(user: User, channel: Channel) -> Delivery:
    mine = Delivery.user_id == user.id, Delivery.channel == channel
    found = select(Delivery).where(*mine).order_by(Delivery.id.desc()).limit(1)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def send(*people: User) -> list[str]:
    """Send what is due by mail; the addresses it went to. `people` are usable afterwards."""
    outbox = Kept()
    while email.send_due(outbox):
        pass
    db.session.add_all(people)
    return outbox.to
