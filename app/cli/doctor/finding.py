"""What one look finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: a warning leaves the school at work, a failure does not."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One look: what is the trouble, and what to do about it."""

    name: str
    level: Level = Level.OK
    trouble: str = ""
    mend: str = ""

    def __str__(self) -> str:
        about = f": {self.trouble} {self.mend}".rstrip() if self.trouble else ""
        return f"{self.level:<6}{self.name}{about}"


def warn(name: str, trouble: str, mend: str) -> Finding:
    return Finding(name, Level.WARN, trouble, mend)


def fail(name: str, trouble: str, mend: str) -> Finding:
    return Finding(name, Level.FAIL, trouble, mend)
