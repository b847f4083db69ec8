"""The history and the dropdown: narrowed, bundled, marked unread, read whole (NOT4, NOT10, NOT14)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.base import new_public_id
from app.models.event import Event, EventText
from app.models.notification import Notification, NotificationState, Priority
from app.models.user import Role, User
from app.notifications import by_hand, fanout, hints, reading, whom
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted
from tests.support.ring import Ring, notes_of


def publish(ring: Ring, *titles: str) -> None:
    for title in titles:
        fanout.run(ring.dispatch(ring.publish(title=title)).id)


@pytest.fixture
def student(ring: Ring) -> User:
    publish(ring, "Cells", "Roots", "Leaves")
    return ring.students[0]


@pytest.fixture
def browser(app: Flask, student: User) -> Browser:
    return app.test_client().log_in(student)  # type: ignore[no-any-return]


def other_class(ring: Ring) -> Ring:
    chess = Ring(ring.teacher, make_classroom(ring.teacher, title="Chess"), ring.students)
    make_member(chess.classroom, ring.students[0])
    return chess


def text_of(browser: Browser, path: str) -> str:
    return str(ask(browser, path).get_data(as_text=True))


def ask(browser: Browser, path: str) -> TestResponse:
    return browser.get(path, headers={"HX-Request": "true"} if path.endswith("recent") else {})


def test_by_class_and_by_type(ring: Ring, browser: Browser, student: User) -> None:
    chess = other_class(ring)
    publish(chess, "Openings")
    of_chess = text_of(browser, f"/notifications?class={chess.classroom.public_id}")
    assert "Openings" in of_chess
    assert "Roots" not in of_chess
    assert "Roots" in text_of(browser, "/notifications?type=new_content")
    assert "Nothing of the kind" in text_of(browser, "/notifications?type=join_approved")


def test_filters_that_mean_nothing_filter_nothing(browser: Browser) -> None:
    assert "Roots" in text_of(browser, "/notifications?type=nonsense&class=%00&unread=perhaps")


def test_filters_stay_from_page_to_page(ring: Ring, browser: Browser) -> None:
    publish(ring, *(f"Lesson {number}" for number in range(20)))
    assert "unread=true&amp;page=2" in text_of(browser, "/notifications?unread=true&type=new_content").replace(
        "type=new_content&amp;", ""
    )


def test_the_dropdown_tells_a_group_as_one(ring: Ring, browser: Browser) -> None:
    shown = text_of(browser, "/notifications/recent")
    assert "3 new lessons in Biology" in shown
    assert "Cells" not in shown


def test_opening_a_bundle_reads_all_of_it_and_nothing_that_came_later(
    ring: Ring, browser: Browser, student: User
) -> None:
    newest = notes_of(student)[-1]
    publish(ring, "Late")
    answer = browser.post(f"/notifications/{newest.public_id}/opening?group=true")
    assert answer.status_code == 303
    assert answer.location == f"/classrooms/{ring.classroom.public_id}"
    assert [note.title for note in notes_of(student) if note.is_unread] == ["New lesson: Late"]


def test_what_was_read_stands_for_itself(student: User) -> None:
    reading.mark_all_read(student, 2)
    assert [(item.title, item.count) for item in reading.recent(student)] == [
        ("New lesson: Leaves", 1),
        ("New lesson: Roots", 1),
        ("New lesson: Cells", 1),
    ]


def test_marked_unread_it_counts_again(browser: Browser, student: User) -> None:
    [note, *_] = notes_of(student)
    browser.post(f"/notifications/{note.public_id}/reading")
    assert hints.position(student.id)["unread"] == 2
    assert "Mark as unread" in text_of(browser, "/notifications")
    browser.post(f"/notifications/{note.public_id}/unreading")
    assert hints.position(student.id)["unread"] == 3


def test_a_long_notice_without_a_target_has_a_page_of_its_own(browser: Browser, student: User) -> None:
    admin, body = make_user(Role.ADMIN), "word " * 190
    by_hand.send(
        whom.some([student.public_id]), actor=admin, title="x" * 250, body=body, level="info", redirect_url="", data={}
    )
    event = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    fanout.run(db.session.scalars(select(fanout.Dispatch.id).where(fanout.Dispatch.event_id == event.id)).one())
    note = notes_of(student)[-1]
    answer = browser.post(f"/notifications/{note.public_id}/opening")
    assert answer.location == f"/notifications/{note.public_id}"
    page = text_of(browser, answer.location)
    assert "x" * 250 in page
    assert body.strip() in page


def test_anothers_page_is_not_found(app: Flask, student: User) -> None:
    stranger = app.test_client().log_in(make_user())
    for verb in ("reading", "unreading"):
        assert stranger.post(f"/notifications/{notes_of(student)[0].public_id}/{verb}").status_code == 404
    assert stranger.get(f"/notifications/{notes_of(student)[0].public_id}").status_code == 404


@pytest.mark.parametrize("path", ["/notifications", "/notifications/recent", "/notifications?unread=true"])
def test_the_number_of_queries_is_the_same_for_many(browser: Browser, student: User, path: str) -> None:
    ask(browser, path)
    with counted() as few:
        ask(browser, path)
    fill(student, 10_000)
    with counted() as many:
        assert ask(browser, path).status_code == 200
    assert len(many) <= len(few), many


def fill(student: User, number: int) -> None:
    """Many notifications of one person, in three statements."""
    text_id, event_id = db.session.execute(select(EventText.id, EventText.event_id).limit(1)).one()
    source = db.session.get_one(Event, event_id)
    events = [{"type": "lesson.published", "subject_type": "lessons", "subject_id": 1, "facts": source.facts}] * number
    ids = db.session.scalars(insert(Event).returning(Event.id), [{**each} for each in events]).all()
    common = {"user_id": student.id, "text_id": text_id, "kind": "new_content", "priority": Priority.MEDIUM}
    rows = [
        {**common, "event_id": key, "seq": 100 + at, "public_id": new_public_id()} for at, key in enumerate(sorted(ids))
    ]
    db.session.execute(insert(Notification), rows)
    state = db.session.get_one(NotificationState, student.id)
    state.last_seq = 100 + number
    db.session.commit()
