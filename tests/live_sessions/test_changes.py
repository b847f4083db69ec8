"""Sessions are changed and called off: one, it and those that follow, or all (LIV2); whom it concerns hears it once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app import clock
from app.actions import live_cancelling, live_edits, live_participants, live_series, live_sessions
from app.actions.live_edits import Scope, When
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Event
from app.models.group import Group
from app.models.live import LiveKind, LiveSeries, LiveSession, LiveState
from app.models.reminder import Reminder, ReminderState
from app.models.user import User
from tests.support.live import make_live, of_series
from tests.support.people import make_classroom, make_member, make_user

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def series(classroom: Classroom, rule: str = "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6", **settings: Any) -> list[LiveSession]:
    """Mondays and Wednesdays at eight, from the week before daylight saving begins."""
    with clock.pretend(at("03-01T12:00")):
        session = live_sessions.create(
            classroom,
            actor=classroom.owner,
            **{"title": "Cells", "starts_at": at("03-23T08:00"), "minutes": 60, "zone": BERLIN, **settings},
            rule=rule,
        )
    return of_series(session)


def change(session: LiveSession, scope: Scope = Scope.THIS, now: str = "03-02T12:00", **given: Any) -> LiveSession:
    when = When(**{name: given.pop(name) for name in ("starts_at", "minutes", "zone", "rule") if name in given})
    with clock.pretend(at(now)):
        return live_edits.change(session, actor=session.classroom.owner, scope=scope, when=when, **given)


def cancel(session: LiveSession, scope: Scope = Scope.THIS, reason: str = "", now: str = "03-02T12:00") -> None:
    with clock.pretend(at(now)):
        live_cancelling.cancel(session, actor=session.classroom.owner, reason=reason, scope=scope)


def shown(sessions: list[LiveSession]) -> list[str]:
    marks = {LiveState.CANCELLED: " x", LiveState.COMPLETED: " ."}
    return [
        f"{each.starts_at.astimezone(ZoneInfo(each.zone)):%m-%d %H:%M}{marks.get(each.state, '')}" for each in sessions
    ]


def told() -> list[tuple[str, int | None]]:
    """What was announced since the series was."""
    found = db.session.scalars(select(Event).where(Event.type.like("live.%")).order_by(Event.id))
    return [(event.type.removeprefix("live."), event.facts.get("count")) for event in found][1:]


def test_one_alone_moves_and_the_rest_stays(classroom: Classroom) -> None:
    made = series(classroom)
    room, version = made[1].room, made[1].version
    change(made[1], starts_at=at("03-26T09:30"), minutes=30, title="Cells again")
    assert shown(made) == ["03-23 08:00", "03-26 09:30", "03-30 08:00", "04-01 08:00", "04-06 08:00", "04-08 08:00"]
    moved = made[1]
    assert (moved.recurs_at, moved.is_altered, moved.room) == (at("03-25T08:00"), True, room)
    assert (moved.sequence, moved.version, made[0].sequence) == (1, version + 1, 0)
    assert {each.title for each in made} == {"Cells", "Cells again"}
    assert told() == [("rescheduled", 1)]
    instants = select(Reminder.instant).where(
        Reminder.subject_type == "live_sessions",
        Reminder.subject_id == moved.id,
        Reminder.state == ReminderState.SCHEDULED,
    )
    assert set(db.session.scalars(instants)) == {at("03-26T09:30")}


def test_this_and_following_become_a_series_of_their_own_over_the_change_of_clocks(classroom: Classroom) -> None:
    made = series(classroom)
    ids = [each.id for each in made]
    change(made[1], Scope.FOLLOWING, starts_at=at("03-25T10:15"))
    assert shown(of_series(made[0])) == ["03-23 08:00"]
    later = of_series(made[1])
    assert [each.id for each in later] == ids[1:]
    assert shown(later) == ["03-25 10:15", "03-30 10:15", "04-01 10:15", "04-06 10:15", "04-08 10:15"]
    rules = list(db.session.scalars(select(LiveSeries.rule).order_by(LiveSeries.id)))
    assert rules == ["FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260325T065900Z", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5"]
    assert told() == [("rescheduled", 5)]


def test_all_move_by_a_day_and_what_was_moved_or_called_off_alone_stays_so(classroom: Classroom) -> None:
    made = series(classroom)
    change(made[2], starts_at=at("03-31T18:00"))
    cancel(made[3])
    change(made[0], Scope.ALL, starts_at=at("03-24T08:00"))
    assert shown(of_series(made[0])) == [
        "03-24 08:00",
        "03-26 08:00",
        "03-31 18:00",
        "04-01 08:00 x",
        "04-07 08:00",
        "04-09 08:00",
    ]
    assert db.session.scalars(select(LiveSeries.rule)).all() == ["FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6"]


def test_another_rule_takes_the_sessions_along_makes_what_is_missing_and_calls_off_what_is_left(
    classroom: Classroom,
) -> None:
    made = series(classroom)
    ids = {each.id for each in made}
    change(made[0], Scope.ALL, rule="FREQ=WEEKLY;BYDAY=MO;COUNT=4")
    after = of_series(made[0])
    assert shown(after) == ["03-23 08:00", "03-30 08:00", "04-06 08:00", "04-13 08:00"]
    assert {each.id for each in after} < ids
    left = db.session.scalars(select(LiveSession).where(LiveSession.series_id.is_(None))).all()
    assert [each.state for each in left] == [LiveState.CANCELLED] * 2
    change(made[0], Scope.ALL, rule="FREQ=DAILY;COUNT=6")
    assert shown(of_series(made[0]))[-1] == "03-28 08:00"
    assert len(of_series(made[0])) == 6
    assert told() == [("rescheduled", 4), ("rescheduled", 6)]


def test_what_was_held_stays_when_all_move(classroom: Classroom) -> None:
    made = series(classroom)
    made[0].state, made[0].started_at, made[0].ended_at = LiveState.COMPLETED, made[0].starts_at, made[0].ends_at
    db.session.commit()
    change(made[2], Scope.ALL, now="03-24T12:00", starts_at=at("03-30T16:00"), waiting_room=True)
    assert shown(of_series(made[0])) == ["03-23 08:00 ."]
    assert shown(of_series(made[1]))[:2] == ["03-25 16:00", "03-30 16:00"]
    assert [each.waiting_room for each in (made[0], made[1], made[5])] == [False, True, True]
    cancel(made[5], Scope.ALL, "The teacher is ill", now="03-26T12:00")
    assert [each.state for each in of_series(made[2])].count(LiveState.CANCELLED) == 4
    assert told()[-1] == ("cancelled", 4)


def test_words_for_all_leave_the_hours_alone_and_are_heard_by_calendars_only(classroom: Classroom) -> None:
    made = series(classroom)
    change(made[1], starts_at=at("03-26T09:30"))
    change(made[2], Scope.ALL, title="Cells and tissue", may_record=True)
    assert {(each.title, each.may_record) for each in made} == {("Cells and tissue", True)}
    assert shown(made)[1] == "03-26 09:30"
    assert [each.sequence for each in made] == [1, 2, 1, 1, 1, 1]
    assert told() == [("rescheduled", 1)]
    change(made[2], Scope.ALL, title="Cells and tissue")
    assert made[0].sequence == 1


def test_a_series_without_end_goes_on_as_it_was_changed(classroom: Classroom) -> None:
    made = series(classroom, rule="FREQ=WEEKLY")
    change(made[-1], title="Only this one")
    change(made[1], Scope.FOLLOWING, starts_at=at("03-30T20:00"), title="Late cells")
    cancel(made[20], Scope.FOLLOWING)
    with clock.pretend(at("11-20T12:00")):
        assert live_series.make_due() == 0
    assert [each.state for each in of_series(made[20])].count(LiveState.SCHEDULED) == 19


def test_once_becomes_a_series(classroom: Classroom) -> None:
    with clock.pretend(at("03-01T12:00")):
        session = live_sessions.create(
            classroom,
            actor=classroom.owner,
            title="Cells",
            starts_at=at("03-23T08:00"),
            minutes=60,
            zone=BERLIN,
        )
    change(session, rule="FREQ=DAILY;COUNT=3")
    assert shown(of_series(session)) == ["03-23 08:00", "03-24 08:00", "03-25 08:00"]
    with pytest.raises(Invalid) as refusal:
        change(session, rule="FREQ=DAILY;COUNT=5")
    assert set(refusal.value.fields) == {"rule"}


def test_what_was_changed_meanwhile_goes_on_or_is_over_is_not_changed(classroom: Classroom) -> None:
    made = series(classroom)
    with pytest.raises(Conflict):
        change(made[0], version=7, title="Other")
    live, over = make_live(classroom, state=LiveState.LIVE), make_live(classroom, state=LiveState.COMPLETED)
    db.session.commit()
    with pytest.raises(Conflict):
        live_edits.change(live, actor=classroom.owner, when=When(minutes=90))
    with pytest.raises(Conflict):
        live_cancelling.cancel(live, actor=classroom.owner)
    assert live_edits.change(live, actor=classroom.owner, title="Other").title == "Other"
    for deed in (lambda: live_edits.change(over, actor=classroom.owner, title="Other"), lambda: cancel(over)):
        with pytest.raises(Conflict):
            deed()


def test_cancelling_twice_is_as_once(classroom: Classroom) -> None:
    session = make_live(classroom)
    for _time in range(2):
        live_cancelling.cancel(session, actor=classroom.owner, reason="Snow")
    assert (session.state, session.cancel_reason, session.sequence) == (LiveState.CANCELLED, "Snow", 1)
    assert len(db.session.scalars(select(Event).where(Event.type == "live.cancelled")).all()) == 1


def test_people_come_and_go_and_only_they_hear(classroom: Classroom, teacher: User) -> None:
    inside, guest = make_user("student", "Ina In"), make_user("student", "Gus Guest")
    make_member(classroom, inside)
    make_member(make_classroom(teacher), guest)
    made = series(classroom)
    with clock.pretend(at("03-02T12:00")):
        live_participants.add(made[1], [guest.public_id, inside.public_id], actor=teacher, scope=Scope.FOLLOWING)
        assert guest.id not in db.session.scalars(made[0].people()).all()
        assert guest.id in db.session.scalars(made[5].people()).all()
        live_participants.remove(made[1], [guest.public_id, inside.public_id, teacher.public_id], actor=teacher)
        assert set(db.session.scalars(made[1].people())) == {teacher.id}
        live_participants.add(made[1], [inside.public_id], actor=teacher)
        assert set(db.session.scalars(made[1].people())) == {teacher.id, inside.id}
    events = db.session.scalars(select(Event).where(Event.type.like("live.participants%")).order_by(Event.id))
    assert [event.facts["user_ids"] for event in events] == [[guest.id], [inside.id, guest.id], [inside.id]]
    with pytest.raises(Invalid):
        live_participants.add(made[1], [make_user("student", "Sue Stranger").public_id], actor=teacher)


def test_a_meeting_for_a_group_instead_of_the_class(classroom: Classroom, teacher: User) -> None:
    grouped, other = make_user("student", "Gro Grouped"), make_user("student", "Otto Other")
    make_member(classroom, grouped)
    make_member(classroom, other)
    session = make_live(classroom)
    db.session.commit()
    with pytest.raises(Invalid) as refusal:
        live_edits.change(session, actor=teacher, kind=LiveKind.GROUP)
    assert set(refusal.value.fields) == {"people"}
    group = Group(classroom=classroom, name="Readers")
    db.session.add(group)
    db.session.commit()
    live_edits.change(session, actor=teacher, kind=LiveKind.GROUP, group=group)
    assert set(db.session.scalars(session.people())) == {teacher.id}
    (event,) = db.session.scalars(select(Event).where(Event.type.like("live.participants%")))
    assert event.facts["user_ids"] == [grouped.id, other.id]
