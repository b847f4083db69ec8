"""Attendance: settled from visits, excused beforehand, corrected with a trace; and the lessons that wait for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import attendance, attendance_marks, attended_lessons, completions, live_rooms
from app.actions.attendance_marks import Mark
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.attendance import attended, excused
from app.models.audit import AuditEntry
from app.models.classroom import ClassRole, Classroom, MemberState
from app.models.live import LiveSession, LiveState, Provider
from app.models.live_people import LiveAttendance, LiveVisit, Presence, Seat
from app.models.progress import FinishRule, LessonProgress
from app.models.user import User
from app.transaction import action
from tests.support.live import attendance_of, make_live, make_participant, make_student
from tests.support.people import make_classroom, make_lesson, make_member, make_user

LINK = "https://meet.example.org/biology"


def _held(classroom: Classroom, **settings: object) -> LiveSession:
    """An hour that began fifty minutes ago and goes on."""
    began = clock.now() - timedelta(minutes=50)
    session = make_live(classroom, state=LiveState.LIVE, starts_at=began, **settings)
    db.session.commit()
    return session


def _visit(session: LiveSession, user: User, *, first: float, last: float, left: bool = True) -> None:
    """From and until so many minutes after the beginning."""
    assert session.started_at
    joined, seen = (session.started_at + timedelta(minutes=minutes) for minutes in (first, last))
    visit = LiveVisit(session_id=session.id, user_id=user.id, joined_at=joined, seen_at=seen)
    visit.connection, visit.left_at = f"{db.session.query(LiveVisit).count():032x}", seen if left else None
    db.session.add(visit)
    db.session.commit()


def _end(session: LiveSession) -> None:
    live_rooms.end(session, actor=session.host)


def test_everybody_awaited_has_a_row_and_nobody_of_the_staff(classroom: Classroom) -> None:
    ina, lea, eva, abe = (make_student(classroom, name) for name in ("Ina In", "Lea Late", "Eva Early", "Abe Absent"))
    helper = make_user("student", "Hal Helper")
    make_member(classroom, helper, ClassRole.ASSISTANT)
    session = _held(classroom)
    _visit(session, ina, first=0, last=20, left=False)
    _visit(session, ina, first=21, last=49.9, left=False)
    _visit(session, lea, first=6, last=49.9, left=False)
    _visit(session, eva, first=1, last=30)
    for person in (helper, classroom.owner):
        _visit(session, person, first=0, last=49)
    _end(session)
    kept = db.session.scalars(select(LiveAttendance).where(LiveAttendance.session_id == session.id)).all()
    assert {row.user_id: row.counts for row in kept} == {
        ina.id: Presence.PRESENT,
        lea.id: Presence.LATE,
        eva.id: Presence.LEFT_EARLY,
        abe.id: Presence.ABSENT,
    }
    assert 49 * 60 < attendance_of(session, ina).seconds <= 50 * 60 + 5, "the gap of a minute was no leaving"
    assert attendance_of(session, eva).seconds == 29 * 60
    assert attendance_of(session, abe).first_joined_at is None


def test_settling_twice_is_as_once_and_hears_of_later_visits(classroom: Classroom) -> None:
    ina = make_student(classroom, "Ina In")
    session = _held(classroom)
    _end(session)
    assert attendance_of(session, ina).status is Presence.ABSENT
    _visit(session, ina, first=2, last=40)
    for _time in range(2):
        action(attendance.settle)(session)
        row = attendance_of(session, ina)
        assert (row.status, row.seconds) == (Presence.LEFT_EARLY, 38 * 60)


def test_who_was_there_counts_though_removed_or_gone_from_the_class_since(classroom: Classroom) -> None:
    removed, gone = make_student(classroom, "Rob Removed"), make_user("student", "Leo Left")
    session = _held(classroom)
    for user in (removed, gone):
        _visit(session, user, first=0, last=10)
    make_member(classroom, gone).state = MemberState.LEFT
    make_participant(session, removed, Seat.REMOVED)
    db.session.commit()
    _end(session)
    assert attendance_of(session, removed).seconds == attendance_of(session, gone).seconds == 600


def test_whoever_is_excused_beforehand_stays_so_unless_he_comes(classroom: Classroom) -> None:
    ill, well = make_student(classroom, "Ida Ill"), make_student(classroom, "Wes Well")
    session = make_live(classroom)
    db.session.commit()
    marks = [Mark(user, Presence.EXCUSED, "At the dentist's") for user in (ill, well)]
    assert attendance_marks.mark(session, marks, actor=classroom.owner) == 2
    assert set(db.session.scalars(excused(session.id))) == {ill.id, well.id}
    session.state, session.started_at = LiveState.LIVE, clock.now() - timedelta(minutes=30)
    session.starts_at = session.started_at
    db.session.commit()
    _visit(session, well, first=0, last=29.9, left=False)
    _end(session)
    assert attendance_of(session, ill).counts is Presence.EXCUSED
    assert attendance_of(session, well).counts is Presence.PRESENT
    assert set(db.session.scalars(excused(session.id))) == {ill.id}


def test_an_excuse_can_be_taken_back_and_nothing_else_is_noted_before_the_beginning(classroom: Classroom) -> None:
    ill = make_student(classroom, "Ida Ill")
    session = make_live(classroom)
    db.session.commit()
    attendance_marks.mark(session, [Mark(ill, Presence.EXCUSED)], actor=classroom.owner)
    attendance_marks.mark(session, [Mark(ill, None)], actor=classroom.owner)
    assert db.session.get(LiveAttendance, (session.id, ill.id), populate_existing=True) is None
    with pytest.raises(Invalid) as refusal:
        attendance_marks.mark(session, [Mark(ill, Presence.PRESENT)], actor=classroom.owner)
    assert "status" in refusal.value.fields


def test_a_correction_counts_before_the_room_and_leaves_a_trace(classroom: Classroom) -> None:
    abe = make_student(classroom, "Abe Absent")
    session = _held(classroom)
    _end(session)
    assert attendance_marks.mark(session, [Mark(abe, Presence.PRESENT, "By phone")], actor=classroom.owner) == 1
    assert attendance_marks.mark(session, [Mark(abe, Presence.PRESENT)], actor=classroom.owner) == 0, "once is enough"
    row = attendance_of(session, abe)
    assert (row.status, row.counts, row.note) == (Presence.ABSENT, Presence.PRESENT, "By phone")
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "live.attendance_corrected")).all()
    assert [(entry.before, entry.after) for entry in found] == [
        (
            {abe.public_id: {"status": "absent", "note": ""}},
            {abe.public_id: {"status": "present", "note": "By phone"}},
        )
    ]
    attendance_marks.mark(session, [Mark(abe, None)], actor=classroom.owner)
    assert attendance_of(session, abe).counts is Presence.ABSENT


def test_strangers_and_cancelled_sessions_are_refused(classroom: Classroom) -> None:
    stranger, ina = make_user("student", "Sue Stranger"), make_student(classroom, "Ina In")
    session, cancelled = _held(classroom), make_live(classroom, state=LiveState.CANCELLED)
    db.session.commit()
    with pytest.raises(Invalid):
        attendance_marks.mark(session, [Mark(stranger, Presence.PRESENT)], actor=classroom.owner)
    with pytest.raises(Conflict):
        attendance_marks.mark(cancelled, [Mark(ina, Presence.EXCUSED)], actor=classroom.owner)


def test_of_an_outside_link_nobody_knows_until_it_is_noted(classroom: Classroom) -> None:
    ina = make_student(classroom, "Ina In")
    session = _held(classroom, provider=Provider.LINK, link_url=LINK)
    _visit(session, ina, first=0, last=49)
    _end(session)
    assert attendance_of(session, ina).counts is Presence.UNKNOWN
    attendance_marks.mark(session, [Mark(ina, Presence.LATE)], actor=classroom.owner)
    assert attendance_of(session, ina).counts is Presence.LATE


def _attended(session: LiveSession) -> set[int]:
    found = select(LiveAttendance.user_id).join(LiveSession, LiveSession.id == LiveAttendance.session_id)
    return set(db.session.scalars(found.where(LiveSession.id == session.id, attended())))


def test_attended_is_who_was_there_for_the_minutes_asked_for(classroom: Classroom) -> None:
    long, short = make_student(classroom, "Lou Long"), make_student(classroom, "Sho Short")
    session = _held(classroom, attend_minutes=30)
    _visit(session, long, first=0, last=30)
    _visit(session, short, first=0, last=29)
    _end(session)
    assert _attended(session) == {long.id}
    attendance_marks.mark(session, [Mark(short, Presence.PRESENT)], actor=classroom.owner)
    assert _attended(session) == {long.id, short.id}


def _done(lesson: object, user: User) -> bool:
    found = select(LessonProgress.done_at).where(LessonProgress.user_id == user.id)
    return db.session.scalar(found.where(LessonProgress.lesson_id == lesson.id)) is not None  # type: ignore[attr-defined]


def test_a_lesson_is_done_by_attending_and_not_after_all_when_corrected(classroom: Classroom) -> None:
    ina, abe = make_student(classroom, "Ina In"), make_student(classroom, "Abe Absent")
    session, lesson = _held(classroom), make_lesson(classroom)
    completions.choose(lesson, FinishRule.ATTENDED, session=session)
    with pytest.raises(Conflict):
        completions.complete(lesson, actor=ina)
    _visit(session, ina, first=0, last=49)
    _end(session)
    assert (_done(lesson, ina), _done(lesson, abe)) == (True, False)
    marks = [Mark(ina, Presence.ABSENT), Mark(abe, Presence.LATE)]
    attendance_marks.mark(session, marks, actor=classroom.owner)
    assert (_done(lesson, ina), _done(lesson, abe)) == (False, True)
    with pytest.raises(Conflict):
        completions.withdraw(lesson, actor=abe)


def test_the_clock_finishes_what_a_crash_left_and_lessons_that_wait_for_the_past(classroom: Classroom) -> None:
    ina = make_student(classroom, "Ina In")
    session, lesson = _held(classroom), make_lesson(classroom)
    _visit(session, ina, first=0, last=49)
    _end(session)
    completions.choose(lesson, FinishRule.ATTENDED, session=session)
    assert not _done(lesson, ina)
    assert attended_lessons.finish() == 1
    assert attended_lessons.finish() == 0
    assert _done(lesson, ina)


def test_a_lesson_whose_session_is_cancelled_or_gone_is_done_by_the_button(classroom: Classroom) -> None:
    ina, lesson, session = make_student(classroom, "Ina In"), make_lesson(classroom), make_live(classroom)
    db.session.commit()
    completions.choose(lesson, FinishRule.ATTENDED, session=session)
    assert completions.wanted(lesson).rule is FinishRule.ATTENDED
    session.state, session.cancelled_at = LiveState.CANCELLED, clock.now()
    db.session.commit()
    assert completions.wanted(lesson).rule is FinishRule.BUTTON
    completions.complete(lesson, actor=ina)
    with pytest.raises(Invalid):
        completions.choose(lesson, FinishRule.ATTENDED, session=make_live(make_classroom()))
