"""The stream of a class: everything new that one may see, in order, each thing once (CLS11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.actions import announcements, lesson_publishing
from app.actions.announcements import To
from app.extensions import db
from app.models.announcement import Audience
from app.models.file import Resource
from app.models.release import ReleaseRule
from app.models.user import User
from app.reports import stream
from tests.lessons.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_lesson, make_told
from tests.support.queries import counted


def _titles(school: School, user: User, **how: Any) -> list[str]:
    db.session.expire_all()
    found = db.session.scalars(stream.of(school.classroom, user, **how))
    return [entry.title for entry in stream.entries(found, user)]


def _announced(school: School, title: str, **values: Any) -> None:
    to = To(Audience.CLASSROOM, classroom=school.classroom)
    made = announcements.draft(to=to, actor=school.people["owner"], title=title, body="Read.", **values)
    announcements.publish(made, actor=school.people["owner"])


def test_the_newest_comes_first_and_each_thing_once(app: Flask, biology: School) -> None:
    make_told(biology.lesson)
    _announced(biology, "Bring a leaf")
    make_told(biology.lesson)
    assert _titles(biology, biology.people["student"]) == ["Why leaves are green", "Bring a leaf"]


def test_what_is_hidden_is_hidden_here(app: Flask, biology: School) -> None:
    """Drafts, lessons that are not open yet, what lies in the bin, what was withdrawn."""
    closed, gone = make_lesson(biology.classroom, title="Closed"), make_lesson(biology.classroom, title="Gone")
    for lesson in (biology.draft, closed, gone, biology.lesson):
        make_told(lesson)
    gone.deleted_at = clock.now()
    tomorrow = clock.now() + timedelta(days=1)
    db.session.add(ReleaseRule(classroom_id=biology.classroom.id, lesson_id=closed.id, opens_at=tomorrow))
    db.session.commit()
    assert _titles(biology, biology.people["student"]) == ["Why leaves are green"]
    assert _titles(biology, biology.people["owner"]) == ["Why leaves are green", "Closed"]
    lesson_publishing.withdraw(biology.lesson, actor=biology.people["owner"])
    assert _titles(biology, biology.people["student"]) == []


def test_what_stands_on_top_is_not_told_twice(app: Flask, biology: School) -> None:
    _announced(biology, "Pinned", pinned=True)
    _announced(biology, "Plain")
    student = biology.people["student"]
    assert _titles(biology, student) == ["Plain", "Pinned"]
    assert _titles(biology, student, pinned=False) == ["Plain"]


def test_shared_resources_are_in_it(app: Flask, biology: School) -> None:
    sheet = Resource(classroom_id=biology.classroom.id, title="Sheet", url="https://example.org/", position=1)
    db.session.add(sheet)
    db.session.commit()
    make_told(biology.lesson, type="resource.shared", subject_type="resources", subject_id=sheet.id)
    assert _titles(biology, biology.people["student"]) == ["Sheet"]


@pytest.mark.parametrize("who", ["owner", "assistant", "student", "admin"])
def test_the_page_takes_as_many_queries_for_many_as_for_few(client: Browser, biology: School, who: str) -> None:
    path = f"/classrooms/{biology.classroom.public_id}"
    make_told(biology.lesson)
    _announced(biology, "First")
    client.log_in(biology.people[who])
    client.get(path)
    with counted() as few:
        client.get(path)
    for number in range(12):
        make_told(make_lesson(biology.classroom, title=f"Lesson {number} of many"))
        _announced(biology, f"Word {number}")
    with counted() as many:
        page = client.get(path).text
    assert "Lesson 11 of many" in page
    assert len(many) == len(few), many


def test_the_api_has_the_same(client: Browser, biology: School) -> None:
    make_told(biology.lesson)
    make_told(biology.draft)
    client.log_in(biology.people["student"])
    answer = client.get(f"/api/v1/classrooms/{biology.classroom.public_id}/stream").get_json()
    [entry] = answer["items"]
    assert (entry["type"], entry["title"]) == ("lesson.published", "Why leaves are green")
    assert entry["path"] == f"/lessons/{biology.lesson.public_id}"
    assert answer["next_cursor"] is None
