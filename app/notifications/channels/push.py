"""Web Push: one delivery for each browser of a person; sent by a pool of threads, one connection pool an origin."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert, true

from app import clock
from app.config import settings
from app.formats.web_addresses import origin_of
from app.models.delivery import Delivery, DeliveryState, due_deliveries
from app.models.event import EventText
from app.models.notification import Channel, Notification, Priority, PushSubscription, SubscriptionState
from app.models.user import User
from app.notifications import bundles, hints, leases, recheck, rows, texts
from app.notifications.breakers import Breakers, Place
from app.notifications.bundles import Bundle
from app.notifications.channels.push_outcomes import active_browsers, conclude, place_of
from app.notifications.kinds import Kind, kind_of
from app.notifications.proof import proof
from app.notifications.verdicts import Quiet, Verdict, verdict
from app.push.send import Message, Outcome, Sender, topic_for
from app.push.vapid import VapidKey as Key
from app.transaction import action

if TYPE_CHECKING:
    from app.notifications.batches import Batch

name = Channel.PUSH
AT_ONCE = 200
THREADS = 64
LEASE = timedelta(seconds=30)
RENEWAL_SECONDS = 8.0
SHORT_TITLE = 60
BODY_KEPT = 300

log = logging.getLogger(__name__)


def rules(
    kinds: Iterable[Kind], quiet: Quiet, muffled_until: datetime | None = None, told: Any = Notification
) -> Verdict:
    """What becomes of pushes of `kinds`."""
    return verdict(kinds, name, quiet, switch=User.push_on, reachable=true(), muffled_until=muffled_until, told=told)


def deliveries(batch: Batch) -> Insert:
    """A delivery for every active browser, in the state that the rules give it."""
    given = rules([batch.kind], batch.quiet, batch.muffled_until)
    into, chosen = rows.from_batch(batch, given, PushSubscription.id)
    mine = PushSubscription.user_id == User.id
    chosen = chosen.join(PushSubscription, mine & (PushSubscription.state == SubscriptionState.ACTIVE))
    if (only := batch.kind.only_device(batch.event)) is not None:
        chosen = chosen.where(PushSubscription.id == only)
    return into.from_select(rows.COLUMNS, rows.new(chosen, name, PushSubscription.id))


@dataclass
class Pusher:
    """The sending half, long-lived: kept connections, and which services are to be left alone until when."""

    sender: Sender
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "push"))
    breakers: Breakers = field(default_factory=Breakers)

    def send_due(self) -> int:
        """Take what is due, send it, write down what became of it. The number taken."""
        due = due_deliveries(name, clock.now())
        token, ids = leases.take(Delivery, due, AT_ONCE, LEASE, DeliveryState.LEASED)
        if not ids:
            return 0
        messages = prepare(ids, token, self.breakers)
        self._deliver(token, messages)
        return len(ids)

    def _deliver(self, token: str, messages: dict[int, Message]) -> None:
        """Write down at once what was taken, so that a crash repeats next to nothing. Refusals wait for the others:
        only they tell whether a browser is to blame or we are.
        """
        going = {self.pool.submit(self._send, message): key for key, message in messages.items()}
        refused: dict[int, Outcome] = {}
        taken: set[Place] = set()
        renewed = time.monotonic()
        while going:
            done, _ = wait(going, RENEWAL_SECONDS, FIRST_COMPLETED)
            outcomes = {going.pop(each): each.result() for each in done}
            refused |= {key: outcome for key, outcome in outcomes.items() if outcome.kind == "refused"}
            others = {key: outcome for key, outcome in outcomes.items() if outcome.kind != "refused"}
            if others:
                taken |= conclude(token, messages, others, self.breakers)
            if time.monotonic() - renewed > RENEWAL_SECONDS:
                leases.renew(Delivery, [*going.values(), *refused], token, LEASE)
                renewed = time.monotonic()
        if refused:
            conclude(token, messages, refused, self.breakers, taken)

    def _send(self, message: Message) -> Outcome:
        """Once more with less, if it was too much to say: the subscription is not to blame."""
        outcome = self.sender.send(message)
        if outcome.kind != "too_large":
            return outcome
        log.warning("a push was too large for %s and is sent without its body", origin_of(message.endpoint))
        return self.sender.send(smaller(message))

    def close(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.sender.close()


@action
def prepare(ids: list[int], token: str, breakers: Breakers) -> dict[int, Message]:
    """The messages of our deliveries that are still to be sent; the others are set aside or put off."""
    held = recheck.to_send(recheck.leased(ids, token), rules)
    going, bundled = bundles.gather(held)
    browsers = active_browsers(going)
    unread = hints.unread_of({delivery.user_id for delivery in going})
    said = texts.said(going)
    messages = {}
    for delivery in going:
        browser = browsers.get(delivery.target_id)
        if browser is None or browser.user_id != delivery.user_id:
            rows.gone(delivery, None)
        elif wait := breakers.wait(place_of(browser)):
            rows.postpone(delivery, wait)
        else:
            badge = unread.get(delivery.user_id, 0)
            bundle = bundled.get(delivery.id)
            messages[delivery.id] = message(delivery, browser, said[delivery.id], bundle, badge)
    return messages


def message(
    delivery: Delivery, browser: PushSubscription, said: EventText, bundle: Bundle | None, badge: int
) -> Message:
    """What is sent to one browser, while it is of use, in a form that also says itself without a script (Safari)."""
    note = delivery.notification
    topic = topic_for(f"{kind_of(note.kind).collapse_key(note.event)}:{delivery.user_id}")
    left = (delivery.expires_at - clock.now()).total_seconds() if delivery.expires_at else 0
    return Message(
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        payload=_as_json(payload(delivery, topic, said, bundle, badge)),
        ttl=max(int(left), 60),
        urgency="high" if note.priority is Priority.HIGH else "normal",
        topic=topic,
        key=Key(browser.vapid_key.private_pem),
    )


def payload(delivery: Delivery, tag: str, said: EventText, bundle: Bundle | None, badge: int) -> dict[str, Any]:
    """No grades, no bodies of messages, no tokens: title, one line, path (notifications.md 4.2, security.md T23)."""
    note = delivery.notification
    return {
        "web_push": 8030,
        "notification": {
            "title": bundle.title if bundle else said.title,
            "body": "" if bundle else said.body[:BODY_KEPT],
            "navigate": f"{settings().base_url}{bundle.path if bundle else said.path}",
            "tag": tag,
            "lang": said.language,
        },
        "app_badge": badge,
        "i": note.public_id,
        "n": delivery.id,
        "k": proof(delivery.id),
        "u": note.user.public_id,
    }


def smaller(message: Message) -> Message:
    """The same with a short title and nothing more, for services that take little."""
    said = json.loads(message.payload)
    said["notification"] |= {"title": said["notification"]["title"][:SHORT_TITLE], "body": ""}
    return replace(message, payload=_as_json(said))


def _as_json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
