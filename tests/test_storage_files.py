"""Files on disk: what is left after a crash, and on a full disk."""

import io
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.storage import StorageFull
from app.storage.files import FileStorage
from tests.test_storage import DATA, put, read

CHILD = """
import io, os, signal, sys
from pathlib import Path
from app.storage.files import FileStorage

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

class Stream(io.BytesIO):
    def read(self, size=-1):
        if sys.argv[2] == f"read {self.tell() // 1000}": die()
        return super().read(1000)

if sys.argv[2] in ("fsync", "replace"): setattr(os, sys.argv[2], die)
FileStorage(Path(sys.argv[1])).put(Stream(b"x" * 5000), limit_bytes=9999)
die()
"""


@pytest.mark.parametrize("moment", ["read 0", "read 3", "read 5", "fsync", "replace", "never"])
def test_a_killed_process_leaves_the_whole_file_or_none(tmp_path: Path, moment: str) -> None:
    process = subprocess.run([sys.executable, "-c", CHILD, tmp_path, moment], check=False)
    place = FileStorage(tmp_path)

    keys = list(place.keys())

    assert process.returncode == -signal.SIGKILL
    assert [read(place, key) for key in keys] == ([b"x" * 5000] if moment == "never" else [])


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", CHILD, tmp_path, "replace"], check=False)
    place = FileStorage(tmp_path)
    left = list((tmp_path / "unfinished").iterdir())

    assert len(left) == 1
    assert place.forget_unfinished(3600) == 0
    os.utime(left[0], (time.time() - 7200,) * 2)
    assert place.forget_unfinished(3600) == 1
    assert list((tmp_path / "unfinished").iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    place = FileStorage(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        with pytest.raises(StorageFull):
            place.put(io.BytesIO(DATA), limit_bytes=1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert read(place, put(place)) == DATA


def test_files_on_disk_have_no_link(tmp_path: Path) -> None:
    place = FileStorage(tmp_path)

    assert place.link(put(place), filename="a", media_type="text/plain", seconds=60) is None
