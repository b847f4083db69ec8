"""Rules of live sessions: who schedules, leads, enters and looks back."""

from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom, Membership, MemberState, State
from app.models.live import LiveKind, LiveSession, Registration
from app.models.recording import Recording
from app.models.user import User
from app.permissions.asking import assists, rule, teaches
from app.permissions.can import Can


@rule(Can.LIVE_READ, within=LiveSession.visible_to)
@rule(Can.RECORDING_READ, within=Recording.visible_to)
def _seen(user: User, _seen: object) -> bool:
    return True


@rule(Can.LIVE_WRITE, within=Classroom.entered_by)
def _schedules(user: User, classroom: Classroom) -> bool:
    return teaches(user, classroom) and classroom.state is not State.ARCHIVED


@rule(Can.LIVE_EDIT, within=LiveSession.visible_to)
def _edits(user: User, session: LiveSession) -> bool:
    return _schedules(user, session.classroom)


@rule(Can.RECORDING_EDIT, within=Recording.visible_to)
def _keeps(user: User, recording: Recording) -> bool:
    return _edits(user, recording.session)


@rule(Can.LIVE_LEAD, within=LiveSession.visible_to)
def _leads(user: User, session: LiveSession) -> bool:
    """Starts, ends, admits, mutes, removes, records: the staff of the class, of whom its host is one."""
    return session.classroom.state is not State.ARCHIVED and assists(user, session.classroom)


@rule(Can.RECORDING_FEED, within=Recording.visible_to)
def _brings(user: User, recording: Recording) -> bool:
    """Pieces of what he records: whoever began it, while he leads."""
    return recording.author_id == user.id and _leads(user, recording.session)


@rule(Can.LIVE_ATTENDANCE, within=LiveSession.visible_to)
def _counts(user: User, session: LiveSession) -> bool:
    return assists(user, session.classroom)


@rule(Can.LIVE_ENTER, within=LiveSession.visible_to)
def _enters(user: User, session: LiveSession) -> bool:
    """Whom it concerns, and who leads it. Whether the room is open now is for the action to say."""
    if session.classroom.state is State.ARCHIVED or user.student_view_of == session.classroom_id:
        return False
    awaited = select(LiveSession.id).where(LiveSession.id == session.id, LiveSession.concerns(user.id))
    return _leads(user, session) or db.session.scalar(awaited) is not None


@rule(Can.LIVE_REGISTER, within=LiveSession.visible_to)
def _registers(user: User, session: LiveSession) -> bool:
    """For a webinar that takes names; who runs it needs no seat, and who is suspended from its class gets none."""
    takes_names = session.kind is LiveKind.WEBINAR and session.registration is not Registration.NONE
    if not takes_names or user.student_view_of == session.classroom_id or _leads(user, session):
        return False
    out = Membership.classroom_id == session.classroom_id, Membership.state == MemberState.SUSPENDED
    return db.session.scalar(select(Membership.id).where(Membership.user_id == user.id, *out)) is None
