"""A pytest plugin (`pytest -p measured`): which lines and branches of the portal the tests of a worker reach.

SlipCover notes a line when it is reached first and then lets it run as it is: coverage.py, which is told of every
line again and again, took as long as the tests themselves. Each worker of pytest-xdist leaves a file; `together`
makes one of them. The portal's processes that tests start are not measured.
"""

from __future__ import annotations

import json
import os
from functools import reduce
from typing import Any

import pytest
import slipcover
from stamps import STAMPS

SOURCE = ["app"]
NOTES = STAMPS / "measured"
REPORT = STAMPS / "coverage.txt"
COVER = pytest.StashKey[slipcover.Slipcover]()


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before a test, or conftest.py, has loaded the portal."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        cover = early_config.stash[COVER] = slipcover.Slipcover(branch=True, source=SOURCE)
        slipcover.ImportManager(cover, slipcover.FileMatcher(sources=SOURCE)).__enter__()


def pytest_sessionfinish(session: pytest.Session) -> None:
    cover = session.config.stash.get(COVER, None)
    if cover:
        NOTES.mkdir(parents=True, exist_ok=True)
        (NOTES / f"{os.getpid()}.json").write_text(json.dumps(cover.get_coverage()))


def together() -> dict[str, Any] | None:
    """What all parts reached, by file, in SlipCover's own form, and what they missed in REPORT; None without notes."""
    found = [json.loads(path.read_text()) for path in sorted(NOTES.glob("*.json"))]
    if not found:
        return None
    coverage: dict[str, Any] = reduce(slipcover.merge_coverage, found)
    with REPORT.open("w") as report:
        slipcover.print_coverage(coverage, outfile=report, skip_covered=True)
    return coverage
