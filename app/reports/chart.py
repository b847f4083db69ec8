"""Bars for a page, laid out on the server: numbers that a template draws as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
HEIGHT = 180
TOP = 2
GAP = 0.25
LABELS = 6


@dataclass(frozen=True)
class Bar:
    """One part of a column, in the units of the drawing."""

    series: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Stacked columns; `lines` are heights with what they stand for, from the top, `labels` stand below, evenly."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    labels: list[str]
    width: int = WIDTH
    height: int = HEIGHT


def stacked(columns: Sequence[tuple[str, Mapping[str, int]]]) -> Chart:
    """A chart of columns, each with its label and its parts from the bottom up."""
    most = _round_up(max((sum(parts.values()) for _label, parts in columns), default=0))
    room = HEIGHT - 2 * TOP
    step = WIDTH / max(len(columns), 1)
    bars = []
    for number, (_label, parts) in enumerate(columns):
        y = float(HEIGHT - TOP)
        for series, value in parts.items():
            high = value / most * room
            y -= high
            if value:
                bars.append(Bar(series, _n(step * (number + GAP / 2)), _n(y), _n(step * (1 - GAP)), _n(high)))
    lines = [(_n(TOP + room * part / 2), most * (2 - part) // 2) for part in range(3)]
    return Chart(bars, lines, _some([label for label, _parts in columns]))


def _some(labels: list[str]) -> list[str]:
    """The first, the last, and a few between, equally far from each other."""
    last = len(labels) - 1
    parts = next((parts for parts in range(LABELS - 1, 0, -1) if last % parts == 0), 1)
    return [labels[last * part // parts] for part in range(parts + 1)] if last > 0 else labels


def _n(value: float) -> float:
    return round(value, 1)


def _round_up(value: int) -> int:
    """The next number of one digit and zeros that is even: 0 becomes 2, 37 becomes 40, 610 becomes 700."""
    unit = 10 ** max(len(str(value)) - 1, 0)
    rounded = -(-value // unit) * unit
    return max(rounded if rounded // unit % 2 == 0 or unit > 1 else rounded + 1, 2)
