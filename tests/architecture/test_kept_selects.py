"""What is built once and kept for the life of a process: it asks for the time, and never has it built in."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any

import pytest
import time_machine
from sqlalchemy import Select

import app
from app.models.user import Role

INSTANTS = ("2026-01-01", "2027-02-03")
POSSIBLE = {"role": list(Role), "views_as_student": [False, True], "number": [5]}
# Of what others build: tests/test_permissions.py asks those.
OF_OTHERS = {"app.permissions.doors._steady"}


@cache
def _example() -> None:
    """What the type of everything kept is."""


def _kept() -> Iterator[Callable[..., Select[Any]]]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        for found in vars(import_module(module.name)).values():
            kept = type(found) is type(_example) and found.__module__ == module.name
            if kept and str(found.__annotations__.get("return", "")).startswith("Select"):
                yield found


def _named(builder: Callable[..., Any]) -> str:
    return f"{builder.__module__}.{builder.__qualname__}"


KEPT = [each for each in _kept() if _named(each) not in OF_OTHERS]


def test_there_are_some() -> None:
    assert len(KEPT) > 10


@pytest.mark.parametrize("builder", KEPT, ids=_named)
def test_it_does_not_look_at_the_clock(builder: Any) -> None:
    names = list(inspect.signature(builder.__wrapped__).parameters)
    for values in product(*(POSSIBLE[name] for name in names)):
        built = []
        for instant in INSTANTS:
            with time_machine.travel(instant, tick=False):
                built.append(builder.__wrapped__(*values).compile().params)
        assert built[0] == built[1]
