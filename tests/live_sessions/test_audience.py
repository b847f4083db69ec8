"""Whom a session concerns: asked of the session and asked of the person, it is the same."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom, MemberState, State
from app.models.group import Group, GroupMember
from app.models.live import Doors, LiveKind, LiveSession
from app.models.live_people import Seat
from app.models.user import User
from tests.support.live import make_live, make_participant
from tests.support.people import make_member, make_user


def _people(session: LiveSession) -> set[int]:
    asked = set(db.session.scalars(session.people()))
    one_by_one = {
        user.id
        for user in db.session.scalars(select(User))
        if db.session.scalar(select(LiveSession.id).where(LiveSession.id == session.id, LiveSession.concerns(user.id)))
    }
    assert asked == one_by_one
    return asked


def test_the_whole_class_and_guests_but_nobody_who_left_or_was_removed(classroom: Classroom) -> None:
    inside, left, removed = (make_user("student", name) for name in ("Ina In", "Leo Left", "Rob Removed"))
    guest, stranger = make_user("student", "Gus Guest"), make_user("student", "Sue Stranger")
    make_member(classroom, inside)
    make_member(classroom, left).state = MemberState.LEFT
    make_member(classroom, removed)
    session = make_live(classroom)
    make_participant(session, guest, Seat.GUEST)
    make_participant(session, removed, Seat.REMOVED)
    make_participant(session, left, Seat.INVITED)
    assert _people(session) == {classroom.owner_id, inside.id, guest.id}
    assert stranger.id not in _people(session)


def test_chosen_students_and_a_group_without_the_rest_of_the_class(classroom: Classroom) -> None:
    chosen, grouped, other = (make_user("student", name) for name in ("Cho Chosen", "Gro Grouped", "Otto Other"))
    for student in (chosen, grouped, other):
        make_member(classroom, student)
    group = Group(classroom=classroom, name="Readers")
    db.session.add(group)
    db.session.flush()
    db.session.add(GroupMember(group_id=group.id, user_id=grouped.id))
    session = make_live(classroom, kind=LiveKind.GROUP, for_class=False, group=group)
    make_participant(session, chosen)
    assert _people(session) == {classroom.owner_id, chosen.id, grouped.id}
    assert other.id not in _people(session)


def test_who_only_asked_for_a_seat_is_not_awaited(classroom: Classroom) -> None:
    asks, waits = make_user("student", "Ann Asks"), make_user("student", "Wim Waits")
    session = make_live(classroom, kind=LiveKind.WEBINAR, for_class=False, doors=Doors.MEMBERS)
    make_participant(session, asks, Seat.REQUESTED)
    make_participant(session, waits, Seat.WAITING)
    assert _people(session) == {classroom.owner_id}
    seen = db.session.scalars(LiveSession.visible_to(asks)).all()
    assert seen == [session]


def test_a_session_of_others_is_not_seen(classroom: Classroom) -> None:
    make_live(classroom)
    stranger = make_user("teacher", "Otto Other")
    assert db.session.scalars(LiveSession.visible_to(stranger)).all() == []
    assert len(db.session.scalars(LiveSession.visible_to(make_user("admin", "Ada Admin"))).all()) == 1


def test_students_of_a_draft_hear_nothing_of_it(classroom: Classroom) -> None:
    student = make_user("student", "Dee Draft")
    make_member(classroom, student)
    assistant = make_user("teacher", "Asa Assistant")
    make_member(classroom, assistant, "assistant")
    session = make_live(classroom)
    chosen = make_live(classroom, for_class=False)
    make_participant(chosen, student)
    classroom.state, classroom.published_at = State.DRAFT, None
    db.session.flush()
    assert _people(session) == {classroom.owner_id, assistant.id}
    assert _people(chosen) == {classroom.owner_id}


def test_who_is_suspended_from_the_class_is_not_awaited_whatever_seat_he_has(classroom: Classroom) -> None:
    suspended = make_user("student", "Sid Suspended")
    make_member(classroom, suspended).state = MemberState.SUSPENDED
    session = make_live(classroom, kind=LiveKind.WEBINAR, for_class=False, doors=Doors.MEMBERS)
    make_participant(session, suspended, Seat.GUEST)
    assert _people(session) == {classroom.owner_id}


def test_an_open_webinar_is_seen_once_its_class_is_published(classroom: Classroom) -> None:
    stranger = make_user("student", "Sue Stranger")
    session = make_live(classroom, kind=LiveKind.WEBINAR, for_class=False, doors=Doors.PUBLIC)
    assert db.session.scalars(LiveSession.visible_to(stranger)).all() == [session]
    for state in (State.DRAFT, State.ARCHIVED):
        classroom.state = state
        db.session.flush()
        assert db.session.scalars(LiveSession.visible_to(stranger)).all() == []
