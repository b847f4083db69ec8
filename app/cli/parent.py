"""The `make` that started us, where one did.

Ctrl-C in a terminal reaches every process of the command. A SIGINT sent to make alone does not: GNU make then waits for
its recipe, with the signal blocked, and passes nothing on. That can be seen from below (proc(5), Linux only).
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

SECONDS = 0.5
_BLOCKED = re.compile(r"^SigBlk:\s*([0-9a-f]+)$", re.MULTILINE)


def started_us() -> bool:
    return "MAKELEVEL" in os.environ


def watch(stop: Callable[[], None]) -> None:
    """Call `stop` once make is interrupted; returns then, or at once where that cannot be seen."""
    make = os.getppid()
    if not started_us() or _interrupt_blocked(make) is not False:
        return
    while not _interrupt_blocked(make):
        time.sleep(SECONDS)
    stop()


def _interrupt_blocked(pid: int) -> bool | None:
    try:
        found = _BLOCKED.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return None
    return bool(int(found[1], 16) >> (signal.SIGINT - 1) & 1) if found else None
