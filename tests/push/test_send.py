"""What becomes of a push: each status, hostile servers, kept connections."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime

import pytest

from app import clock
from app.push.send import Message, Sender, topic_for
from app.push.transport import Network
from app.push.vapid import VapidKey
from tests.push.conftest import NewSender, Write
from tests.support.faults import FLOOD, HANG, RESET, Fault
from tests.support.push_service import PushService
from tests.support.subscriber import Subscriber


def test_a_push_arrives_signed_and_encrypted(service: PushService, sender: Sender, write: Write, key: VapidKey) -> None:
    subscriber = service.subscribe(key.public)
    outcome = sender.send(write(subscriber, urgency="high", topic=topic_for("lesson 7"), payload=b"hello"))

    assert (outcome.kind, outcome.status) == ("sent", 201)
    push = service.received[0]
    assert subscriber.read(push.body) == b"hello"
    assert (push.ttl, push.urgency, push.topic) == ("3600", "high", topic_for("lesson 7"))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((200, "sent"), (201, "sent"), (202, "sent")),
        *((404, "gone"), (410, "gone"), (413, "too_large")),
        *((400, "refused"), (401, "refused"), (403, "refused")),
        *((429, "busy"), (503, "busy")),
        *(
            (500, "failed"),
            (502, "failed"),
            (504, "failed"),
            (408, "failed"),
            (304, "failed"),
            (418, "failed"),
        ),
    ],
)
def test_each_status_has_its_outcome(
    status: int, kind: str, service: PushService, sender: Sender, write: Write
) -> None:
    service.fault = Fault(status, body=b"" if status == 304 else b"because \xff")
    outcome = sender.send(write(service.subscribe()))

    assert (outcome.kind, outcome.status, outcome.retry_after) == (kind, status, None)
    assert ("because" in outcome.detail) == (kind != "sent" and status != 304)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(("7", 7), ("0", 0), (" 120 ", 120), ("999999999", 86400)),
        *(
            ("-5", None),
            ("soon", None),
            ("", None),
            ("9" * 5000, None),
            ("Fri, 99 Foo 2099 99:99:99 GMT", None),
        ),
    ],
)
def test_retry_after_in_seconds(
    value: str, seconds: float | None, service: PushService, sender: Sender, write: Write
) -> None:
    service.fault = Fault(429, {"retry-after": value})

    assert sender.send(write(service.subscribe())).retry_after == seconds


@pytest.mark.parametrize(("ahead", "seconds"), [(90, 90), (-90, 0), (10**8, 86400)])
def test_retry_after_as_a_date(ahead: int, seconds: float, service: PushService, sender: Sender, write: Write) -> None:
    date = format_datetime(clock.now() + timedelta(seconds=ahead), usegmt=True)
    service.fault = Fault(503, {"Retry-After": date})

    assert sender.send(write(service.subscribe())).retry_after == pytest.approx(seconds, abs=2)


@pytest.mark.parametrize(
    "fault",
    [HANG, RESET, Fault(201, pause=0.05), Fault(201, {f"X-{n}": "x" * 4000 for n in range(20)})],
    ids=["hangs", "cuts", "drips headers", "floods headers"],
)
def test_a_hostile_server_costs_little_time(
    fault: Fault, service: PushService, hasty_sender: Sender, write: Write
) -> None:
    """Test 16 of notifications.md 5, with smaller limits: silence, a cut, drops."""
    service.fault = fault
    started = time.monotonic()
    outcome = hasty_sender.send(write(service.subscribe()))

    assert (outcome.kind, outcome.status) == ("failed", None)
    assert time.monotonic() - started < 3
    service.fault = None
    assert hasty_sender.send(write(service.subscribe())).kind == "sent"


@pytest.mark.parametrize("fault", [FLOOD, Fault(201, body=b"x" * 100, pause=0.05)], ids=["floods", "drips the body"])
def test_a_body_without_end_changes_nothing(
    fault: Fault, service: PushService, hasty_sender: Sender, write: Write
) -> None:
    service.fault = fault
    started = time.monotonic()

    assert hasty_sender.send(write(service.subscribe())).kind == "sent"
    assert time.monotonic() - started < 3
    service.fault = None
    assert hasty_sender.send(write(service.subscribe())).kind == "sent"


def test_only_the_beginning_of_a_body_is_kept(service: PushService, sender: Sender, write: Write) -> None:
    service.fault = Fault(500, body=b"y" * 1000, times=1000)
    outcome = sender.send(write(service.subscribe()))

    assert (outcome.kind, outcome.detail) == ("failed", "y" * 200)


def test_no_send_takes_longer_than_15_seconds() -> None:
    """Test 16: the limits that the portal runs with."""
    assert Network().limits.total <= 15


def test_one_slow_service_does_not_hold_up_another(
    service: PushService, sender: Sender, write: Write, new_sender: NewSender
) -> None:
    """Test 16: other origins go on."""
    service.fault = HANG
    with PushService() as other:
        both = new_sender(service.origin, other.origin)
        slow = threading.Thread(target=both.send, args=(write(service.subscribe()),), daemon=True)
        slow.start()
        started = time.monotonic()

        assert both.send(write(other.subscribe())).kind == "sent"
        assert time.monotonic() - started < 3


def test_nobody_listens(write: Write, new_sender: NewSender, sender: Sender, service: PushService) -> None:
    with PushService() as other:
        closed = other.subscribe()
    quick = new_sender(other.origin)

    assert quick.send(write(closed)).kind == "failed"


def test_junk_keys_do_not_stop_a_batch(service: PushService, sender: Sender, write: Write) -> None:
    """Test 20 of notifications.md 5: off the curve, and no base64."""
    good = service.subscribe()
    off_curve = good.p256dh[:-4] + "AAAA"
    messages = [write(good, p256dh=off_curve), write(good, auth="%%%"), write(good)]

    assert [sender.send(message).kind for message in messages] == ["invalid", "invalid", "sent"]
    assert len(service.received) == 1


def test_an_endpoint_that_is_not_allowed_is_invalid(sender: Sender, write: Write) -> None:
    assert sender.send(write(Subscriber("https://127.0.0.1/x"))).kind == "invalid"


def test_too_much_to_say_is_not_sent(service: PushService, sender: Sender, write: Write) -> None:
    outcome = sender.send(write(service.subscribe(), payload=b"x" * 2601))

    assert (outcome.kind, outcome.status) == ("too_large", None)
    assert service.received == []


def test_gone_is_told_by_the_service(service: PushService, sender: Sender, write: Write) -> None:
    expired, unknown = service.subscribe(), Subscriber(f"{service.origin}/wpush/v2/nobody")
    service.expire(expired.endpoint)

    assert [sender.send(write(each)).status for each in (expired, unknown)] == [410, 404]


def test_a_wrong_key_is_refused_and_the_subscription_stays(
    service: PushService, sender: Sender, write: Write, key: VapidKey
) -> None:
    subscriber = service.subscribe(VapidKey.generate().public)
    outcome = sender.send(write(subscriber))

    assert (outcome.kind, outcome.status) == ("refused", 403)


def test_each_origin_is_signed_for_itself(
    service: PushService, write: Write, new_sender: NewSender, key: VapidKey
) -> None:
    with PushService() as other:
        sender = new_sender(service.origin, other.origin)
        for each in (service, other, service):
            assert sender.send(write(each.subscribe(key.public))).kind == "sent"


def test_a_school_that_cannot_sign_is_to_blame_itself(service: PushService, sender: Sender, write: Write) -> None:
    subscriber = service.subscribe()
    nameless = Sender("nobody", origins=[service.origin])

    assert sender.send(write(subscriber, key=VapidKey("junk"))).kind == "refused"
    assert nameless.send(write(subscriber)).kind == "refused"
    assert sender.send(write(subscriber)).kind == "sent"
    assert len(service.received) == 1


def test_the_time_to_live_stays_within_what_services_take(service: PushService, sender: Sender, write: Write) -> None:
    for ttl in (-5, 0, 10**9):
        sender.send(write(service.subscribe(), ttl=ttl))

    assert [push.ttl for push in service.received] == ["0", "0", str(28 * 86400)]


def test_connections_are_kept_and_shared(service: PushService, sender: Sender, write: Write) -> None:
    subscriber = service.subscribe()
    for _ in range(5):
        assert sender.send(write(subscriber)).kind == "sent"

    assert service.connections == 1


def test_a_connection_closed_by_the_service_is_replaced(service: PushService, sender: Sender, write: Write) -> None:
    subscriber = service.subscribe()
    service.fault = Fault(201, {"Connection": "close"})
    assert [sender.send(write(subscriber)).kind for _ in range(2)] == ["sent", "sent"]
    service.fault = None
    assert sender.send(write(subscriber)).kind == "sent"
    service.drop_connections()
    assert sender.send(write(subscriber)).kind == "sent"


def test_many_threads_share_one_sender(service: PushService, sender: Sender, write: Write) -> None:
    subscribers = [service.subscribe() for _ in range(40)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda each: sender.send(write(each, payload=each.auth.encode())), subscribers))

    assert {outcome.kind for outcome in outcomes} == {"sent"}
    bodies = {push.token: push.body for push in service.received}
    assert all(each.read(bodies[each.endpoint.rsplit("/", 1)[-1]]) == each.auth.encode() for each in subscribers)


def test_topics_have_32_letters_and_tell_nothing() -> None:
    topics = {topic_for(key) for key in ("", "lesson 7", "lesson 8", "ü" * 500)}

    assert len(topics) == 4
    assert {len(topic) for topic in topics} == {32}
    assert topic_for("lesson 7") == topic_for("lesson 7")


@pytest.mark.parametrize("topic", ["", "a b", "x" * 33, "a\r\nX: y", "é"])
def test_a_topic_is_base64url(topic: str, write: Write) -> None:
    with pytest.raises(ValueError, match="topic"):
        write(Subscriber("https://fcm.googleapis.com/1"), topic=topic)


def test_a_message_does_not_show_the_private_key(write: Write) -> None:
    message: Message = write(Subscriber("https://fcm.googleapis.com/1"))

    assert "PRIVATE" not in repr(message)
