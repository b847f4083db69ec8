"""A figure as one line of JSON on stdout; what it means for people on stderr."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """`reference` is what was measured beside it in the same run, `ratio` how many times better that one is."""

    bench: str
    metric: str
    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None


def report(
    bench: str, metric: str, value: float, unit: str, reference: float | None = None, ratio: float | None = None
) -> None:
    """Print one figure."""
    rounded = [number if number is None else round(number, 2) for number in (value, reference, ratio)]
    figure = Figure(bench, metric, rounded[0] or 0, unit, rounded[1], rounded[2])
    sys.stdout.write(json.dumps(asdict(figure)) + "\n")
    sys.stdout.flush()


def against(bench: str, metric: str, unit: str, ours: list[float], bare: list[float], goal: float) -> None:
    """Print the median of `ours` beside the median of `bare`, where more is better, and whether it is within `goal`."""
    value, reference = median(ours), median(bare)
    ratio = reference / value
    report(bench, metric, value, unit, reference, ratio)
    verdict(f"{bench} {metric}", f"{ratio:.2f} times slower than the bare one", ratio <= goal, f"at most {goal}")


def verdict(what: str, found: str, met: bool, goal: str) -> None:
    """Say to people whether a goal is met."""
    remark(f"{'met   ' if met else 'MISSED'} {what}: {found} (goal: {goal})")


def remark(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
