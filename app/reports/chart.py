"""Bars for a page, laid out on the server: numbers that a template draws as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
HEIGHT = 200
LEFT = 44
BOTTOM = 24
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
    """Stacked columns; `lines` are heights with what they stand for, `labels` places with what stands below."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    labels: list[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def stacked(columns: Sequence[tuple[str, Mapping[str, int]]]) -> Chart:
    """A chart of columns, each with its label and its parts from the bottom up."""
    top = _round_up(max((sum(parts.values()) for _label, parts in columns), default=0))
    floor = HEIGHT - BOTTOM
    step = (WIDTH - LEFT) / max(len(columns), 1)
    bars = []
    for number, (_label, parts) in enumerate(columns):
        y = float(floor)
        for series, value in parts.items():
            high = value / top * (floor - 8)
            y -= high
            if value:
                bars.append(Bar(series, _n(LEFT + step * (number + GAP / 2)), _n(y), _n(step * (1 - GAP)), _n(high)))
    every = max(1, -(-len(columns) // LABELS))
    labels = [(_n(LEFT + step * (n + 0.5)), label) for n, (label, _parts) in enumerate(columns) if n % every == 0]
    lines = [(_n(floor - (floor - 8) * part / 2), top * part // 2) for part in range(3)]
    return Chart(bars, lines, labels)


def _n(value: float) -> float:
    return round(value, 1)


def _round_up(value: int) -> int:
    """The next number of one digit and zeros that is even: 0 becomes 2, 37 becomes 40, 610 becomes 700."""
    unit = 10 ** max(len(str(value)) - 1, 0)
    rounded = -(-value // unit) * unit
    return max(rounded if rounded // unit % 2 == 0 or unit > 1 else rounded + 1, 2)
