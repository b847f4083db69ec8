"""Which endpoints may be subscribed to, and which machines a push may reach."""

import socket
from collections.abc import Sequence

import pytest

from app.errors import Invalid
from app.push.addresses import is_public
from app.push.guard import Endpoint, check_endpoint
from app.push.send import Sender
from app.push.transport import Limits, Network
from tests.push.conftest import NewSender, Write
from tests.support.faults import Fault
from tests.support.push_service import PushService
from tests.support.subscriber import Subscriber


@pytest.mark.parametrize(
    "url",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QOXvYZ",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYA%2b",
        "https://FCM.googleapis.com:443/fcm/send/abc",
    ],
)
def test_known_services_are_allowed(url: str) -> None:
    endpoint = check_endpoint(url)

    assert endpoint.port == 443
    assert not endpoint.trusted
    assert endpoint.origin == "https://" + url.split("/")[2].lower().removesuffix(":443")
    assert endpoint.target == "/" + url.split("/", 3)[3]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "junk",
        "/fcm/send/abc",
        "https://",
        "http://fcm.googleapis.com/fcm/send/abc",
        "ftp://fcm.googleapis.com/abc",
        "file:///etc/passwd",
        "https://fcm.googleapis.com.evil.example/abc",
        "https://evil-fcm.googleapis.com/abc",
        "https://evil.example/fcm.googleapis.com/",
        "https://evil.example?https://fcm.googleapis.com/",
        "https://evil.example#https://fcm.googleapis.com/",
        "https://fcm.googleapis.com#@evil.example/",
        "https://fcm.googleapis.com@evil.example/abc",
        "https://user:secret@fcm.googleapis.com/abc",
        "https://@fcm.googleapis.com/abc",
        "https://fcm.googleapis.com:8443/abc",
        "https://fcm.googleapis.com:80/abc",
        "https://fcm.googleapis.com:0/abc",
        "https://fcm.googleapis.com:99999/abc",
        "https://fcm.googleapis.com:x/abc",
        "https://fcm.googleapis.com./abc",
        "https://push.apple.com/abc",
        "https://.push.apple.com/abc",
        "https://evil..push.apple.com/abc",
        "https://evilpush.apple.com/abc",
        "https://evil_.push.apple.com/abc",
        "https://127.0.0.1:9200/x.google.com/",
        "https://127.0.0.1/.push.apple.com",
        "https://[::1]/abc",
        "https://[::ffff:127.0.0.1]/abc",
        "https://[::1%25eth0]/abc",
        "https://[bad/abc",
        "https://2130706433/abc",
        "https://0x7f.1/abc",
        "https://localhost/abc",
        "https://169.254.169.254/latest/meta-data/",
        "https://fcm.googleapis.com\\@evil.example/abc",
        "https://fcm.googleapis.com\t.evil.example/abc",
        "https://fcm.googleapis.com/a\r\nHost: evil.example",
        "https://fcm.googleapis.com/a b",
        "https://fcm。googleapis。com/abc",
        "https://ｆcm.googleapis.com/abc",
        "https://fcm.googleapis.com/" + "a" * 2000,
    ],
)
def test_hostile_endpoints_are_refused(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_endpoint(url)
    assert list(refusal.value.fields) == ["endpoint"]


def test_an_origin_is_allowed_as_a_whole_or_not_at_all() -> None:
    origins = ["http://127.0.0.1:5700", "https://push.school.example"]

    assert check_endpoint("http://127.0.0.1:5700/wpush/1", origins).trusted
    assert check_endpoint("https://PUSH.school.example:443/1", origins).trusted
    for url in (
        "https://127.0.0.1:5700/wpush/1",
        "http://127.0.0.1:5701/wpush/1",
        "http://127.0.0.1/wpush/1",
        "http://push.school.example/1",
        "https://push.school.example:8443/1",
        "https://a.push.school.example/1",
        "http://127.0.0.1:5700@evil.example/1",
    ):
        with pytest.raises(Invalid):
            check_endpoint(url, origins)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1"),
        *("169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1"),
        *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8"),  # v4-mapped, v4-compatible
        *("2002:7f00:1::", "2002:808:808::1", "2001:0:808::1"),  # 6to4, Teredo
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "3fff::1", "5f00::1"),  # NAT64 and others
        *("", "fcm.googleapis.com", "1"),
    ],
)
def test_addresses_that_no_push_may_reach(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.185.42", "2a00:1450:4001:830::200a", "2606:4700::1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Note each address that anything connects to, and connect to none."""
    seen: list[tuple[str, int]] = []

    def create_connection(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        seen.append(address)
        raise ConnectionRefusedError("a test")

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return seen


FCM = "https://fcm.googleapis.com/fcm/send/1"


def answers(*rounds: Sequence[str]) -> tuple[Network, list[str]]:
    """A network whose resolver gives these answers one after the other, and the names it was asked."""
    left, asked = list(rounds), []

    def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    return Network(Limits(0.5, 0.5, 1), resolver), asked


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"], ["8.8.8.8", "10.0.0.1"], []],
)
def test_a_name_that_leads_inside_is_never_connected_to(
    addresses: list[str], spy: list[tuple[str, int]], write: Write, new_sender: NewSender
) -> None:
    network, _asked = answers(addresses)
    outcome = new_sender(network=network).send(write(Subscriber(FCM)))

    assert outcome.kind == "failed"
    assert "public address" in outcome.detail
    assert spy == []


def test_the_connection_goes_to_the_very_address_that_was_checked(
    spy: list[tuple[str, int]], write: Write, new_sender: NewSender
) -> None:
    """Test 19: the name is asked once, so it cannot say something else in between."""
    network, asked = answers(["8.8.8.8"], ["127.0.0.1"])
    outcome = new_sender(network=network).send(write(Subscriber(FCM)))

    assert outcome.kind == "failed"
    assert spy == [("8.8.8.8", 443)]
    assert asked == ["fcm.googleapis.com"]


def test_a_name_that_leads_elsewhere_later_is_refused_then(
    spy: list[tuple[str, int]], write: Write, new_sender: NewSender
) -> None:
    """Test 19 of notifications.md 5: a name server that changes its mind between two pushes."""
    network, asked = answers(["8.8.8.8"], ["169.254.169.254"])
    sender = new_sender(network=network)
    sender.send(write(Subscriber(FCM)))
    outcome = sender.send(write(Subscriber(FCM)))

    assert "public address" in outcome.detail
    assert len(asked) == 2
    assert spy == [("8.8.8.8", 443)]


def test_the_next_address_is_tried_when_one_does_not_answer(
    spy: list[tuple[str, int]], write: Write, new_sender: NewSender
) -> None:
    network, _asked = answers(["2606:4700::1", "8.8.8.8", "1.1.1.1", "9.9.9.9", "8.8.4.4"])
    new_sender(network=network).send(write(Subscriber(FCM)))

    assert [address for address, _port in spy] == ["2606:4700::1", "8.8.8.8", "1.1.1.1", "9.9.9.9"]


@pytest.mark.parametrize("problem", [socket.gaierror(-2, "unknown"), UnicodeError("label too long"), OSError()])
def test_a_name_without_an_address_fails(problem: Exception, write: Write, new_sender: NewSender) -> None:
    def resolver(host: str, port: int) -> Sequence[str]:
        raise problem

    outcome = new_sender(network=Network(resolver=resolver)).send(write(Subscriber(FCM)))

    assert outcome.kind == "failed"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, service: PushService, sender: Sender, write: Write) -> None:
    """Test 17 of notifications.md 5."""
    with PushService() as inside:
        service.fault = Fault(status, {"Location": f"{inside.origin}/wpush/v2/secret"})
        outcome = sender.send(write(service.subscribe()))

        assert (outcome.kind, outcome.status) == ("failed", status)
        assert inside.received == []
        assert len(service.received) == 1


def test_an_endpoint_knows_its_audience() -> None:
    assert Endpoint("http", "::1", 80, "/").origin == "http://[::1]"
    assert Endpoint("https", "a.example", 8443, "/").origin == "https://a.example:8443"
