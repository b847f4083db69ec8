"""A push service, a key and a sender for every test of the package."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from app.push.send import Message, Sender
from app.push.transport import Limits, Network
from app.push.vapid import VapidKey
from tests.support.push_service import PushService
from tests.support.subscriber import Subscriber

SUBJECT = "mailto:admin@school.example"
HASTY = Network(limits=Limits(connect=0.5, read=0.5, total=0.8))

Write = Callable[..., Message]
NewSender = Callable[..., Sender]


@pytest.fixture(scope="session")
def key() -> VapidKey:
    return VapidKey.generate()


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def new_sender() -> Iterator[Callable[..., Sender]]:
    """Make a sender for some origins, with another network if need be; it is closed in the end."""
    with ExitStack() as stack:
        yield lambda *origins, network=None: stack.enter_context(
            closing(Sender(SUBJECT, origins=origins, network=network))
        )


@pytest.fixture
def sender(service: PushService, new_sender: NewSender) -> Sender:
    return new_sender(service.origin)


@pytest.fixture
def hasty_sender(service: PushService, new_sender: NewSender) -> Sender:
    """Gives up soon, so that tests of slow services are quick."""
    return new_sender(service.origin, network=HASTY)


@pytest.fixture
def write(key: VapidKey) -> Write:
    """Make a message for a subscriber, with any field changed."""

    def write(subscriber: Subscriber, **changes: object) -> Message:
        fields: dict[str, object] = {
            "endpoint": subscriber.endpoint,
            "p256dh": subscriber.p256dh,
            "auth": subscriber.auth,
            "payload": b'{"web_push": 8030}',
            "ttl": 3600,
            "urgency": "normal",
            "topic": None,
            "key": key,
        }
        return Message(**(fields | changes))  # type: ignore[arg-type]

    return write
