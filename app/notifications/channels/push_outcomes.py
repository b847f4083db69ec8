"""What became of pushes, written down (status table of notifications.md 4.2)."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.events import announce
from app.extensions import db
from app.formats.web_addresses import origin_of
from app.models.delivery import Delivery
from app.models.notification import PushSubscription, SubscriptionState, VapidKey
from app.notifications import rows
from app.notifications.breakers import Breakers, Place
from app.push.send import Message, Outcome
from app.transaction import action

PERSISTENT = timedelta(hours=24)
TOO_OFTEN = 3

log = logging.getLogger(__name__)


def place_of(browser: PushSubscription) -> Place:
    return origin_of(browser.endpoint), browser.vapid_key_id


def active_browsers(held: list[Delivery]) -> dict[int, PushSubscription]:
    wanted = select(PushSubscription).options(joinedload(PushSubscription.vapid_key))
    active = PushSubscription.state == SubscriptionState.ACTIVE
    found = db.session.scalars(wanted.where(active, PushSubscription.id.in_({each.target_id for each in held})))
    return {browser.id: browser for browser in found}


@action
def conclude(
    token: str,
    messages: dict[int, Message],
    outcomes: dict[int, Outcome],
    breakers: Breakers,
    taken_before: Collection[Place] = (),
) -> set[Place]:
    """Write down each outcome, if the lease is still ours (status table of notifications.md 4.2).

    What its device has had meanwhile was taken, whatever we heard of it. Returns the places that took one;
    `taken_before` are those that did in the same round.
    """
    held = rows.still_leased(list(outcomes), token)
    proven = {each.id: replace(outcomes[each.id], kind="sent") for each in held.values() if each.received_at}
    outcomes = {**outcomes, **proven}
    browsers = active_browsers(list(held.values()))
    places = {each.id: place_of(browsers[each.target_id]) for each in held.values() if each.target_id in browsers}
    taken = {place for key, place in places.items() if outcomes[key].kind == "sent"}
    for place in taken:
        breakers.taken(place)
    taken |= set(taken_before)
    for delivery in held.values():
        outcome, browser = outcomes[delivery.id], browsers.get(delivery.target_id)
        _note(browser, outcome)
        if outcome.kind == "refused" and browser is not None and places[delivery.id] not in taken:
            continue  # the place refuses everybody: see below
        _write_down(delivery, browser, outcome, breakers, origin_of(messages[delivery.id].endpoint))
    for place in {place for key, place in places.items() if outcomes[key].kind == "refused"} - taken:
        mine = [held[key] for key, where in places.items() if where == place and outcomes[key].kind == "refused"]
        _leave_alone(place, mine, outcomes[mine[0].id], breakers)
    return taken


def _write_down(
    delivery: Delivery, browser: PushSubscription | None, outcome: Outcome, breakers: Breakers, origin: str
) -> None:
    if outcome.kind == "sent":
        rows.sent(delivery, outcome.status)
    elif outcome.kind in ("gone", "invalid") or _is_bad(browser, outcome):
        rows.gone(delivery, outcome.status)
    elif outcome.kind == "busy":
        breakers.rest(origin, outcome.retry_after)
        delivery.provider_status, delivery.error = outcome.status, outcome.detail[:500]
        rows.postpone(delivery, breakers.wait((origin, 0)))
    elif outcome.kind == "too_large":
        rows.dead(delivery, outcome.status, outcome.detail)
    else:
        rows.failed(delivery, outcome.status, outcome.detail)


def _is_bad(browser: PushSubscription | None, outcome: Outcome) -> bool:
    """Whether this one browser is refused for good, while the others of its service are served."""
    if browser is None or outcome.kind != "refused" or browser.error_count < TOO_OFTEN:
        return False
    if browser.first_error_at is None or browser.first_error_at > clock.now() - PERSISTENT:
        return False
    browser.state = SubscriptionState.GONE
    return True


def _leave_alone(place: Place, refused: list[Delivery], outcome: Outcome, breakers: Breakers) -> None:
    """A place refuses all of us: nobody is deleted, everything waits, and the admins hear of it once a day."""
    if breakers.refuse(place):
        origin, key_id = place
        log.error("push service %s refuses us (%s %s): paused", origin, outcome.status, outcome.detail)
        key = db.session.get_one(VapidKey, key_id)
        today = f"{clock.now():%Y-%m-%d}"
        announce("push.refused", key, actor=None, key=f"{place}:{today}", origin=origin, status=outcome.status or 0)
    seconds = (breakers.refused[place].until - clock.now()).total_seconds()
    for delivery in refused:
        delivery.provider_status, delivery.error = outcome.status, outcome.detail[:500]
        rows.postpone(delivery, seconds)


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
