"""Ordering: items into the right order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.questions.base import Words


class OrderScheme(StrEnum):
    """EXACT: all or nothing. POSITIONS: a share for each item in its place. NEIGHBOURS: for each right successor."""

    EXACT = "exact"
    POSITIONS = "positions"
    NEIGHBOURS = "neighbours"


@dataclass(frozen=True)
class Item:
    id: str
    text: Words


@dataclass(frozen=True)
class Ordering:
    """`items` in the right order. JSON: {"items": [{"id", "text"}], "scheme"}."""

    items: tuple[Item, ...]
    scheme: OrderScheme = OrderScheme.POSITIONS
