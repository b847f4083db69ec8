"""Videos made ready by a worker: one after the other, told how far it is, taken up again where a worker died."""

from __future__ import annotations

import io
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, select, update

from app import clock
from app.actions import files
from app.actions.avatars import files as place
from app.actions.unnamed import taken_out
from app.extensions import db
from app.formats import films, pictures
from app.formats.films import Film, Unplayable
from app.models.file import FileState, StoredFile
from app.storage import StorageAway, StorageFull, Stored
from app.transaction import action

MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=3)
WAITS = timedelta(minutes=10)
TELL_SECONDS = 3.0
LONGEST_SECONDS = 50 * 60
MOST_BYTES = 4_000_000_000
POSTER_SECOND = 3.0


class Taken(Exception):
    """The file is gone, or another worker has it."""


@dataclass(frozen=True)
class Work:
    """One attempt at one video. What went wrong stays in the row as one of `films.REASONS`."""

    file_id: int
    attempt: int
    key: str
    media_type: str


def prepare(file_id: int) -> None:
    """Make the video playable, if it waits for that. Twice is as once."""
    work = _take(file_id)
    if work is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="classbell-video-") as folder:
            _convert(work, Path(folder))
    except Unplayable as problem:
        _fail(work, problem.reason)
    except (StorageFull, StorageAway, OSError):
        _wait(work)
        raise
    except Taken:
        return


def _convert(work: Work, folder: Path) -> None:
    source, target, still = folder / "source", folder / "film.mp4", folder / "poster.png"
    with place().open(work.key) as stream, source.open("wb") as file:
        shutil.copyfileobj(stream, file)
    told = [clock.now()]

    def progress(percent: int) -> None:
        if (clock.now() - told[0]).total_seconds() >= TELL_SECONDS:
            told[0] = clock.now()
            _tell(work, percent)

    film = films.convert(
        source, target, work.media_type, seconds=LONGEST_SECONDS, most_bytes=MOST_BYTES, progress=progress
    )
    films.poster(target, still, min(POSTER_SECOND, film.seconds / 3))
    with target.open("rb") as stream:
        playable = place().put(stream, limit_bytes=MOST_BYTES)
    with still.open("rb") as stream:
        small = pictures.clean(stream, "image/png").preview
    preview = place().put(io.BytesIO(small), limit_bytes=MOST_BYTES)
    _keep(work, film, playable, preview)


def _keep(work: Work, film: Film, playable: Stored, preview: Stored) -> None:
    with taken_out(place(), [playable.key, preview.key]):
        _ready(work, film, playable.key, preview.key)


@action
def _take(file_id: int) -> Work | None:
    file = db.session.scalars(select(StoredFile).where(StoredFile.id == file_id).with_for_update()).first()
    if file is None or not (file.state is FileState.WAITING or _is_left(file)):
        return None
    if file.attempts >= MOST_ATTEMPTS:
        file.state, file.problem = FileState.FAILED, "damaged"
        return None
    file.state, file.progress, file.updated_at = FileState.WORKING, 0, clock.now()
    file.attempts += 1
    return Work(file.id, file.attempts, file.key, file.media_type)


def _is_left(file: StoredFile) -> bool:
    """Its worker has said nothing for so long that it must be dead."""
    return file.state is FileState.WORKING and file.updated_at < clock.now() - LEASE


@action
def _tell(work: Work, percent: int) -> None:
    """Raises Taken."""
    mine = StoredFile.id == work.file_id, StoredFile.attempts == work.attempt, StoredFile.state == FileState.WORKING
    told = update(StoredFile).where(*mine).values(progress=percent, updated_at=clock.now()).returning(StoredFile.id)
    if db.session.scalar(told) is None:
        raise Taken


@action
def _ready(work: Work, film: Film, playable_key: str, preview_key: str) -> None:
    """Raises Taken."""
    file = _mine(work)
    file.state, file.progress, file.problem = FileState.READY, 100, ""
    file.seconds, file.width, file.height = round(film.seconds), film.width, film.height
    file.playable_key, file.preview_key = playable_key, preview_key


@action
def _fail(work: Work, reason: str) -> None:
    file = _mine(work)
    file.state, file.problem = FileState.FAILED, reason


@action
def _wait(work: Work) -> None:
    _mine(work).state = FileState.WAITING


def _mine(work: Work) -> StoredFile:
    file = db.session.scalars(select(StoredFile).where(StoredFile.id == work.file_id).with_for_update()).first()
    if file is None or file.attempts != work.attempt or file.state is not FileState.WORKING:
        raise Taken
    return file


def take_up_again() -> int:
    """Ask anew for videos that nobody works on: their worker died, or nobody heard. How many those are."""
    now = clock.now()
    left = (StoredFile.state == FileState.WORKING) & (StoredFile.updated_at < now - LEASE)
    unheard = (StoredFile.state == FileState.WAITING) & (StoredFile.updated_at < now - WAITS)
    found = list(db.session.scalars(select(StoredFile.id).where(or_(left, unheard)).limit(100)))
    for file_id in found:
        files.prepare(file_id)
    return len(found)
