"""The school's calendar: days of the week, holidays, and which day is a school day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.actions import calendars
from app.extensions import db
from app.models import limits
from app.models.audit import AuditEntry
from app.models.calendar import WEEK, Calendar, Holiday, Weekday, as_bits, from_bits
from app.models.school import School
from app.models.user import Role, User
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.queries import counted

MONDAY = date(2026, 11, 23)
SUMMER = {"name": "Summer", "starts_on": "2027-07-01", "ends_on": "2027-08-09"}


@pytest.fixture
def admin(client: Browser) -> User:
    person = make_user(Role.ADMIN)
    client.log_in(person)
    return person


def make_holiday(first: date = date(2027, 7, 1), last: date = date(2027, 8, 9), name: str = "Summer") -> Holiday:
    made = Holiday(name=name, starts_on=first, ends_on=last)
    db.session.add(made)
    db.session.commit()
    return made


def test_school_days() -> None:
    week = frozenset({Weekday.MONDAY, Weekday.SATURDAY})
    calendar = Calendar(week, ((MONDAY + timedelta(days=7), MONDAY + timedelta(days=7)),))
    assert [calendar.is_school_day(MONDAY + timedelta(days=number)) for number in range(8)] == [
        True,
        *(False,) * 4,
        True,
        False,
        False,
    ]


def test_a_holiday_holds_its_first_and_last_day() -> None:
    calendar = Calendar(frozenset(WEEK), ((date(2027, 7, 1), date(2027, 7, 3)),))
    days = [date(2027, 6, 30) + timedelta(days=number) for number in range(5)]
    assert [calendar.is_school_day(day) for day in days] == [True, False, False, False, True]


@pytest.mark.parametrize("bits", range(1, 128))
def test_days_are_kept_as_bits(bits: int) -> None:
    assert as_bits(from_bits(bits)) == bits


def test_the_usual_week(client: Browser) -> None:
    calendar = calendars.calendar()
    assert [calendar.is_school_day(MONDAY + timedelta(days=number)) for number in range(7)] == [True] * 5 + [False] * 2


def test_read_in_one_question(client: Browser) -> None:
    for year in range(2027, 2047):
        make_holiday(date(year, 7, 1), date(year, 8, 1))
    with counted() as asked:
        calendar = calendars.calendar()
        assert not calendar.is_school_day(date(2040, 7, 20))
    assert len(asked) == 1


def test_days_of_the_week(client: Browser, admin: User) -> None:
    assert client.get("/admin/calendar").status_code == 200
    assert client.post("/admin/calendar/days", data={"school_days": ["sunday", "monday"]}).status_code == 303
    assert from_bits(db.session.scalars(School.the()).one().school_days) == [Weekday.MONDAY, Weekday.SUNDAY]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.after) == ("school.calendar_changed", {"school_days": ["monday", "sunday"]})
    assert "Monday, Sunday" in client.get("/admin/audit").text


@pytest.mark.parametrize("days", [[], ["someday"], ["monday", "x"]])
def test_wrong_days(client: Browser, admin: User, days: list[str]) -> None:
    assert client.post("/admin/calendar/days", data={"school_days": days}).status_code == 422
    assert db.session.scalars(School.the()).one().school_days == 0b11111


def test_holidays(client: Browser, admin: User) -> None:
    assert client.post("/admin/calendar/holidays", data=SUMMER).status_code == 303
    found = db.session.scalars(select(Holiday)).one()
    assert "Jul 1, 2027 – Aug 9, 2027" in client.get("/admin/calendar").text
    path = f"/admin/calendar/holidays/{found.public_id}"
    assert 'value="2027-08-09"' in client.get(path).text
    assert client.post(path, data={**SUMMER, "ends_on": "2027-07-01"}).status_code == 303
    assert "Jul 1, 2027<" in client.get("/admin/calendar").text
    assert client.post(f"{path}/removal").status_code == 303
    assert db.session.scalars(select(Holiday)).all() == []
    assert len(db.session.scalars(select(AuditEntry)).all()) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"starts_on": ""},
        {"starts_on": "yesterday"},
        {"ends_on": "2027-06-30"},
        {"ends_on": "2028-07-01"},
        {"ends_on": "9999-12-31"},
    ],
)
def test_wrong_holidays(client: Browser, admin: User, change: dict[str, str]) -> None:
    assert client.post("/admin/calendar/holidays", data={**SUMMER, **change}).status_code == 422
    assert db.session.scalars(select(Holiday)).all() == []
    kept = make_holiday()
    path = f"/admin/calendar/holidays/{kept.public_id}"
    assert client.post(path, data={**SUMMER, "name": "Other", **change}).status_code == 422
    db.session.refresh(kept)
    assert (kept.name, kept.ends_on) == ("Summer", date(2027, 8, 9))


def test_many_holidays_are_paged_and_bounded(client: Browser, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(25):
        make_holiday(name=f"Day {number}")
    assert client.get("/admin/calendar").text.count("Remove “Day") == limits.PAGE
    monkeypatch.setattr(limits, "HOLIDAYS", 25)
    answer = client.post("/admin/calendar/holidays", data=SUMMER)
    assert answer.status_code == 422
    assert "There are 25 already." in answer.text
