"""What a field offers to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms.fields import choices as fields


def offer(labels: Mapping[Any, object]) -> Any:
    """Choices for a SelectField or RadioField: the values with what people read."""
    choice = fields.SelectChoice  # type: ignore[attr-defined]  # the type stubs are older than the library
    return [choice(str(value), label) for value, label in labels.items()]
