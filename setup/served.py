"""A pytest plugin (`pytest -p served`): keeps the tests that only_unit leaves, since those have run by themselves."""

from __future__ import annotations

import pytest
from only_unit import is_small


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if is_small(item)])
    items[:] = [item for item in items if not is_small(item)]
