"""What was done already: a step runs again only when something it reads has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".setup"


def digest(files: Iterable[Path], *words: str) -> str:
    """SHA-256 of the names and contents of `files`, in the order of their names, and of `words`."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(files):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def done(step: str, state: str) -> bool:
    """Whether `step` was last finished with exactly this `state`."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == state


def remember(step: str, state: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(state)


def forget(step: str) -> None:
    (STAMPS / step).unlink(missing_ok=True)
