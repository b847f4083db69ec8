"""Quiet hours hold what is not urgent, by each person's own clock (NOT9; test 29 of notifications.md 5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from time_machine import travel

from app.actions import profiles
from app.errors import Invalid
from app.models.notification import Channel, Priority
from app.models.preference import EVERY_DAY
from app.models.user import Role, User
from app.notifications import policies, schedules
from app.notifications.kinds import kind_of
from tests.notifications.reached import fate, make_device, publish, release, send
from tests.support.people import make_member, make_user
from tests.support.ring import Ring

WEEK = list(range(7))
EVENING = datetime(2026, 3, 4, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 7, tzinfo=UTC)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FREE, HELD = ("pending", None), ("held", "quiet")


@pytest.fixture
def admin(ring: Ring) -> User:
    return make_user(Role.ADMIN)


@pytest.fixture
def student(ring: Ring) -> User:
    make_device(ring.students[0])
    return ring.students[0]


def school_quiet(admin: User, start: int = 20 * 60, end: int = 7 * 60, *, on: bool = True, passes: bool = True) -> None:
    policies.keep_quiet(actor=admin, on=on, start=start, end=end, urgent_passes=passes)


def own_quiet(
    user: User,
    start: int = 20 * 60,
    end: int = 7 * 60,
    *,
    on: bool = True,
    weekdays: list[int] | None = None,
    passes: bool = True,
) -> None:
    weekdays = WEEK if weekdays is None else weekdays
    schedules.keep_quiet(user, on=on, start=start, end=end, weekdays=weekdays, urgent_passes=passes)


def urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(kind_of("new_content")), "priority", Priority.HIGH)


def move(user: User, zone: str) -> None:
    """As the form of the profile does."""
    profiles.change(user, actor=user, name=user.name, username=user.username, language="en", timezone=zone)


def test_the_schools_hours_hold_for_students_only(ring: Ring, student: User, admin: User) -> None:
    teacher = make_user(Role.TEACHER)
    make_member(ring.classroom, teacher, "teacher")
    school_quiet(admin)
    with travel(EVENING, tick=False):
        publish(ring)
        for channel in (Channel.PUSH, Channel.EMAIL):
            assert fate(student, channel) == HELD
            assert release(student, channel) == MORNING
        assert fate(teacher) == FREE
    with travel(NOON, tick=False):
        publish(ring)
        assert fate(student) == FREE


def test_ones_own_hours_instead_of_the_schools(ring: Ring, student: User, admin: User) -> None:
    school_quiet(admin)
    own_quiet(student, 12 * 60, 13 * 60)
    with travel(EVENING, tick=False):
        publish(ring)
        assert fate(student) == FREE
        assert fate(ring.students[1]) == HELD
    with travel(NOON, tick=False):
        publish(ring)
        assert fate(student) == HELD
        assert release(student) == NOON + timedelta(hours=1)


def test_switched_off_for_oneself_and_back_to_the_schools(ring: Ring, student: User, admin: User) -> None:
    school_quiet(admin)
    own_quiet(student, on=False)
    assert schedules.of(student)[0].own
    with travel(EVENING, tick=False):
        publish(ring)
        assert fate(student) == FREE
        schedules.leave_quiet_to_school(student)
        publish(ring)
        assert fate(student) == HELD
    hours, _plan = schedules.of(student)
    assert (hours.own, hours.on, hours.start, hours.end, hours.days) == (False, True, 1200, 420, EVERY_DAY)


def test_teachers_may_have_hours_of_their_own(ring: Ring, admin: User) -> None:
    teacher = make_user(Role.TEACHER)
    make_member(ring.classroom, teacher, "teacher")
    assert schedules.of(teacher)[0].on is False
    own_quiet(teacher)
    with travel(EVENING, tick=False):
        publish(ring)
        assert fate(teacher) == HELD


def test_only_on_the_days_they_begin_on(ring: Ring, student: User) -> None:
    """EVENING is a Wednesday; what begins then lasts into Thursday."""
    own_quiet(student, weekdays=[2])
    with travel(EVENING + timedelta(hours=6), tick=False):
        publish(ring)
        assert fate(student) == HELD
    with travel(EVENING + timedelta(days=1), tick=False):
        publish(ring)
        assert fate(student) == FREE


def test_choosing_when_mail_is_gathered_leaves_quiet_hours_to_the_school(
    ring: Ring, student: User, admin: User
) -> None:
    schedules.plan_digest(student, every=schedules.Every.WEEK, hour=7, weekday=0)
    school_quiet(admin)
    with travel(EVENING, tick=False):
        publish(ring)
        assert fate(student) == HELD


@pytest.mark.parametrize(
    ("by_school", "by_user", "expected"), [(True, True, FREE), (False, True, HELD), (True, False, HELD)]
)
def test_what_is_urgent_passes_unless_somebody_says_no(
    ring: Ring,
    student: User,
    admin: User,
    monkeypatch: pytest.MonkeyPatch,
    by_school: bool,
    by_user: bool,
    expected: tuple[str, str | None],
) -> None:
    urgent(monkeypatch)
    school_quiet(admin, passes=by_school)
    own_quiet(student, passes=by_user)
    with travel(EVENING, tick=False):
        publish(ring)
        assert fate(student, Channel.PUSH) == expected


def test_night_falls_while_it_waits(ring: Ring, student: User) -> None:
    own_quiet(student)
    with travel(EVENING - timedelta(hours=2), tick=False) as now:
        publish(ring)
        assert fate(student) == FREE
        now.move_to(EVENING)
        assert student.email not in send(student)
        assert (fate(student), release(student)) == (HELD, MORNING)
        now.move_to(MORNING)
        assert send(student) == [student.email]


def test_other_hours_count_at_once_for_what_waits(ring: Ring, student: User) -> None:
    own_quiet(student)
    with travel(EVENING, tick=False) as now:
        publish(ring)
        own_quiet(student, end=22 * 60)
        send(student)
        assert (fate(student), release(student)) == (HELD, EVENING + timedelta(minutes=30))
        now.shift(60)
        own_quiet(student, on=False)
        assert send(student) == [student.email]


def test_other_hours_of_the_school_count_at_once_too(ring: Ring, student: User, admin: User) -> None:
    school_quiet(admin)
    with travel(EVENING, tick=False):
        publish(ring)
        school_quiet(admin, on=False)
        assert sorted(send(student)) == sorted(str(each.email) for each in ring.students)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start": 1440}, "start"),
        ({"end": -1}, "end"),
        ({"start": 60, "end": 60}, "end"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays"),
    ],
)
def test_hours_that_make_no_sense(student: User, values: dict[str, object], field: str) -> None:
    good = {"on": True, "start": 60, "end": 120, "weekdays": WEEK, "urgent_passes": True}
    with pytest.raises(Invalid) as refusal:
        schedules.keep_quiet(student, **{**good, **values})
    assert list(refusal.value.fields) == [field]
    assert schedules.of(student)[0].own is False


class TestNumber29:
    """Quiet hours across spring-forward and fall-back, Lord Howe's half hour, a change of zone while held."""

    @pytest.mark.parametrize(
        ("zone", "now", "start", "end", "over"),
        [
            # Madrid: at 02:00 of 29 March it is 03:00, at 03:00 of 25 October it is 02:00 once more.
            ("Europe/Madrid", "2026-03-28T22:00", 22 * 60, 7 * 60, "2026-03-29T05:00"),
            ("Europe/Madrid", "2026-03-28T22:00", 22 * 60, 2 * 60 + 30, "2026-03-29T01:00"),
            ("Europe/Madrid", "2026-10-24T22:00", 22 * 60, 7 * 60, "2026-10-25T06:00"),
            ("Europe/Madrid", "2026-10-24T22:00", 22 * 60, 2 * 60 + 30, "2026-10-25T00:30"),
            # Lord Howe moves by half an hour: 02:00 of 4 October is 02:30, 02:00 of 5 April is 01:30 once more.
            ("Australia/Lord_Howe", "2026-10-03T13:00", 22 * 60, 7 * 60, "2026-10-03T20:00"),
            ("Australia/Lord_Howe", "2026-10-03T13:00", 22 * 60, 2 * 60 + 15, "2026-10-03T15:30"),
            ("Australia/Lord_Howe", "2026-04-04T13:00", 22 * 60, 7 * 60, "2026-04-04T20:30"),
            ("Australia/Lord_Howe", "2026-04-04T13:00", 22 * 60, 60 + 45, "2026-04-04T14:45"),
        ],
    )
    def test_the_night_in_which_clocks_change(
        self, ring: Ring, student: User, zone: str, now: str, start: int, end: int, over: str
    ) -> None:
        move(student, zone)
        own_quiet(student, start, end)
        with travel(datetime.fromisoformat(now).replace(tzinfo=UTC), tick=False) as shown:
            publish(ring)
            ends = datetime.fromisoformat(over).replace(tzinfo=UTC)
            assert (fate(student), release(student)) == (HELD, ends)
            shown.move_to(ends - timedelta(minutes=1))
            assert student.email not in send(student)
            shown.move_to(ends)
            assert student.email in send(student)

    def test_a_zone_where_it_is_day_lets_go_at_once(self, ring: Ring, student: User) -> None:
        own_quiet(student)
        with travel(EVENING, tick=False) as now:
            publish(ring)
            assert fate(student) == HELD
            now.shift(60)
            move(student, "Asia/Tokyo")  # half past six there, and quiet until seven
            assert student.email not in send(student)
            assert release(student) == EVENING + timedelta(minutes=30)
            move(student, "Pacific/Auckland")  # half past ten in the morning
            assert send(student) == [student.email]

    def test_a_zone_where_the_night_is_longer_holds_on(self, ring: Ring, student: User) -> None:
        own_quiet(student)
        with travel(EVENING, tick=False) as now:
            publish(ring)
            move(student, "America/New_York")  # half past four in the afternoon
            move(student, "America/Sao_Paulo")  # half past six
            move(student, "Atlantic/Azores")  # half past eight: quiet until eight in the morning, UTC
            assert student.email not in send(student)
            assert release(student) == MORNING + timedelta(hours=1)
            now.move_to(MORNING)
            assert student.email not in send(student)
            now.move_to(MORNING + timedelta(hours=1))
            assert send(student) == [student.email]

    def test_people_of_many_zones_in_one_class(self, ring: Ring) -> None:
        zones = ("UTC", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
        people = [make_user(timezone=zone) for zone in zones]
        for person in people:
            make_member(ring.classroom, person)
            own_quiet(person)
        with travel(EVENING, tick=False):
            publish(ring)
            found = {person.timezone: (fate(person)[0], release(person)) for person in people}
        assert found == {
            "UTC": ("held", MORNING),
            "Australia/Lord_Howe": ("pending", None),
            "Asia/Kathmandu": ("held", datetime(2026, 3, 5, 1, 15, tzinfo=UTC)),
            "America/St_Johns": ("pending", None),
            "Pacific/Kiritimati": ("pending", None),
        }
