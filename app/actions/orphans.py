"""Bytes without a row, rows of uploads that nobody goes on with, files that nothing uses: cleared away by the clock.

A file that nothing uses stays for a week, counted from when that was first noticed. Bytes that were written just now
may get their row any moment, so they are left alone for a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, or_, select, update

from app import clock
from app.actions import files
from app.actions.avatars import files as place
from app.actions.uploads import staging
from app.extensions import db
from app.models.file import Resource, StoredFile, Upload
from app.models.recording import RecordingPiece
from app.models.user import User
from app.storage.files import FileStorage
from app.transaction import action

KEPT_UNUSED = timedelta(days=7)
KEPT_FINISHED = timedelta(days=7)
FRESH_SECONDS = 24 * 3600.0
STAGED_SECONDS = 3600.0
PIECE = 500
# Every column that names something in the storage.
KEYS = (User.avatar_key, StoredFile.key, StoredFile.preview_key, StoredFile.playable_key, RecordingPiece.key)


def clear_uploads() -> int:
    """Forget uploads that ran out, and bytes on their way that belong to none. How many."""
    return _end_uploads() + _drop_staged()


@action
def _end_uploads() -> int:
    now = clock.now()
    over = or_(
        Upload.file_id.is_(None) & (Upload.expires_at < now),
        Upload.file_id.is_not(None) & (Upload.updated_at < now - KEPT_FINISHED),
    )
    chosen = select(Upload.id).where(over).limit(PIECE).with_for_update(skip_locked=True)
    ids = list(db.session.scalars(chosen))
    db.session.execute(delete(Upload).where(Upload.id.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)


def _drop_staged() -> int:
    """The bytes of uploads that there are not, or that have become a file."""
    names = staging().names(STAGED_SECONDS)
    count = 0
    for some in _in_pieces(names):
        wanted = select(Upload.public_id).where(Upload.public_id.in_(some), Upload.file_id.is_(None))
        known = set(db.session.scalars(wanted))
        for name in some:
            if name not in known:
                staging().drop(name)
                count += 1
    return count


def clear_files() -> int:
    """Delete files that nothing has used for a week, and bytes in the storage that no row names. How many."""
    note_unused()
    count = 0
    while removed := _forget_some():
        count += removed
    return count + drop_unnamed()


@action
def note_unused() -> None:
    """Write down since when a file is used nowhere."""
    used = StoredFile.is_used()
    plain = {"synchronize_session": False}
    now = clock.now()
    new = update(StoredFile).where(StoredFile.unused_since.is_(None), ~used)
    db.session.execute(new.values(unused_since=now, updated_at=StoredFile.updated_at).execution_options(**plain))
    again = update(StoredFile).where(StoredFile.unused_since.is_not(None), used)
    db.session.execute(again.values(unused_since=None, updated_at=StoredFile.updated_at).execution_options(**plain))


@action
def _forget_some() -> int:
    over = StoredFile.unused_since < clock.now() - KEPT_UNUSED
    wanted = (
        select(StoredFile)
        .where(over, ~StoredFile.is_used())
        .limit(PIECE)
        .with_for_update(skip_locked=True, of=StoredFile)
    )
    found = list(db.session.scalars(wanted))
    for file in found:
        db.session.execute(delete(Resource).where(Resource.file_id == file.id))
        files.forget(file)
    return len(found)


def drop_unnamed(older_than_seconds: float = FRESH_SECONDS) -> int:
    """Delete what lies in the storage and belongs to nobody, and what a killed process wrote half. How many."""
    count = 0
    for some in _in_pieces(place().keys(older_than_seconds)):
        known = named(some)
        for key in some:
            if key not in known:
                place().delete(key)
                count += 1
    if isinstance(kept := place(), FileStorage):
        count += kept.forget_unfinished(older_than_seconds)
    return count


def named(keys: list[str]) -> set[str]:
    """Those of `keys` that some row names."""
    return {key for column in KEYS for key in db.session.scalars(select(column).where(column.in_(keys))) if key}


def _in_pieces(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, PIECE)):
        yield some
