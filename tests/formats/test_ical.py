"""Calendars written by us, read back by another library (vobject) and by eye."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.formats import ical

STARTS = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
CHANGED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(title="Cells", **values):
    return ical.Entry(f"{values.pop('uid', 'a1')}@school.example", title, STARTS, STARTS + HOUR, CHANGED, **values)


def read(*entries, name="My calendar"):
    return vobject.readOne(ical.calendar(name, entries).decode())


def test_what_another_library_reads_is_what_was_written():
    event = read(entry(sequence=3, about="Biology 8b", url="https://school.example/sessions/a1")).vevent

    assert event.uid.value == "a1@school.example"
    assert event.summary.value == "Cells"
    assert event.dtstart.value == STARTS
    assert event.dtend.value - event.dtstart.value == HOUR
    assert event.dtstamp.value == event.last_modified.value == CHANGED
    assert (event.sequence.value, event.status.value, event.transp.value) == ("3", "CONFIRMED", "OPAQUE")
    assert event.description.value == "Biology 8b"
    assert event.url.value == "https://school.example/sessions/a1"


def test_the_calendar_says_who_made_it_how_it_is_called_and_when_to_look_again():
    whole = read(entry(), name="Tess, 8b; the “blue” one")

    assert whole.prodid.value == ical.MAKER
    assert whole.version.value == "2.0"
    assert whole.method.value == "PUBLISH"
    assert whole.contents["x-wr-calname"][0].value.replace("\\", "") == "Tess, 8b; the “blue” one"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in ical.calendar("", [])


def test_a_cancelled_event_stays_with_its_number_and_leaves_its_people_free():
    event = read(entry(cancelled=True, sequence=4)).vevent

    assert (event.status.value, event.sequence.value, event.transp.value) == ("CANCELLED", "4", "TRANSPARENT")


def test_a_moment_has_no_end_and_takes_no_time():
    event = read(ical.Entry("q1@school.example", "Quiz closes", STARTS, None, CHANGED)).vevent

    assert "dtend" not in event.contents
    assert event.transp.value == "TRANSPARENT"


def test_instants_are_written_in_utc_whatever_their_zone():
    text = ical.calendar("", [entry()]).decode()

    assert "DTSTART:20260329T003000Z\r\n" in text
    assert "TZID" not in text


def test_each_entry_is_an_event_of_its_own_and_the_same_entries_give_the_same_bytes():
    entries = [entry(uid="a1"), entry(uid="a2")]

    whole = read(*entries)

    assert [event.uid.value for event in whole.vevent_list] == ["a1@school.example", "a2@school.example"]
    assert ical.calendar("x", entries) == ical.calendar("x", entries)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=100))
def test_no_text_makes_a_line_of_its_own_and_no_line_is_longer_than_allowed(title, about, name):
    written = ical.calendar(name, [entry(title, about=about)])

    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(control in line for line in lines for control in (b"\r", b"\n", b"\0"))
    assert [line for line in lines if line.startswith(b"BEGIN:")] == [b"BEGIN:VCALENDAR", b"BEGIN:VEVENT"]
    assert written.decode()


def test_line_ends_that_people_typed_are_lines_within_the_text():
    event = read(entry("a\rDTSTART:20000101T000000Z", about="one\r\ntwo\x85three")).vevent

    assert event.dtstart.value == STARTS
    assert event.description.value == "one\ntwo\nthree"
