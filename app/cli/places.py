"""Where the running portal keeps its sockets, its log and what its queue server writes."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from app.config import sockets_folder


@dataclass(frozen=True)
class Places:
    """Folders and files of one data folder; `sockets` is elsewhere when the data folder has too long a name."""

    data: Path
    run: Path
    log: Path
    queue: Path
    sockets: Path

    @classmethod
    def of(cls, data: Path) -> Places:
        """The places inside `data`, made where missing. Raises OSError where it is not writable."""
        run, log, queue = data / "run", data / "log", data / "queue"
        for folder in (data, run, log, queue):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = run / "writable"
        probe.write_text("yes")
        probe.unlink()
        return cls(data, run, log, queue, _sockets(run))

    @property
    def queue_socket(self) -> Path:
        return self.sockets / "queue.sock"

    @property
    def supervisor_socket(self) -> Path:
        return self.sockets / "supervisor.sock"


def _sockets(run: Path) -> Path:
    folder = sockets_folder(run)
    if folder == run:
        return run
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise PermissionError(13, f"{folder} belongs to somebody else")
    return folder
