"""The sender: a long-lived process that hands pushes and mail to the services outside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from app import mail, queue
from app.config import settings
from app.notifications import digest_mail, letters
from app.notifications.channels import email, push
from app.push.send import Sender

PATIENCE_SECONDS = 2.0

log = logging.getLogger(__name__)


def run(app: Flask, stop: Event) -> None:
    """Send until `stop` is set. Push and mail have a thread each, so that neither waits for the other."""
    with app.app_context():
        pusher = push.Pusher(Sender(settings().vapid_subject, origins=settings().push_hosts))
        outbox = mail.outbox(settings().smtp_url, settings().data_dir / "mail")
        url = settings().queue_url

    def send_mail() -> int:
        with closing(outbox):
            return letters.send_due(outbox) + email.send_due(outbox) + digest_mail.send_due(outbox)

    rounds = {"push": pusher.send_due, "mail": send_mail}
    wakes = {name: Event() for name in rounds}
    threads = [Thread(target=_listen, args=(url, list(wakes.values()), stop), daemon=True, name="wake")]
    threads += [Thread(target=_send, args=(app, work, wakes[name], stop), name=name) for name, work in rounds.items()]
    for thread in threads:
        thread.start()
    stop.wait()
    for wake in wakes.values():
        wake.set()
    for thread in threads[1:]:
        thread.join()
    pusher.close()


def _send(app: Flask, send_due: Callable[[], int], wake: Event, stop: Event) -> None:
    while not stop.is_set():
        wake.wait(PATIENCE_SECONDS)
        wake.clear()
        _until_done(app, send_due, stop)


def _until_done(app: Flask, send_due: Callable[[], int], stop: Event) -> None:
    taken = 1
    while taken and not stop.is_set():
        try:
            with app.app_context():
                taken = send_due()
        except Exception:
            log.exception("sending failed; trying again")
            taken = 0


def _listen(url: str, wakes: list[Event], stop: Event) -> None:
    """Pass on the doorbell. While the queue server is away, the rounds come by themselves."""
    while not stop.is_set():
        try:
            client = Redis.from_url(url, socket_connect_timeout=1)
            with client.pubsub(ignore_subscribe_messages=True) as doorbell:  # type: ignore[no-untyped-call]
                doorbell.subscribe(queue.WAKE_CHANNEL)
                while not stop.is_set():
                    if doorbell.get_message(timeout=1):
                        for wake in wakes:
                            wake.set()
        except RedisError:
            time.sleep(1)
