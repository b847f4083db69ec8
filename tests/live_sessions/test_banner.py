"""The banner over every page while a live session goes on (LIV12), without scripts."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from app import clock
from app.actions import live_rooms
from app.extensions import db
from app.models import live_now
from app.models.classroom import MemberState
from app.models.live import LiveState
from app.models.live_people import Entry, LiveEntry, Seat
from app.notifications import hints
from tests.support.live import keep_live, make_live, make_participant
from tests.support.people import make_member, make_user
from tests.support.queries import counted

PAGES = ("/", "/classrooms", "/notifications", "/me")
ALONE = "/live/banner"
BANNER = 'class="live-banner"'


def banner(client, user, path=ALONE):
    client.log_in(user)
    part = {"HX-Request": "true"} if path == ALONE else {}
    return client.get(path, headers=part).get_data(as_text=True)


@pytest.fixture
def going_on(ring):
    return keep_live(ring.classroom)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_whom_it_concerns_shows_it_with_the_way_in(client, ring, going_on, path):
    shown = banner(client, ring.students[0], path)

    assert BANNER in shown
    assert "Cells under the microscope" in shown
    assert f'action="/sessions/{going_on.public_id}/join"' in shown


def test_the_host_sees_it_too(client, ring, going_on):
    assert BANNER in banner(client, ring.teacher, "/")


def test_nobody_else_sees_it(client, ring, going_on):
    outsider, suspended = make_user(), make_user()
    make_member(ring.classroom, suspended, state=MemberState.SUSPENDED)
    db.session.commit()

    assert BANNER not in banner(client, outsider, "/")
    assert BANNER not in banner(client, suspended, "/")


def test_strangers_have_none(client, ring, going_on):
    assert BANNER not in client.get("/").get_data(as_text=True)
    assert client.get(ALONE).status_code in (302, 303)


@pytest.mark.parametrize("state", [LiveState.SCHEDULED, LiveState.COMPLETED, LiveState.CANCELLED])
def test_what_does_not_go_on_has_no_banner(client, ring, state):
    make_live(ring.classroom, state=state)
    db.session.commit()

    assert BANNER not in banner(client, ring.students[0], "/")


def test_it_comes_with_the_start_and_goes_with_the_end(client, ring):
    student = ring.students[0]
    session = make_live(ring.classroom, starts_at=clock.now())
    db.session.commit()
    seen = [hints.position(student.id)["live"]]

    live_rooms.start(session, actor=ring.teacher)
    seen.append(hints.position(student.id)["live"])
    assert BANNER in banner(client, student)
    live_rooms.end(session, actor=ring.teacher)
    seen.append(hints.position(student.id)["live"])

    assert BANNER not in banner(client, student)
    assert seen[0] == seen[2] == live_now.NOTHING
    assert seen[1] != live_now.NOTHING


def test_whoever_was_taken_off_or_sent_out_sees_it_no_longer_and_a_guest_does(client, ring, going_on):
    away, out, guest = ring.students[0], ring.students[1], make_user()
    make_participant(going_on, away, Seat.REMOVED)
    make_participant(going_on, guest, Seat.GUEST)
    sent_out = {"state": Entry.REMOVED, "asked_at": clock.now()}
    db.session.add(LiveEntry(session_id=going_on.id, user_id=out.id, **sent_out))
    db.session.commit()

    assert BANNER not in banner(client, away)
    assert BANNER not in banner(client, out)
    assert BANNER in banner(client, guest)


def test_the_mark_changes_with_each_thing_that_begins_ends_or_is_called_otherwise(ring):
    student = ring.students[0]

    def mark():
        db.session.commit()
        return hints.position(student.id)["live"]

    marks = [mark()]
    first = make_live(ring.classroom, state=LiveState.LIVE)
    marks.append(mark())
    second = make_live(ring.classroom, state=LiveState.LIVE, title="Leaves")
    marks.append(mark())
    first.version += 1
    marks.append(mark())
    second.state, second.ended_at = LiveState.COMPLETED, clock.now()
    marks.append(mark())

    assert all(one != next_one for one, next_one in pairwise(marks))
    assert len(set(marks)) == len(marks)


def test_several_are_shown_the_latest_first_and_no_more_than_fit(client, ring):
    for minutes in range(5):
        starts = clock.now() - timedelta(minutes=minutes)
        make_live(ring.classroom, state=LiveState.LIVE, title=f"Session {minutes}", starts_at=starts)
    db.session.commit()

    shown = banner(client, ring.students[0])

    assert [number for number in range(5) if f">Session {number}<" in shown] == [0, 1, 2]
    assert shown.index(">Session 0<") < shown.index(">Session 1<") < shown.index(">Session 2<")


def test_pages_ask_nothing_more_while_nothing_goes_on_and_one_thing_while_something_does(client, ring):
    client.log_in(ring.students[0])
    client.get("/me")
    with counted() as quiet:
        client.get("/me")
    make_live(ring.classroom, state=LiveState.LIVE)
    make_live(ring.classroom, state=LiveState.LIVE)
    db.session.commit()

    with counted() as during:
        client.get("/me")

    assert len(during) == len(quiet) + 1, during


def test_a_page_that_asks_what_is_new_is_told_that_the_banner_changed(client, ring):
    student = ring.students[0]
    client.log_in(student)
    before = client.get("/notifications/sync?since=0")
    tag = {"If-None-Match": before.headers["ETag"]}
    assert client.get("/notifications/sync?since=0", headers=tag).status_code == 304

    make_live(ring.classroom, state=LiveState.LIVE)
    db.session.commit()
    after = client.get("/notifications/sync?since=0", headers=tag)

    assert before.json["live"] == live_now.NOTHING
    assert after.json["live"] == hints.position(student.id)["live"] != live_now.NOTHING


def test_what_is_asked_for_the_banner_uses_the_index_of_running_sessions(app, ring):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own words for its plan")
    with counted() as queries:
        hints.position(ring.students[0].id)
    [asked] = queries.statements
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (1,) * asked.count("?"))

    assert any("ix_live_sessions_running" in row[3] for row in plan)
