"""The calendar's page (LIV11): what stands on which day, in three views, and sessions moved to other days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.extensions import db
from app.models.classroom import ClassRole
from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.models.quiz import QuizException
from app.web import calendar_days
from app.web.calendar_days import View
from tests.support.live import make_live
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted
from tests.support.quizzes import make_quiz

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def shown(client, user, address="/calendar"):
    client.log_in(user)
    return client.get(address).get_data(as_text=True)


def entries(page):
    """Days of the month, by ISO date, with the titles that stand there."""
    cells = re.findall(r'data-calendar-day="([\d-]+)".*?</td>', page, re.S)
    parts = re.split(r'data-calendar-day="[\d-]+"', page)[1:]
    titles = [re.findall(r'title="([^"]*?) · ', part.split("</td>")[0]) for part in parts]
    return {day: found for day, found in zip(cells, titles, strict=True) if found}


def test_a_month_has_whole_weeks_with_each_session_on_its_day(client, ring):
    make_live(ring.classroom, title="Cells", starts_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    make_live(ring.classroom, title="Before", starts_at=datetime(2026, 10, 26, 9, 0, tzinfo=UTC))
    make_live(ring.classroom, title="Elsewhen", starts_at=datetime(2026, 12, 24, 9, 0, tzinfo=UTC))
    db.session.commit()

    page = shown(client, ring.students[0])

    assert entries(page) == {"2026-11-20": ["Cells"], "2026-10-26": ["Before"]}
    assert page.count("data-calendar-day=") == 42
    assert "November 2026" in page


def test_a_day_is_the_one_of_the_readers_own_clock(client, ring):
    make_live(ring.classroom, title="Late", starts_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    east, west = ring.students[0], ring.students[1]
    east.timezone, west.timezone = "Asia/Tokyo", "America/Los_Angeles"
    db.session.commit()

    assert entries(shown(client, east)) == {"2026-11-21": ["Late"]}
    assert entries(shown(client, west)) == {"2026-11-20": ["Late"]}


def test_quizzes_stand_where_they_close_for_their_reader(client, ring):
    quiz = make_quiz(ring.classroom, title="Fractions", closes_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    make_quiz(ring.classroom, title="Draft", published=False, closes_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    later = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    db.session.add(QuizException(quiz_id=quiz.id, user_id=ring.students[1].id, closes_at=later))
    db.session.commit()

    assert entries(shown(client, ring.students[0])) == {"2026-11-20": ["Fractions"]}
    assert entries(shown(client, ring.students[1])) == {"2026-11-22": ["Fractions"]}
    assert entries(shown(client, ring.teacher)) == {"2026-11-20": ["Fractions"]}
    assert entries(shown(client, make_user())) == {}


@pytest.mark.parametrize("view", list(View))
def test_every_view_says_when_where_and_how_it_stands(client, ring, view):
    make_live(ring.classroom, title="Going on", state=LiveState.LIVE)
    make_live(ring.classroom, title="Called off", state=LiveState.CANCELLED)
    db.session.commit()

    page = shown(client, ring.students[0], f"/calendar?view={view.value}")

    main = page.split("<main")[1]
    assert "Going on" in main
    assert "Called off" in main
    assert "Cancelled" in main
    assert ("Live now" in main) or ("/join" in main)


def test_the_list_begins_with_the_day_asked_for_and_says_when_there_is_nothing(client, ring):
    make_live(ring.classroom, title="Cells", starts_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    db.session.commit()

    assert "Cells" in shown(client, ring.students[0], "/calendar?view=list&day=2026-11-20")
    assert "Nothing in these days" in shown(client, ring.students[0], "/calendar?view=list&day=2026-11-21")


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-13-40", "0001-01-01", "9999-12-31", "%00"])
def test_what_is_no_day_is_today(client, ring, day):
    assert "2026" in shown(client, ring.students[0], f"/calendar?day={day}").split("calendar-title")[1][:60]


def test_it_asks_no_more_for_many_entries_than_for_few(client, ring):
    client.log_in(ring.students[0])

    def asked():
        with counted() as queries:
            client.get("/calendar")
        return len(queries)

    make_live(ring.classroom)
    make_quiz(ring.classroom, closes_at=NOW + timedelta(days=1))
    db.session.commit()
    few = asked()
    other = make_classroom(ring.teacher)
    make_member(other, ring.students[0])
    for number in range(20):
        make_live(other, title=str(number))
    make_quiz(other, closes_at=NOW + timedelta(days=2))
    db.session.commit()

    assert asked() == few <= 10


def move(client, session, day):
    address = f"/calendar/sessions/{session.public_id}/day"
    return client.post(address, data={"day": day, "view": "month"})


def at(session):
    return db.session.get(LiveSession, session.id, populate_existing=True).starts_at


def test_a_session_moves_to_another_day_at_the_hour_of_its_own_zone_and_its_people_hear_of_it(client, ring):
    starts = datetime(2027, 3, 27, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin, the day before its clocks go forward
    session = make_live(ring.classroom, starts_at=starts, zone="Europe/Berlin")
    db.session.commit()
    client.log_in(ring.teacher)

    answer = move(client, session, "2027-03-29")

    assert answer.status_code == 303
    assert "day=2027-03-29" in answer.headers["Location"]
    assert at(session) == datetime(2027, 3, 29, 8, 0, tzinfo=UTC)
    assert db.session.query(Event).filter_by(type="live.rescheduled").count() == 1


def test_who_only_learns_there_moves_nothing(client, ring):
    session = make_live(ring.classroom, starts_at=NOW + timedelta(days=1))
    assistant = make_user("teacher")
    make_member(ring.classroom, assistant, ClassRole.ASSISTANT)
    db.session.commit()
    for person, status in ((ring.students[0], 403), (assistant, 403), (make_user(), 404)):
        client.log_in(person)
        assert move(client, session, "2026-11-30").status_code == status
    assert at(session) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "day"),
    [(LiveState.SCHEDULED, "2026-11-01"), (LiveState.LIVE, "2026-11-25"), (LiveState.COMPLETED, "2026-11-25")],
)
def test_what_cannot_be_moved_stays_and_says_why(client, ring, state, day):
    session = make_live(ring.classroom, state=state)
    db.session.commit()
    before = at(session)
    client.log_in(ring.teacher)

    assert move(client, session, day).status_code == 303

    assert at(session) == before
    assert 'class="banner banner-bad"' in client.get("/calendar").get_data(as_text=True)


def test_a_day_that_is_none_is_refused(client, ring):
    session = make_live(ring.classroom)
    db.session.commit()
    client.log_in(ring.teacher)

    assert move(client, session, "soon").status_code == 422


def test_only_what_may_be_moved_offers_it(client, ring):
    make_live(ring.classroom, title="To come", starts_at=NOW + timedelta(days=1))
    make_live(ring.classroom, title="Off", state=LiveState.CANCELLED)
    db.session.commit()

    assert shown(client, ring.teacher).count("data-move-url") == 1
    assert "data-move-url" not in shown(client, ring.students[0])


@given(st.dates(date(2000, 2, 1), date(2099, 11, 30)), st.sampled_from(list(View)))
def test_every_span_holds_its_day_in_whole_weeks_and_leads_on_without_gaps(day, view):
    span = calendar_days.span(view, day)

    assert span.first <= day < span.last
    assert (span.last - span.first).days % 7 == 0
    if view is not View.LIST:
        assert span.first.weekday() == 0
    later, earlier = calendar_days.span(view, span.after), calendar_days.span(view, span.before)
    assert span.first < later.first <= span.last
    assert earlier.first < span.first <= earlier.last
    if view is View.MONTH:
        assert (span.after.day, (span.after - day).days <= 31) == (1, True)
