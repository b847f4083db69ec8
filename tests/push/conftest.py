"""A push service, a key and a sender for every test of the package."""

from collections.abc import Callable, Iterator

import pytest

from app.push.send import Message, Sender
from app.push.transport import Limits, Network
from app.push.vapid import VapidKey
from tests.support.push_service import PushService
from tests.support.subscriber import Subscriber

SUBJECT = "mailto:admin@school.example"
QUICK = Network(limits=Limits(connect=0.4, read=0.4, total=0.6))

Write = Callable[..., Message]


@pytest.fixture(scope="session")
def key() -> VapidKey:
    return VapidKey.generate()


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def sender(service: PushService) -> Iterator[Sender]:
    sender = Sender(SUBJECT, origins=[service.origin], network=QUICK)
    yield sender
    sender.close()


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
