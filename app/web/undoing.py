"""What was just done, with the way to undo it."""

from __future__ import annotations

from typing import Any, cast

from flask import flash


def flash_undo(text: str, url: str) -> None:
    """Say `text` on the next page beside a button “Undo” that posts to `url`."""
    said: Any = {"text": text, "url": url}
    flash(cast(str, said), "undo")
