"""What became of pushes and mail in the past of the demo school: most arrived, some were opened, a few failed."""

from __future__ import annotations

import random
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.actions import push_keys
from app.cli.demo.data import STUDENTS
from app.cli.demo.find import person
from app.cli.demo.history import History
from app.extensions import db
from app.models.credential import hash_token
from app.models.delivery import Delivery, DeliveryState
from app.models.letter import Letter, LetterState
from app.models.notification import Channel, PushSubscription, SubscriptionState
from app.notifications import figures
from app.transaction import action

SEED = 7
WEEKS = 41.5
LABELS = ("Pixel 8", "Galaxy A54", "iPhone", "Firefox · Windows", "iPad")
# A name that leads nowhere (RFC 2606), in case anybody should ask it.
PLACE = "https://push.invalid/"
WAITING = (DeliveryState.PENDING, DeliveryState.HELD)
TO_COME = (*WAITING, DeliveryState.BATCHED)
WHY_NOT_SENT = "demo"
FULL = "552 mailbox full"


def plan(history: History) -> None:
    """Two of three students let a device ring from the beginning."""
    history.at(WEEKS, _devices)


def _devices() -> None:
    key = push_keys.ensure()
    for number, name in enumerate(STUDENTS):
        if number % 3:
            endpoint = PLACE + secrets.token_hex(12)
            about = {"endpoint": endpoint, "endpoint_sha256": hash_token(endpoint), "p256dh": "", "auth": ""}
            label = LABELS[number % len(LABELS)]
            db.session.add(PushSubscription(user_id=person(name).id, vapid_key_id=key.id, label=label, **about))


@action
def settle() -> None:
    """Say of all that was to be sent what became of it; the devices of the past are gone, so that nothing rings now."""
    chance = random.Random(SEED)
    waiting = select(Delivery.id, Delivery.channel, Delivery.created_at).where(Delivery.state.in_(WAITING))
    rows = [_fate(chance, *row) for row in db.session.execute(waiting.order_by(Delivery.id))]
    if rows:
        db.session.execute(update(Delivery), rows)
    db.session.execute(update(PushSubscription).values(state=SubscriptionState.GONE))


@action
def cancel_the_rest() -> None:
    """The mail of days gone by stays where it is: nobody wants weeks of it in the first minute."""
    waiting = update(Delivery).where(Delivery.state.in_(TO_COME))
    db.session.execute(waiting.values(state=DeliveryState.CANCELLED, reason=WHY_NOT_SENT))
    unsent = update(Letter).where(Letter.state == LetterState.PENDING)
    db.session.execute(unsent.values(state=LetterState.CANCELLED, error=WHY_NOT_SENT))


def _fate(chance: random.Random, number: int, channel: Channel, made: Any) -> dict[str, Any]:
    luck, sent = chance.random(), made + timedelta(seconds=chance.uniform(0.4, 9))
    fate: dict[str, Any] = {"id": number, "state": DeliveryState.SENT, "reason": None, "next_attempt_at": None}
    times = {"sent_at": sent, "received_at": None, "clicked_at": None, "error": None}
    if luck < 0.02:
        failed = DeliveryState.GONE if channel is Channel.PUSH else DeliveryState.DEAD
        return {**fate, **times, "state": failed, "sent_at": None, "error": FULL if channel is Channel.EMAIL else None}
    if channel is Channel.PUSH and luck < 0.9:
        times["received_at"] = sent + timedelta(seconds=2)
        fate["state"] = DeliveryState.RECEIVED
    if channel is Channel.PUSH and luck < 0.4:
        times["clicked_at"] = sent + timedelta(minutes=luck * 300)
        fate["state"] = DeliveryState.CLICKED
    return {**fate, **times}


def add_up() -> None:
    """The figures of all these weeks."""
    figures.add_up()
