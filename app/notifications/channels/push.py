"""Web Push: one delivery for each browser of a person; sent by a pool of threads, one connection pool an origin."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import Insert, select, true
from sqlalchemy.orm import joinedload

from app import clock
from app.config import settings
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState, due_deliveries
from app.models.notification import Channel, Priority, PushSubscription, SubscriptionState
from app.models.user import User
from app.notifications import bundles, leases, recheck, rows
from app.notifications.bundles import Bundle
from app.notifications.kinds import Kind, kind_of
from app.notifications.proof import proof
from app.notifications.verdicts import Quiet, Verdict, verdict
from app.push.send import Message, Outcome, Sender, topic_for
from app.push.vapid import VapidKey as Key
from app.transaction import action

if TYPE_CHECKING:
    from app.notifications.fanout import Batch

name = Channel.PUSH
AT_ONCE = 200
THREADS = 32
LEASE = timedelta(seconds=90)
REFUSED_PAUSE = 300.0
BUSY_PAUSE = 30.0
BODY_KEPT = 300

log = logging.getLogger(__name__)


def rules(kinds: Iterable[Kind], quiet: Quiet, muffled_until: datetime | None = None) -> Verdict:
    """What becomes of pushes of `kinds`."""
    return verdict(kinds, name, quiet, switch=User.push_on, reachable=true(), muffled_until=muffled_until)


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
    """The sending half, long-lived: kept connections and which origins are to be left alone until when."""

    sender: Sender
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "push"))
    paused: dict[str, datetime] = field(default_factory=dict)

    def send_due(self) -> int:
        """Take what is due, send it, write down what became of it. The number taken."""
        due = due_deliveries(name, clock.now())
        token, ids = leases.take(Delivery, due, AT_ONCE, LEASE, DeliveryState.LEASED)
        if not ids:
            return 0
        messages = prepare(ids, token, self.paused)
        outcomes = dict(zip(messages, self.pool.map(self.sender.send, messages.values()), strict=True))
        conclude(token, messages, outcomes, self.paused)
        return len(ids)

    def close(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.sender.close()


@action
def prepare(ids: list[int], token: str, paused: dict[str, datetime]) -> dict[int, Message]:
    """The messages of our deliveries that are still to be sent; the others are set aside or put off."""
    held = recheck.to_send(recheck.leased(ids, token), rules)
    going, bundled = bundles.gather(held)
    browsers = _browsers(going)
    messages = {}
    for delivery in going:
        browser = browsers.get(delivery.target_id)
        if browser is None or browser.user_id != delivery.user_id:
            rows.gone(delivery, None)
        elif (until := paused.get(origin_of(browser.endpoint))) and until > clock.now():
            rows.postpone(delivery, (until - clock.now()).total_seconds())
        else:
            messages[delivery.id] = message(delivery, browser, bundled.get(delivery.id))
    return messages


def _browsers(held: list[Delivery]) -> dict[int, PushSubscription]:
    wanted = select(PushSubscription).options(joinedload(PushSubscription.vapid_key))
    active = PushSubscription.state == SubscriptionState.ACTIVE
    found = db.session.scalars(wanted.where(active, PushSubscription.id.in_({each.target_id for each in held})))
    return {browser.id: browser for browser in found}


def message(delivery: Delivery, browser: PushSubscription, bundle: Bundle | None = None) -> Message:
    """What is sent to one browser, while it is of use, in a form that also says itself without a script (Safari)."""
    note = delivery.notification
    topic = topic_for(f"{kind_of(note.kind).collapse_key(note.event)}:{delivery.user_id}")
    left = (delivery.expires_at - clock.now()).total_seconds() if delivery.expires_at else 0
    return Message(
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        payload=json.dumps(payload(delivery, topic, bundle), ensure_ascii=False, separators=(",", ":")).encode(),
        ttl=max(int(left), 60),
        urgency="high" if note.priority is Priority.HIGH else "normal",
        topic=topic,
        key=Key(browser.vapid_key.private_pem),
    )


def payload(delivery: Delivery, tag: str, bundle: Bundle | None = None) -> dict[str, Any]:
    """No grades, no bodies of messages, no tokens: title, one line, path (notifications.md 4.2, security.md T23)."""
    note = delivery.notification
    return {
        "web_push": 8030,
        "notification": {
            "title": bundle.title if bundle else note.title,
            "body": note.body[:BODY_KEPT],
            "navigate": f"{settings().base_url}{bundle.path if bundle else note.path}",
            "tag": tag,
        },
        "i": note.public_id,
        "n": delivery.id,
        "k": proof(delivery.id),
        "u": note.user.public_id,
    }


@action
def conclude(
    token: str, messages: dict[int, Message], outcomes: dict[int, Outcome], paused: dict[str, datetime]
) -> None:
    """Write down each outcome, if the lease is still ours (status table of notifications.md 4.2)."""
    held = rows.still_leased(list(messages), token)
    browsers = _browsers(list(held.values()))
    for delivery in held.values():
        outcome = outcomes[delivery.id]
        _note(browsers.get(delivery.target_id), outcome)
        if outcome.kind in ("refused", "busy"):
            until = _pause(paused, origin_of(messages[delivery.id].endpoint), outcome)
            delivery.provider_status, delivery.error = outcome.status, outcome.detail[:500]
            rows.postpone(delivery, (until - clock.now()).total_seconds())
        elif outcome.kind == "sent":
            rows.sent(delivery, outcome.status)
        elif outcome.kind in ("gone", "invalid"):
            rows.gone(delivery, outcome.status)
        else:
            rows.failed(delivery, outcome.status, outcome.detail)


def _note(browser: PushSubscription | None, outcome: Outcome) -> None:
    """Keep on the subscription how it fares: its last success, or since when it fails."""
    if browser is None:
        return
    if outcome.kind == "sent":
        browser.error_count, browser.first_error_at, browser.last_ok_at = 0, None, clock.now()
        return
    browser.error_count += 1
    browser.first_error_at = browser.first_error_at or clock.now()
    if outcome.kind in ("gone", "invalid"):
        browser.state = SubscriptionState.GONE


def _pause(paused: dict[str, datetime], origin: str, outcome: Outcome) -> datetime:
    """Leave an origin alone for a while; until when."""
    usual = REFUSED_PAUSE if outcome.kind == "refused" else BUSY_PAUSE
    seconds = usual if outcome.retry_after is None else outcome.retry_after
    until = clock.now() + timedelta(seconds=seconds)
    if outcome.kind == "refused" and origin not in paused:
        log.error("push service %s refuses us (%s %s): paused", origin, outcome.status, outcome.detail)
    paused[origin] = max(until, paused.get(origin, until))
    return paused[origin]


def origin_of(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"
