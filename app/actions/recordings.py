"""Recordings of live sessions: uploaded or linked, shown to some, told of once, kept for as long as was said."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete as delete_rows
from sqlalchemy import or_, select

from app import audit, clock, events, transaction
from app.actions import files, live_facts
from app.actions.archived import refuse_archived
from app.errors import Invalid, NotFound
from app.extensions import db
from app.formats.web_addresses import web_address
from app.models import limits
from app.models.file import FileKind, FileState, StoredFile
from app.models.live import LiveSession
from app.models.recording import Recording, RecordingPiece, RecordingShown, RecordingSource, RecordingState
from app.models.user import User

PUBLISHED = "recording.published"
KEPT_DAYS = (30, 90, 365, 1095)
USUAL_DAYS = 365
AT_ONCE = 100
PLAYS = (FileKind.VIDEO, FileKind.AUDIO)


@transaction.action
def add_file(
    session: LiveSession, file: StoredFile, *, actor: User, title: str = "", shown: RecordingShown, days: int | None
) -> Recording:
    """Make a file of its class a recording; who may see it hears of it once it plays. Raises Invalid (file, days)."""
    if file.classroom_id != session.classroom_id:
        raise NotFound
    if file.kind not in PLAYS:
        raise Invalid({"file": _("This is neither a video nor a sound. Choose another file.")})
    return _add(session, actor, RecordingSource.UPLOAD, title, shown, days, file=file)


@transaction.action
def add_link(
    session: LiveSession, url: str, *, actor: User, title: str = "", shown: RecordingShown, days: int | None
) -> Recording:
    """Say where a recording is to be seen. Raises Invalid (url, days)."""
    address = web_address(url)
    if address is None:
        raise Invalid({"url": _("Write an address that begins with https:// or http://.")})
    return _add(session, actor, RecordingSource.LINK, title, shown, days, url=address)


def _add(
    session: LiveSession,
    actor: User,
    source: RecordingSource,
    title: str,
    shown: RecordingShown,
    days: int | None,
    *,
    file: StoredFile | None = None,
    url: str = "",
) -> Recording:
    refuse_archived(session.classroom)
    recording = Recording(session_id=session.id, author_id=actor.id, source=source, state=RecordingState.READY)
    recording.title, recording.shown, recording.link_url = _titled(title, session), shown, url
    recording.expires_at, recording.file_id = expiry(days), file.id if file else None
    recording.session, recording.file = session, file
    db.session.add(recording)
    db.session.flush()
    audit.record("recording.added", actor=actor, subject=recording, after=_noted(recording))
    if _plays(recording):
        tell(recording)
    return recording


@transaction.action
def change(
    recording: Recording,
    *,
    actor: User,
    title: str | None = None,
    shown: RecordingShown | None = None,
    keep: tuple[int | None] | None = None,
) -> Recording:
    """Call it something else, show it to others, `keep` it for so many days from now, or None for good.

    Raises Invalid (title, days), NotFound.
    """
    kept = lock(recording)
    before = _noted(kept)
    if title is not None:
        if not title.strip():
            raise Invalid({"title": _("This is needed.")})
        kept.title = _titled(title, kept.session)
    kept.shown = shown or kept.shown
    if keep is not None:
        kept.expires_at = expiry(keep[0])
    db.session.flush()
    if _noted(kept) != before:
        audit.record("recording.changed", actor=actor, subject=kept, before=before, after=_noted(kept))
    if kept.told_at is None and kept.state is RecordingState.READY and _plays(kept):
        tell(kept)
    return kept


@transaction.action
def delete(recording: Recording, *, actor: User | None) -> None:
    """Take it away for good, with its file where nothing else uses that. Without an actor its time is over."""
    kept = lock(recording)
    audit.record("recording.deleted", actor=actor, subject=kept, before=_noted(kept))
    forget(kept)


def forget(recording: Recording) -> None:
    """Within an action: it is there no more, nor what only it uses. What arrived in pieces the clock clears away."""
    recording.deleted_at = clock.now()
    db.session.execute(delete_rows(RecordingPiece).where(RecordingPiece.recording_id == recording.id))
    events.cancel(recording, PUBLISHED)
    file = recording.file
    recording.file_id = None
    db.session.flush()
    if file is not None and not files.is_used(file):
        files.forget(file)


def expire_due() -> int:
    """Take away those whose time is over. How many."""
    transaction.writes()
    over = Recording.deleted_at.is_(None), Recording.expires_at <= clock.now()
    found = db.session.scalars(select(Recording).where(*over).order_by(Recording.id).limit(AT_ONCE)).all()
    for recording in found:
        delete(recording, actor=None)
    return len(found)


@transaction.action
def tell_due() -> int:
    """Tell of those that play by now. How many."""
    plays = or_(Recording.source == RecordingSource.LINK, StoredFile.state == FileState.READY)
    untold = Recording.told_at.is_(None), Recording.deleted_at.is_(None), Recording.shown != RecordingShown.STAFF
    wanted = select(Recording).outerjoin(StoredFile, StoredFile.id == Recording.file_id)
    ready = wanted.where(*untold, Recording.state == RecordingState.READY, plays)
    found = db.session.scalars(ready.limit(AT_ONCE).with_for_update(skip_locked=True, of=Recording)).all()
    for recording in found:
        tell(recording)
    return len(found)


def tell(recording: Recording) -> None:
    """Within an action: those whom it is shown to hear of it, once. Of what only the staff sees nobody does."""
    if recording.shown is RecordingShown.STAFF:
        return
    recording.told_at = clock.now()
    session, facts = recording.session, live_facts.facts(recording.session)
    about = {**facts, "recording": recording.public_id, "name": recording.title}
    key = f"recording:{recording.public_id}"
    events.announce(PUBLISHED, recording, actor=None, classroom_id=session.classroom_id, key=key, **about)


def lock(recording: Recording) -> Recording:
    """As it is now, ours until the end of the transaction. Raises NotFound."""
    wanted = select(Recording).where(Recording.id == recording.id, Recording.deleted_at.is_(None)).with_for_update()
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def expiry(days: int | None) -> datetime | None:
    """When so many days are over. Raises Invalid (days)."""
    if days is not None and days not in KEPT_DAYS:
        raise Invalid({"days": _("Choose how long it is kept.")})
    return None if days is None else clock.now() + timedelta(days=days)


def _plays(recording: Recording) -> bool:
    return recording.file is None or recording.file.state is FileState.READY


def _titled(title: str, session: LiveSession) -> str:
    return (" ".join(title.split()) or session.title)[: limits.LIVE_TITLE]


def _noted(recording: Recording) -> dict[str, str | None]:
    until = recording.expires_at.isoformat() if recording.expires_at else None
    return {"title": recording.title, "shown": recording.shown.value, "kept_until": until}
