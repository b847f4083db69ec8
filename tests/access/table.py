"""The access matrix as it is read: one line a route and state, one sign an actor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.access.world import ACTORS, STATES

FILE = Path(__file__).parent / "matrix.txt"
NAMED = {"one": ("published",), "all": ("draft", "published", "archived")}
SIGNS = {"+": "let in", ">": "sent to log in", "U": "401", "X": "403", "-": "404"}


@dataclass(frozen=True)
class Row:
    """What each actor meets at one route while the class is in one of `states`."""

    method: str
    rule: str
    states: tuple[str, ...]
    cells: dict[str, str]

    @property
    def route(self) -> str:
        return f"{self.method} {self.rule}"


def rows() -> list[Row]:
    """Every line of the table. Raises ValueError for one that does not fit."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [_row(line) for line in lines if line.strip() and not line.startswith("#")]


def _row(line: str) -> Row:
    method, rule, states, *cells = line.split()
    if len(cells) != len(ACTORS) or set(cells) - SIGNS.keys():
        raise ValueError(f"not {len(ACTORS)} signs of {' '.join(SIGNS)}: {line}")
    wanted = NAMED.get(states) or tuple(states.split(","))
    if set(wanted) - set(STATES):
        raise ValueError(f"unknown state: {line}")
    return Row(method, rule, wanted, dict(zip(ACTORS, cells, strict=True)))


def by_route() -> dict[str, list[Row]]:
    """The rows of each route."""
    found: dict[str, list[Row]] = {}
    for row in rows():
        found.setdefault(row.route, []).append(row)
    return found
