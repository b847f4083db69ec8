"""A recording that is made in the room: begun, brought piece by piece by its host's browser, and closed.

A piece is kept whole with its row, or not at all, and once, however often it is sent. What a dead tab left the clock
closes; a browser that comes back with more before that goes on. A worker makes one file of all pieces
(`recording_joins`).
"""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import audit, clock, queue, transaction
from app.actions import file_room, recordings
from app.actions.avatars import files as place
from app.actions.unnamed import taken_out
from app.config import VIDEO_QUEUE
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.live import LiveSession, Provider
from app.models.recording import Recording, RecordingPiece, RecordingShown, RecordingSource, RecordingState
from app.models.upsert import insert_new
from app.models.user import User
from app.storage import Stored
from app.transaction import action, after_commit

JOB = "app.jobs.videos.join"
KINDS = ("video/webm", "video/mp4")
MOST_PIECES = 20_000
GIVEN_UP = timedelta(minutes=10)
AT_ONCE = 100


@action
def begin(session: LiveSession, *, actor: User, media_type: str) -> Recording:
    """Record what goes on in the room. Raises Conflict (not live, or not to be), Invalid (media_type), StorageFull."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise Invalid({"media_type": _("Recordings are WebM or MP4.")})
    if not session.is_live or session.provider is Provider.LINK:
        raise Conflict(_("There is nothing to record: the room is not open."))
    if not session.may_record:
        raise Conflict(_("This session is not to be recorded. Allow it in its settings first."))
    file_room.room_of(session.classroom).check(limits.RECORDING_PIECE_BYTES, _under_way(session))
    recording = Recording(session_id=session.id, author_id=actor.id, source=RecordingSource.ROOM)
    recording.state, recording.media_type, recording.heard_at = RecordingState.RUNNING, kind, clock.now()
    recording.title, recording.shown = session.title, RecordingShown.PARTICIPANTS
    recording.expires_at = recordings.expiry(recordings.USUAL_DAYS)
    db.session.add(recording)
    db.session.flush()
    audit.record("recording.begun", actor=actor, subject=recording, after={"title": recording.title})
    return recording


def take(recording: Recording, number: int, data: bytes, *, sha256: str = "") -> None:
    """Keep a piece. The same one again is as once. Ends the transaction under way: storing is slow.

    Raises Conflict (it is closed, or another piece has this number), Invalid (piece), StorageFull, NotFound.
    """
    digest = hashlib.sha256(data).hexdigest()
    _check(number, data, digest, sha256)
    if _known(recording, number, digest):
        return
    room = file_room.room_of(recording.session.classroom)
    room.check(_arrived(recording) + len(data), _under_way(recording.session, recording.id))
    transaction.release()
    stored = place().put(io.BytesIO(data), limit_bytes=limits.RECORDING_PIECE_BYTES)
    with taken_out(place(), [stored.key]):
        kept = _note(recording.id, number, stored)
    if not kept:
        place().delete(stored.key)


def _check(number: int, data: bytes, digest: str, sha256: str) -> None:
    if not 0 <= number < MOST_PIECES:
        raise Invalid({"piece": _("A recording has %(most)s pieces at most.", most=MOST_PIECES)})
    if not data or len(data) > limits.RECORDING_PIECE_BYTES:
        most = f"{limits.RECORDING_PIECE_BYTES / file_room.MEGABYTE:.10g}"
        raise Invalid({"piece": _("A piece has 1 byte at least and %(megabytes)s MB at most.", megabytes=most)})
    if sha256 and sha256.lower() != digest:
        raise Invalid({"piece": _("This piece arrived damaged. Please send it again.")})


def _known(recording: Recording, number: int, sha256: str) -> bool:
    """Whether this very piece is there already. Raises Conflict where another one is."""
    mine = RecordingPiece.recording_id == recording.id, RecordingPiece.number == number
    there = db.session.scalar(select(RecordingPiece.sha256).where(*mine))
    if there is not None and there != sha256:
        raise Conflict(_("Another piece with this number has arrived already."))
    return there is not None


def _arrived(recording: Recording) -> int:
    """How many bytes of it are here."""
    size = select(func.coalesce(func.sum(RecordingPiece.size), 0))
    return int(db.session.scalar(size.where(RecordingPiece.recording_id == recording.id)) or 0)


def _under_way(session: LiveSession, but: int = 0) -> int:
    """How many bytes of other recordings of the class are here and are no file yet."""
    size = select(func.coalesce(func.sum(RecordingPiece.size), 0)).join(Recording).join(LiveSession)
    others = size.where(LiveSession.classroom_id == session.classroom_id, Recording.id != but)
    return int(db.session.scalar(others) or 0)


@action
def _note(recording_id: int, number: int, stored: Stored) -> bool:
    """Whether it is ours that is kept. Raises Conflict, NotFound."""
    recording = _running(recording_id)
    recording.heard_at = clock.now()
    row = {"recording_id": recording_id, "number": number, "key": stored.key, "size": stored.size}
    made = insert_new(RecordingPiece, ("recording_id", "number")).values(
        {**row, "sha256": stored.sha256, "arrived_at": clock.now()}
    )
    new = db.session.scalar(made.returning(RecordingPiece.id)) is not None
    return new or not _known(recording, number, stored.sha256)


def _running(recording_id: int) -> Recording:
    wanted = select(Recording).where(Recording.id == recording_id, Recording.deleted_at.is_(None)).with_for_update()
    recording = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if recording is None:
        raise NotFound(_("There is no such recording."))
    if recording.state is not RecordingState.RUNNING:
        raise Conflict(_("This recording is over."))
    return recording


@action
def finish(recording: Recording) -> Recording:
    """No more pieces come: one file is made of them. Twice is as once. One without any is there no more."""
    kept = recordings.lock(recording)
    if kept.state is not RecordingState.RUNNING:
        return kept
    kept.heard_at = clock.now()
    if _arrived(kept):
        kept.state = RecordingState.JOINING
        after_commit(ask, kept.id)
    else:
        recordings.forget(kept)
    return kept


def finish_left() -> int:
    """Close what nothing was heard of for long, and ask again for what no worker made a file of. How many."""
    transaction.writes()
    quiet = Recording.heard_at < clock.now() - GIVEN_UP, Recording.deleted_at.is_(None)
    left = select(Recording).where(*quiet).order_by(Recording.id).limit(AT_ONCE)
    running = db.session.scalars(left.where(Recording.state == RecordingState.RUNNING)).all()
    for recording in running:
        finish(recording)
    joining = list(
        db.session.scalars(left.where(Recording.state == RecordingState.JOINING).with_only_columns(Recording.id))
    )
    for recording_id in joining:
        ask(recording_id)
    return len(running) + len(joining)


def ask(recording_id: int) -> None:
    """Ask the worker for videos to make one file of it."""
    queue.enqueue(JOB, recording_id, on=VIDEO_QUEUE)
