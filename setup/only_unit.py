"""A pytest plugin (`pytest -p only_unit`): keeps the tests that need no app, no server and no browser."""

from __future__ import annotations

import pytest

SERVERS = {"the_app", "app", "settings", "queue_process"}
WHOLE = ("tests/cli", "tests/live")  # their tests start processes of their own, or make a portal's whole data


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if not is_small(item)])
    items[:] = [item for item in items if is_small(item)]


def is_small(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("browser") or item.get_closest_marker("slow")
    whole = item.nodeid.startswith(WHOLE)
    return not marked and not whole and not SERVERS.intersection(getattr(item, "fixturenames", ()))
