"""A class, its teacher at a browser, and files to send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.files.samples import Sender
from tests.support.browsing import Browser
from tests.support.ring import Ring


@pytest.fixture
def sender(ring: Ring, client: Browser) -> Iterator[Sender]:
    """The teacher of `ring` at a browser; files are put away, those that come of it and those that others left."""
    Sender.clear()
    yield Sender(ring, client.log_in(ring.teacher))
    Sender.clear()
