"""Connections: names checked by TLS, hosts that hang at every step."""

import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

from app.push.transport import Network, system_tls
from app.push.vapid import VapidKey
from tests.push.conftest import HASTY, NewSender, Write
from tests.support.fake_fcm import ORIGINS, FakeFcm
from tests.support.subscriber import Subscriber


@pytest.fixture
def relay() -> Iterator[FakeFcm]:
    with FakeFcm() as relay:
        yield relay


def registered(relay: FakeFcm, origin: str, key: VapidKey) -> Subscriber:
    relay.registrations["token"] = {"sender": key.public, "app": "test"}
    return Subscriber(f"{origin}/fcm/send/token")


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_push_goes_over_tls_under_the_name_of_its_host(
    origin: str, relay: FakeFcm, new_sender: NewSender, write: Write, key: VapidKey
) -> None:
    subscriber = registered(relay, origin, key)
    sender = new_sender(*ORIGINS, network=relay.network())

    assert [sender.send(write(subscriber)).kind for _ in range(3)] == ["sent"] * 3
    assert subscriber.read(relay.received[0].body) == b'{"web_push": 8030}'


def test_a_certificate_that_nobody_vouches_for(
    relay: FakeFcm, new_sender: NewSender, write: Write, key: VapidKey
) -> None:
    network = replace(relay.network(), tls=system_tls())
    outcome = new_sender(*ORIGINS, network=network).send(write(registered(relay, ORIGINS[0], key)))

    assert outcome.kind == "failed"
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.detail
    assert relay.received == []


def test_a_certificate_of_somebody_else(relay: FakeFcm, new_sender: NewSender, write: Write, key: VapidKey) -> None:
    origin = "https://push.school.example"
    outcome = new_sender(origin, network=relay.network()).send(write(registered(relay, origin, key)))

    assert outcome.kind == "failed"
    assert "mismatch" in outcome.detail
    assert relay.received == []


def test_a_host_that_accepts_and_says_nothing(new_sender: NewSender, write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"https://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        outcome = new_sender(origin, network=HASTY).send(write(Subscriber(f"{origin}/x")))

    assert outcome.kind == "failed"
    assert time.monotonic() - started < 3


def test_a_name_service_that_hangs(new_sender: NewSender, write: Write) -> None:
    def resolver(host: str, port: int) -> Sequence[str]:
        time.sleep(4)
        return ["8.8.8.8"]

    started = time.monotonic()
    network: Network = replace(HASTY, resolver=resolver)
    outcome = new_sender(network=network).send(write(Subscriber("https://fcm.googleapis.com/x")))

    assert outcome.kind == "failed"
    assert time.monotonic() - started < 3


def test_an_answer_in_advance_is_not_taken_for_the_next_one(new_sender: NewSender, write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as thread, ExitStack() as open_ones:
        origin = f"http://127.0.0.1:{server.getsockname()[1]}"
        sender = new_sender(origin)
        results = []
        for statuses in ((201, 201), (410,)):
            outcome = thread.submit(sender.send, write(Subscriber(f"{origin}/x")))
            connection = open_ones.enter_context(server.accept()[0])
            connection.recv(65536)
            for status in statuses:
                connection.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
                time.sleep(0.1)
            results.append(outcome.result().status)

    assert results == [201, 410]
