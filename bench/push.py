"""Pushes a second from one sender, against a service that answers after 50 ms and against encrypting and signing alone.

python -m bench.push
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import Event, Process, Queue

from flask import Flask
from sqlalchemy import select, update

from app import transaction
from app.actions import push_keys
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch
from app.models.notification import Channel, PushSubscription
from app.notifications import fanout
from app.notifications.channels.push import Pusher
from app.push.encrypt import encrypt
from app.push.send import Sender
from app.push.vapid import Authorizations, VapidKey
from bench import figures
from bench.fanout import published
from bench.portal import portal
from bench.school import big_class
from tests.support.faults import Fault
from tests.support.push_service import PushService
from tests.support.subscriber import Subscriber

BENCH = "push"
BROWSERS = 4_000
GOAL = 500.0
ANSWER_SECONDS = 0.05
SUBJECT = "mailto:admin@example.org"
PAYLOAD = b"x" * 400


def main() -> int:
    with slow_service() as origin, portal() as app:
        transaction.writes()
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], push_hosts=(origin,))
        prepared(app, origin)
        rate = sent_a_second(origin)
        ceiling = encrypted_a_second()
    figures.report(BENCH, "pushes_per_second", rate, "pushes/s", ceiling, ceiling / rate)
    figures.verdict(BENCH, f"{rate:.0f} pushes a second", rate >= GOAL, f"at least {GOAL:.0f}")
    return 0


@contextmanager
def slow_service() -> Iterator[str]:
    """The origin of a push service in a process of its own, so that it does not slow the sender."""
    told: Queue[str] = Queue()
    stop = Event()
    process = Process(target=_serve, args=(told, stop), daemon=True)
    process.start()
    try:
        yield told.get(timeout=30)
    finally:
        stop.set()
        process.join(10)


def _serve(told: Queue[str], stop: Event) -> None:  # type: ignore[valid-type]
    with PushService(fault=Fault(201, delay=ANSWER_SECONDS)) as service:
        told.put(service.origin)
        stop.wait()  # type: ignore[attr-defined]


def prepared(app: Flask, origin: str) -> None:
    """A lesson announced to a class, every third of which has a browser at the slow service."""
    classroom = big_class(BROWSERS * 3)
    key, browser = push_keys.rotate(), Subscriber(f"{origin}/wpush/v2/x")
    db.session.execute(
        update(PushSubscription).values(
            vapid_key_id=key.id,
            endpoint=f"{origin}/wpush/v2/x",
            p256dh=browser.p256dh,
            auth=browser.auth,
        )
    )
    db.session.commit()
    event = published(classroom)
    fanout.run(db.session.scalars(select(Dispatch.id).where(Dispatch.event_id == event.id)).one())


def sent_a_second(origin: str) -> float:
    pusher = Pusher(Sender(SUBJECT, origins=(origin,)))
    began = time.perf_counter()
    while pusher.send_due():
        pass
    seconds = time.perf_counter() - began
    pusher.close()
    mine = select(Delivery.state).where(Delivery.channel == Channel.PUSH)
    states = list(db.session.scalars(mine))
    if states.count(DeliveryState.SENT) != BROWSERS:
        raise RuntimeError(f"{states.count(DeliveryState.SENT)} of {BROWSERS} were sent")
    return BROWSERS / seconds


def encrypted_a_second() -> float:
    """Messages that one thread encrypts and signs, each with a signature of its own."""
    key, browser = VapidKey.generate(), Subscriber("x")
    number = 1_000
    began = time.perf_counter()
    for at in range(number):
        encrypt(PAYLOAD, browser.p256dh, browser.auth)
        Authorizations(SUBJECT).header(key, f"https://{at}.example.org")
    return number / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
