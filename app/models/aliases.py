"""Aliases of tables that selects of every request share.

SQLAlchemy adapts an alias's attribute when it is first read, and remembers what came out; two threads that read it at
once may remember the attribute of the table itself, for good. So those of a lasting alias are all read before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import aliased, configure_mappers

_lasting: list[Any] = []
_to_make: list[Callable[[], Any]] = []
_settled = False


def lasting(model: Any) -> Any:
    """An alias of `model` to be kept for the life of the process."""
    alias = aliased(model)
    _lasting.append(alias)
    if _settled:
        _read(alias)
    return alias


def made_ready(make: Callable[[], Any]) -> Callable[[], Any]:
    """Have `make`, which keeps the lasting alias that it makes, make it when all models are there."""
    _to_make.append(make)
    return make


def settle() -> None:
    """Read every attribute of all lasting aliases: once all models are there, before there is a second thread."""
    global _settled
    configure_mappers()
    for make in _to_make:
        make()
    for alias in _lasting:
        _read(alias)
    _settled = True


def _read(alias: Any) -> None:
    for attribute in inspect(alias).mapper.column_attrs:
        str(getattr(alias, attribute.key).expression)
