"""A pytest plugin (`pytest -p lots`): what the workers of pytest-xdist are given in one go.

Tests of whole processes wait more than they work: two workers have them, one after the other, while others work.
Files of tests with browsers stay whole, but for the pages, which are many and alike.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SOCKETS, COMMANDS = ("tests/live/",), ("tests/cli/", "tests/operation/")
BROWSERS, PAGES = "tests/browser/", "tests/browser/test_pages.py"


class Scheduling(LoadScopeScheduling):
    """The largest lots first, and in the end tests one by one, so that all workers come to their ends together."""

    def _split_scope(self, nodeid: str) -> str:
        for lot in (SOCKETS, COMMANDS):
            if nodeid.startswith(lot):
                return lot[0]
        if nodeid.startswith(BROWSERS) and not nodeid.startswith(PAGES):
            return nodeid.partition("::")[0]
        return nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)
