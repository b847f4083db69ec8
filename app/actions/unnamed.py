"""Bytes in the storage that no row names yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.storage import Storage


@contextmanager
def taken_out(storage: Storage, keys: Sequence[str]) -> Iterator[None]:
    """Take the bytes of `keys` out again when what is to name them fails.

    Not where the database broke off: its COMMIT may be done and only the answer lost. What no row names then is
    dropped after a day (orphans.py).
    """
    try:
        yield
    except DBAPIError:
        raise
    except BaseException:
        for key in keys:
            storage.delete(key)
        raise
