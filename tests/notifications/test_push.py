"""From a delivery to a browser, against a push service that speaks RFC 8030 (notifications.md 4.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from time_machine import travel

from app import clock
from app.actions import push_keys
from app.config import Settings
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import Membership, MemberState
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch
from app.models.notification import PushSubscription, SubscriptionState
from app.notifications import fanout, subscriptions
from app.notifications.channels import push
from app.push.send import Kind, Message, Outcome, Sender
from app.push.transport import Limits, Network
from app.push.vapid import VapidKey
from app.reports import overview
from tests.support.faults import HANG, Fault
from tests.support.people import make_user
from tests.support.push_service import PushService
from tests.support.ring import Ring, notes_of
from tests.support.subscriber import Subscriber

Messages, Outcomes = dict[int, Message], dict[int, Outcome]


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service on loopback that the school's settings allow."""
    with PushService() as service:
        kept: Settings = app.config["SETTINGS"]
        monkeypatch.setitem(app.config, "SETTINGS", _allowing(kept, service.origin))
        push_keys.ensure()
        yield service


def _allowing(kept: Settings, origin: str) -> Settings:
    return replace(kept, push_hosts=(origin,))


@pytest.fixture
def pusher(service: PushService) -> Iterator[push.Pusher]:
    pusher = push.Pusher(Sender("mailto:admin@example.org", origins=(service.origin,)))
    yield pusher
    pusher.close()


def subscribe(service: PushService, user: object) -> tuple[Subscriber, PushSubscription]:
    browser = service.subscribe(subscriptions.key().public_key)
    kept = subscriptions.subscribe(
        user, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, label="Phone"
    )
    return browser, kept


def hear(ring: Ring) -> None:
    fanout.run(ring.dispatch(ring.publish(title="Cells")).id)


def states() -> list[DeliveryState]:
    db.session.expire_all()
    found = db.session.scalars(
        select(Delivery.state).where(Delivery.channel == "push").order_by(Delivery.user_id, Delivery.id)
    ).all()
    db.session.rollback()
    return list(found)


def test_it_arrives_encrypted_for_that_browser_only(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    browser, kept = subscribe(service, ring.students[0])
    hear(ring)
    assert pusher.send_due() == 1
    [arrived] = service.received
    said = json.loads(browser.read(arrived.body))
    [note] = notes_of(ring.students[0])
    assert said["web_push"] == 8030
    assert said["notification"]["title"] == "New lesson: Cells"
    assert said["notification"]["navigate"].startswith("http://localhost/lessons/")
    assert (said["i"], said["u"]) == (note.public_id, ring.students[0].public_id)
    assert arrived.urgency == "normal"
    assert int(arrived.ttl) > 86_000
    assert len(arrived.topic) == 32
    assert states() == [DeliveryState.SENT]
    assert db.session.get(PushSubscription, kept.id).last_ok_at is not None


def test_what_was_read_left_or_withdrawn_is_not_sent(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 8 of notifications.md 5, leaving, and the recheck of 4.2."""
    for student in ring.students:
        subscribe(service, student)
    hear(ring)
    notes_of(ring.students[0])[0].read_at = clock.now()
    db.session.scalars(Membership.of(ring.classroom, ring.students[1])).one().state = MemberState.REMOVED
    db.session.commit()
    pusher.send_due()
    assert service.received == []
    reasons = db.session.scalars(select(Delivery.reason).where(Delivery.channel == "push").order_by(Delivery.user_id))
    assert list(reasons) == ["read", "not_member"]


def test_whoever_turned_push_off_gets_none(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    subscribe(service, ring.students[0])
    ring.students[0].push_on = False
    db.session.commit()
    hear(ring)
    assert pusher.send_due() == 0
    assert states() == [DeliveryState.SUPPRESSED]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_leaves_by_itself(
    ring: Ring, service: PushService, pusher: push.Pusher, status: int
) -> None:
    """Test 11 of notifications.md 5: the person's other browsers still ring."""
    gone, kept = subscribe(service, ring.students[0])
    subscribe(service, ring.students[0])
    if status == 410:
        service.expire(gone.endpoint)
    else:
        service.registrations.pop(gone.endpoint.rsplit("/", 1)[1])
    hear(ring)
    pusher.send_due()
    assert sorted(states()) == [DeliveryState.GONE, DeliveryState.SENT]
    assert db.session.get(PushSubscription, kept.id).state is SubscriptionState.GONE


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_pauses_the_origin_and_deletes_nobody(
    ring: Ring, service: PushService, pusher: push.Pusher, status: int
) -> None:
    """Test 12 of notifications.md 5."""
    for student in ring.students:
        subscribe(service, student)
    service.fault = Fault(status)
    hear(ring)
    pusher.send_due()
    assert states() == [DeliveryState.RETRY, DeliveryState.RETRY]
    assert {s.state for s in db.session.scalars(select(PushSubscription))} == {SubscriptionState.ACTIVE}
    [refusal] = pusher.breakers.refused.values()
    assert refusal.until > clock.now() + timedelta(minutes=4)
    assert pusher.send_due() == 0


def test_one_canary_goes_before_the_others(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """After a pause a single push finds out; the others follow once it was taken."""
    for student in ring.students:
        subscribe(service, student)
    service.fault = Fault(403)
    hear(ring)
    pusher.send_due()
    service.received.clear()
    [place] = pusher.breakers.refused
    pusher.breakers.refused[place].until = clock.now()
    wake()
    pusher.send_due()
    assert len(service.received) == 1
    assert pusher.breakers.refused[place].times == 2
    service.fault = None
    pusher.breakers.refused[place].until = clock.now()
    for _round in range(2):
        wake()
        pusher.send_due()
    assert states() == [DeliveryState.SENT, DeliveryState.SENT]
    assert not pusher.breakers.refused


def wake() -> None:
    """Let what waits be due now."""
    db.session.execute(update(Delivery).values(next_attempt_at=None))
    db.session.commit()


def test_admins_hear_once_of_a_service_that_refuses_us(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 12: one alert, however many rounds."""
    admin = make_user("admin")
    subscribe(service, ring.students[0])
    service.fault = Fault(401)
    hear(ring)
    for _round in range(3):
        pusher.send_due()
        for refusal in pusher.breakers.refused.values():
            refusal.until = clock.now()
        wake()
    for dispatch_id in list(db.session.scalars(select(Dispatch.id).where(Dispatch.kind == "push_refused"))):
        fanout.run(dispatch_id)
    [note] = notes_of(admin)
    assert note.title == "Push notices to some devices are paused"


def test_one_browser_refused_for_a_day_leaves_while_others_are_served(
    ring: Ring, service: PushService, pusher: push.Pusher
) -> None:
    """A key that only this browser was bound to: its service takes the others', so it is the browser."""
    stranger = service.subscribe(VapidKey.generate().public)
    keys = {"p256dh": stranger.p256dh, "auth": stranger.auth, "label": "Old phone"}
    bad = subscriptions.subscribe(ring.students[0], endpoint=stranger.endpoint, **keys)
    subscribe(service, ring.students[1])
    with travel(clock.now(), tick=False) as now:
        for day in range(3):
            hear(ring)
            pusher.send_due()
            db.session.refresh(bad)
            assert (bad.state, bad.error_count) == (SubscriptionState.ACTIVE if day < 2 else bad.state, day + 1)
            now.shift(timedelta(hours=13))
    assert bad.state is SubscriptionState.GONE
    assert not pusher.breakers.refused


def test_too_much_is_said_shorter_once(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 13: 413 → one resend with less, the row stays."""
    browser, kept = subscribe(service, ring.students[0])
    ring.classroom.title = "Biology " + "x" * 100
    db.session.commit()
    hear(ring)
    service.longest_body = 480
    pusher.send_due()
    assert [each.status for each in service.received] == [413, 201]
    assert json.loads(browser.read(service.received[1].body))["notification"]["body"] == ""
    assert states() == [DeliveryState.SENT]
    assert db.session.get(PushSubscription, kept.id).state is SubscriptionState.ACTIVE


def test_never_short_enough_it_ends_and_the_browser_stays(
    ring: Ring, service: PushService, pusher: push.Pusher
) -> None:
    _browser, kept = subscribe(service, ring.students[0])
    service.fault = Fault(413)
    hear(ring)
    pusher.send_due()
    assert states() == [DeliveryState.DEAD]
    assert db.session.get(PushSubscription, kept.id).state is SubscriptionState.ACTIVE


def test_the_badge_comes_with_it(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    hear(ring)
    browser, _kept = subscribe(service, ring.students[0])
    hear(ring)
    pusher.send_due()
    said = json.loads(browser.read(service.received[0].body))
    assert said["app_badge"] == 2
    assert said["notification"]["title"] == "2 new lessons in Biology"


def test_busy_waits_as_long_as_it_asks(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 14 of notifications.md 5."""
    subscribe(service, ring.students[0])
    service.fault = Fault(429, headers={"Retry-After": "7"})
    hear(ring)
    pusher.send_due()
    [delivery] = db.session.scalars(select(Delivery).where(Delivery.channel == "push"))
    left = (delivery.next_attempt_at - clock.now()).total_seconds()
    assert 4 < left <= 7
    assert delivery.attempts == 0


@pytest.fixture
def other(ring: Ring, service: PushService, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A second push service; the first student's browser belongs to the first one, the second's to this."""
    with PushService() as other:
        hosts = (service.origin, other.origin)
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], push_hosts=hosts))
        subscribe(service, ring.students[0])
        subscribe(other, ring.students[1])
        yield other


@contextmanager
def pusher_to(*services: PushService, seconds: float = 15) -> Iterator[push.Pusher]:
    """One that gives up on a service after so many seconds."""
    network, origins = Network(Limits(seconds, seconds, seconds)), [each.origin for each in services]
    with closing(push.Pusher(Sender("mailto:admin@example.org", origins=origins, network=network))) as both:
        yield both


def test_who_is_busy_holds_up_only_itself(ring: Ring, service: PushService, other: PushService) -> None:
    """Test 14: Retry-After as a date; the whole origin waits, the other one is served."""
    later = format_datetime(clock.now() + timedelta(seconds=90), usegmt=True)
    service.fault = Fault(503, headers={"Retry-After": later})
    hear(ring)
    with pusher_to(service, other) as both:
        for _round in range(3):
            both.send_due()
            wake()
    assert (len(service.received), len(other.received)) == (1, 1)
    assert states() == [DeliveryState.RETRY, DeliveryState.SENT]


def test_who_hangs_is_alone_with_it(ring: Ring, service: PushService, other: PushService, app: Flask) -> None:
    """Test 16 of notifications.md 5. Also: what was taken is written down while others are under way still."""
    service.fault = HANG
    hear(ring)
    db.session.rollback()

    def send() -> None:
        with app.app_context():
            both.send_due()

    with pusher_to(service, other, seconds=3) as both:
        sending = Thread(target=send)
        sending.start()
        assert other.wait_until(lambda: states() == [DeliveryState.LEASED, DeliveryState.SENT])
        assert sending.is_alive()
        sending.join()
    assert states() == [DeliveryState.RETRY, DeliveryState.SENT]


def test_a_redirect_is_an_error_that_counts(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 17 of notifications.md 5: tried again later, never followed, noted on the browser."""
    _browser, kept = subscribe(service, ring.students[0])
    with PushService() as inside:
        service.fault = Fault(307, {"Location": f"{inside.origin}/wpush/v2/secret"})
        hear(ring)
        pusher.send_due()
        assert inside.received == []
    [delivery] = db.session.scalars(select(Delivery).where(Delivery.channel == "push"))
    db.session.refresh(kept)
    assert (delivery.state, delivery.attempts, delivery.provider_status) == (DeliveryState.RETRY, 1, 307)
    assert (kept.state, kept.error_count) == (SubscriptionState.ACTIVE, 1)


@pytest.mark.parametrize("junk", ["off the curve", "no base64!"])
def test_junk_keys_in_a_row_stop_only_that_row(
    ring: Ring, service: PushService, pusher: push.Pusher, junk: str
) -> None:
    """Test 20 of notifications.md 5: refused when subscribing; one in the table is set aside, the others go out."""
    browser, kept = subscribe(service, ring.students[0])
    subscribe(service, ring.students[1])
    broken = browser.p256dh[:-4] + "AAAA" if junk == "off the curve" else junk
    with pytest.raises(Invalid) as refused:
        subscriptions.subscribe(ring.students[0], endpoint=browser.endpoint, p256dh=broken, auth=browser.auth, label="")
    assert list(refused.value.fields) == ["p256dh"]
    db.session.rollback()
    kept.p256dh = broken
    db.session.commit()
    hear(ring)
    pusher.send_due()
    assert states() == [DeliveryState.GONE, DeliveryState.SENT]
    db.session.refresh(kept)
    assert kept.state is SubscriptionState.GONE


def test_a_sender_that_died_after_sending_sends_once_more_the_same(
    ring: Ring, service: PushService, pusher: push.Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test 24 of notifications.md 5: one push more at the most, and the same tag and topic put it over the first."""
    browser, _kept = subscribe(service, ring.students[0])
    hear(ring)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(push, "conclude", die)
        with pytest.raises(KeyboardInterrupt):
            pusher.send_due()
    assert pusher.send_due() == 0
    with travel(clock.now() + push.LEASE + timedelta(seconds=1)):
        assert pusher.send_due() == 1
        assert pusher.send_due() == 0
    assert len(service.received) == 2
    assert len({each.topic for each in service.received}) == 1
    assert len({json.loads(browser.read(each.body))["notification"]["tag"] for each in service.received}) == 1


def test_errors_back_off_and_end(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 15 of notifications.md 5."""
    subscribe(service, ring.students[0])
    service.fault = Fault(500)
    hear(ring)
    for attempt in range(1, 7):
        pusher.send_due()
        db.session.expire_all()
        [delivery] = db.session.scalars(select(Delivery).where(Delivery.channel == "push"))
        assert delivery.attempts == attempt
        if attempt < 6:
            wait = (delivery.next_attempt_at - clock.now()).total_seconds()
            assert 0.75 * 30 * 2 ** (attempt - 1) < wait < 1.25 * 30 * 2 ** (attempt - 1)
        delivery.next_attempt_at = None
        db.session.commit()
    assert states() == [DeliveryState.DEAD]
    assert overview.overview(clock.now()).deliveries_dead == 1  # the admin's start page shows it


def test_a_lost_lease_changes_nothing(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 24 of notifications.md 5: whoever comes back too late does not overwrite another's result."""
    subscribe(service, ring.students[0])
    hear(ring)
    [delivery] = db.session.scalars(select(Delivery).where(Delivery.channel == "push"))
    token, ids = push.leases.take(
        Delivery, push.due_deliveries(push.name, clock.now()), 10, push.LEASE, DeliveryState.LEASED
    )
    messages = push.prepare(ids, token, pusher.breakers)
    db.session.get(Delivery, delivery.id).lease_token = "somebody else"
    db.session.commit()
    push.conclude(token, messages, {delivery.id: push.Outcome("sent", 201)}, pusher.breakers)
    assert states() == [DeliveryState.LEASED]


def test_the_same_browser_moves_to_whoever_signs_in(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 23 of notifications.md 5."""
    first, second = ring.students
    browser, kept = subscribe(service, first)
    hear(ring)
    again = subscriptions.subscribe(
        second, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, label="Phone"
    )
    assert again.id == kept.id
    pusher.send_due()
    assert service.received == []
    assert states() == [DeliveryState.GONE]


def test_no_more_than_ten_browsers_are_kept(ring: Ring, service: PushService) -> None:
    for _ in range(12):
        subscribe(service, ring.students[0])
    assert len(db.session.scalars(PushSubscription.visible_to(ring.students[0])).all()) == 10


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1:9200/x.google.com/",
        "https://fcm.googleapis.com.evil.tld/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://[::ffff:127.0.0.1]/x",
        "http://fcm.googleapis.com/x",
        "https://example.org/x",
        "",
    ],
)
def test_a_host_that_is_no_push_service_is_refused(ring: Ring, service: PushService, endpoint: str) -> None:
    """Test 18 of notifications.md 5."""
    browser = service.subscribe()
    with pytest.raises(Invalid) as refused:
        subscriptions.subscribe(ring.students[0], endpoint=endpoint, p256dh=browser.p256dh, auth=browser.auth, label="")
    assert "endpoint" in refused.value.fields


def test_old_devices_keep_their_key_after_a_change(ring: Ring, service: PushService, pusher: push.Pusher) -> None:
    """Test 22 of notifications.md 5: the service checks that the key is the one subscribed with."""
    subscribe(service, ring.students[0])
    push_keys.rotate()
    subscribe(service, ring.students[1])
    hear(ring)
    pusher.send_due()
    assert states() == [DeliveryState.SENT, DeliveryState.SENT]


def test_the_device_says_that_it_arrived(ring: Ring, service: PushService, pusher: push.Pusher, app: Flask) -> None:
    browser, kept = subscribe(service, ring.students[0])
    hear(ring)
    pusher.send_due()
    said = json.loads(browser.read(service.received[0].body))
    client = app.test_client()
    forged = client.post("/push/received", json={"n": said["n"], "k": "0" * 32})
    assert forged.status_code == 404
    assert states() == [DeliveryState.SENT]
    taken = client.post("/push/received", json={"n": said["n"], "k": said["k"]}, csrf=False)
    assert taken.status_code == 204
    assert states() == [DeliveryState.RECEIVED]
    assert db.session.get(PushSubscription, kept.id).last_received_at is not None
    clicked = {"n": said["n"], "k": said["k"], "clicked": True}
    for _twice in range(2):
        assert client.post("/push/received", json=clicked, csrf=False).status_code == 204
    assert states() == [DeliveryState.CLICKED]


@pytest.mark.parametrize("heard", ["sent", "failed"])
def test_the_device_is_quicker_than_the_service(
    ring: Ring, service: PushService, pusher: push.Pusher, monkeypatch: pytest.MonkeyPatch, heard: Kind
) -> None:
    """What arrived stays so, whatever comes of the answer that says it was taken, and does not ring again."""
    _browser, kept = subscribe(service, ring.students[0])
    write_down = push.conclude

    def late(token: str, messages: Messages, outcomes: Outcomes, *rest: Any) -> Any:
        for key in outcomes:
            subscriptions.received(key)
        return write_down(token, messages, {key: replace(each, kind=heard) for key, each in outcomes.items()}, *rest)

    monkeypatch.setattr(push, "conclude", late)
    hear(ring)
    pusher.send_due()
    assert states() == [DeliveryState.RECEIVED]
    assert db.session.get(PushSubscription, kept.id).last_ok_at is not None
    with travel(clock.now() + timedelta(hours=2)):
        assert pusher.send_due() == 0


def test_it_arrived_after_all(
    ring: Ring, service: PushService, pusher: push.Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer of the service was lost, the push was not: it is not sent again."""
    subscribe(service, ring.students[0])
    send = pusher.sender.send
    monkeypatch.setattr(pusher.sender, "send", lambda message: replace(send(message), kind="failed"))
    hear(ring)
    pusher.send_due()
    assert states() == [DeliveryState.RETRY]
    subscriptions.received(db.session.scalars(select(Delivery.id).where(Delivery.channel == "push")).one())
    assert states() == [DeliveryState.RECEIVED]
    with travel(clock.now() + timedelta(hours=2)):
        assert pusher.send_due() == 0


def test_a_test_reaches_only_the_chosen_device(service: PushService, pusher: push.Pusher, ring: Ring) -> None:
    student = ring.students[0]
    subscribe(service, student)
    chosen, kept = subscribe(service, student)
    subscriptions.test(kept, actor=student)
    from app.models.event import Dispatch

    fanout.run(db.session.scalars(select(Dispatch.id)).one())
    pusher.send_due()
    [arrived] = service.received
    assert json.loads(chosen.read(arrived.body))["notification"]["title"].startswith("It works")


def test_somebody_elses_device_is_not_found(service: PushService, ring: Ring, app: Flask) -> None:
    _, kept = subscribe(service, ring.students[0])
    client = app.test_client().log_in(make_user())
    assert client.post(f"/push/subscriptions/{kept.public_id}/test").status_code == 404
