"""Limits on guessing: what was tried wrongly counts, per account and address, per account, and per address (T11).

tries = limits.Tries("login", account=form.username.data)
tries.begin()                       # raises TooMany: 429 with Retry-After
... tries.failed() or tries.passed()

limits.pace("register", "100 per hour")      # every call counts, right or wrong
"""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from redis.exceptions import RedisError

from app.config import settings
from app.errors import TooMany

T = TypeVar("T")

PAIR = "5 per 15 minutes"
ACCOUNT = "30 per hour"
ADDRESS = "100 per 15 minutes"
IPV6_NETWORK = 64

log = logging.getLogger(__name__)
_memory = FixedWindowRateLimiter(MemoryStorage())


@dataclass(frozen=True)
class Bound:
    """So many within a time, for one key."""

    item: RateLimitItem
    key: tuple[str, ...]

    def room(self) -> bool:
        return _asked(lambda counter: counter.test(self.item, *self.key))

    def hit(self) -> bool:
        return _asked(lambda counter: counter.hit(self.item, *self.key))

    def clear(self) -> None:
        _asked(lambda counter: counter.clear(self.item, *self.key))

    def left(self) -> tuple[int, int]:
        """How many more there may be, and in how many seconds counting begins anew."""
        window = _asked(lambda counter: counter.get_window_stats(self.item, *self.key))
        return window.remaining, max(0, math.ceil(window.reset_time - time.time()))

    def refusal(self) -> TooMany:
        reset = _asked(lambda counter: counter.get_window_stats(self.item, *self.key)).reset_time
        seconds = max(1, int(reset - time.time()) + 1)
        minutes = -(-seconds // 60)
        when = ngettext("Try again in one minute.", "Try again in %(num)d minutes.", minutes)
        return TooMany(_("You tried this too many times in a short while.") + " " + when, retry_after=seconds)


class Tries:
    """The tries at one secret: a person's password, a classroom's code."""

    def __init__(
        self, purpose: str, account: str, *, pair: str = PAIR, per_account: str = ACCOUNT, per_address: str = ADDRESS
    ) -> None:
        whom, where = _short(account.strip().lower()), address()
        self._pair = Bound(parse(pair), (purpose, "pair", whom, where))
        self._wide = (
            Bound(parse(per_account), (purpose, "account", whom)),
            Bound(parse(per_address), (purpose, "address", where)),
        )

    def begin(self) -> None:
        """Raises TooMany. The narrow count rises before the try, so that many at the same moment get no more."""
        for bound in self._wide:
            if not bound.room():
                raise bound.refusal()
        if not self._pair.hit():
            raise self._pair.refusal()

    def failed(self) -> None:
        """Raises TooMany where others failed meanwhile: of many tries at one moment no more are answered."""
        beyond = [bound for bound in self._wide if not bound.hit()]
        if beyond:
            raise beyond[0].refusal()

    def passed(self) -> None:
        """Forget the narrow count: its owner has shown that he knows the secret. Raises TooMany, as `failed` does."""
        for bound in self._wide:
            if not bound.room():
                raise bound.refusal()
        self.forget()

    def forget(self) -> None:
        """Like `passed`, where what he asked for is done already."""
        self._pair.clear()


def pace(purpose: str, rate: str, key: str | None = None) -> None:
    """Count one deed of this address, or of `key`. Raises TooMany beyond `rate`, such as "20 per hour"."""
    bound = Bound(parse(rate), (purpose, "pace", _short(key.strip().lower()) if key is not None else address()))
    if not bound.hit():
        raise bound.refusal()


def address() -> str:
    """Where the request comes from; for IPv6 the network, since one household has 2^64 addresses."""
    given = request.remote_addr or "unknown"
    try:
        parsed = ipaddress.ip_address(given)
    except ValueError:
        return given
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))


def forget_all() -> None:
    """Start counting anew: for tests."""
    _memory.storage.reset()


def _short(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=4)
def shared(url: str) -> RateLimiter:
    """The counters in the queue server at `url`, which all processes have in common."""
    url = url.replace("unix://", "redis+unix://")
    return FixedWindowRateLimiter(storage_from_string(url, socket_connect_timeout=1, socket_timeout=1))


def _asked(question: Callable[[RateLimiter], T]) -> T:
    """Ask the shared counters; while the queue server is away, those of this process."""
    try:
        return question(shared(settings().queue_url))
    except (RedisError, OSError) as error:
        log.warning("queue away, limits are counted by each process: %s", error)
        return question(_memory)
