"""What a teacher notes about who was at a live session: excused beforehand, corrected since, or by hand altogether."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import audit, clock
from app.actions import attended_lessons
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models import limits
from app.models.attendance import came_besides, roster
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveAttendance, Presence
from app.models.upsert import insert_new
from app.models.user import User
from app.transaction import action, after_commit


@dataclass(frozen=True)
class Mark:
    """What is noted of one person. Without a status it is what the room says; without a note the one there is stays."""

    user: User
    status: Presence | None
    note: str | None = None


@action
def mark(session: LiveSession, marks: Sequence[Mark], *, actor: User) -> int:
    """Note these, and write down who did. How many of them changed anything. Before it begins people are excused only.

    Raises Invalid (status, user_id, note), Conflict (cancelled).
    """
    kept = db.session.scalars(
        select(LiveSession).where(LiveSession.id == session.id).with_for_update(key_share=True)
    ).one()
    if kept.state is LiveState.CANCELLED:
        raise Conflict(_("This session is cancelled."))
    _check(kept, marks)
    found = _rows(kept, [each.user.id for each in marks])
    before = {each.user.public_id: _words(found.get(each.user.id)) for each in marks}
    for each in marks:
        _note(kept, each, found[each.user.id], actor)
    db.session.flush()
    after = {each.user.public_id: _words(found[each.user.id]) for each in marks}
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        was, now = ({name: words[name] for name in changed} for words in (before, after))
        audit.record("live.attendance_corrected", actor=actor, subject=kept, before=was, after=now)
    if kept.state is LiveState.SCHEDULED:
        _forget_plain(kept, found.values())
    else:
        after_commit(_follow, kept.id, tuple(each.user.id for each in marks))
    return len(changed)


def _check(session: LiveSession, marks: Sequence[Mark]) -> None:
    noted = select(LiveAttendance.user_id).where(LiveAttendance.session_id == session.id)
    known = set(db.session.scalars(noted.union(roster(session), came_besides(session))))
    for each in marks:
        if each.user.id not in known:
            raise Invalid({"user_id": _("This person is not awaited in this session.")})
        if each.note is not None and len(each.note) > limits.ATTENDANCE_NOTE:
            raise Invalid({"note": _("At most %(max)d characters.", max=limits.ATTENDANCE_NOTE)})
        if session.state is LiveState.SCHEDULED and each.status not in (None, Presence.EXCUSED):
            raise Invalid({"status": _("Before a session begins you can only excuse people from it.")})


def _rows(session: LiveSession, user_ids: list[int]) -> dict[int, LiveAttendance]:
    """One for each, made where there was none."""
    fresh = {"session_id": session.id, "status": Presence.ABSENT, "seconds": 0, "note": ""}
    for user_id in user_ids:
        made = insert_new(LiveAttendance, ("session_id", "user_id"))
        db.session.execute(made.values({**fresh, "user_id": user_id}))
    mine = LiveAttendance.session_id == session.id, LiveAttendance.user_id.in_(user_ids)
    rows = db.session.scalars(select(LiveAttendance).where(*mine).execution_options(populate_existing=True))
    return {row.user_id: row for row in rows}


def _note(session: LiveSession, given: Mark, row: LiveAttendance, actor: User) -> None:
    if session.state is LiveState.SCHEDULED:
        row.status = given.status or Presence.ABSENT
    else:
        row.corrected = given.status
    row.note = row.note if given.note is None else " ".join(given.note.split())
    row.corrected_at, row.corrected_by_id = clock.now(), actor.id


def _words(row: LiveAttendance | None) -> dict[str, str]:
    """For the audit log, and to see what changed."""
    if row is None:
        return {"status": Presence.ABSENT.value, "note": ""}
    return {"status": row.counts.value, "note": row.note}


def _forget_plain(session: LiveSession, rows: Collection[LiveAttendance]) -> None:
    """Who is not excused any more is one of many."""
    plain = [row.user_id for row in rows if row.status is not Presence.EXCUSED and not row.note]
    gone = LiveAttendance.session_id == session.id, LiveAttendance.user_id.in_(plain)
    db.session.execute(delete(LiveAttendance).where(*gone))


def _follow(session_id: int, user_ids: tuple[int, ...]) -> None:
    """Afterwards, since it holds the class and the students, whom others hold before they hold a session."""
    attended_lessons.reopen(session_id, user_ids)
    attended_lessons.finish(session_id)
