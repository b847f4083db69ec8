"""What is closed to somebody stands nowhere where he looks (security.md T2): a word in its title is looked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import groups, lesson_publishing, modules, progress, releases
from app.actions.releases import Release
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from app.models.user import User
from tests.api.ringing import hear, notes_of
from tests.support.api import Program
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member

CANARY = "canaryclosed"
AWAY = {"pages.styleguide", "setup.show"}
Close = Callable[[Classroom, Lesson, Lesson], None]


def by_date(_classroom: Classroom, closed: Lesson, _first: Lesson) -> None:
    releases.put(closed, Release(opens_at=clock.now() + timedelta(days=9)), actor=closed.classroom.owner)


def by_group(classroom: Classroom, closed: Lesson, _first: Lesson) -> None:
    other = make_member(classroom).user
    some = groups.create(classroom, actor=classroom.owner, name=f"Blue {CANARY}", people=[other.public_id])
    releases.put(closed, Release(group=some), actor=classroom.owner)


def after_another(_classroom: Classroom, closed: Lesson, first: Lesson) -> None:
    releases.put(closed, Release(after_lesson=first), actor=closed.classroom.owner)


def with_its_module(classroom: Classroom, closed: Lesson, first: Lesson) -> None:
    after_another(classroom, closed, first)
    releases.put(closed, Release(), actor=classroom.owner)
    releases.put(closed.module, Release(after_lesson=first), actor=classroom.owner)


def deleted(_classroom: Classroom, closed: Lesson, _first: Lesson) -> None:
    lesson_publishing.publish(closed, actor=closed.classroom.owner)
    lesson_publishing.delete(closed, actor=closed.classroom.owner)


@pytest.fixture
def classroom(app: Flask, school: object) -> Classroom:
    return make_classroom(title="Biology 7b")


@pytest.fixture
def student(classroom: Classroom) -> User:
    return make_member(classroom).user


WAYS = (by_date, by_group, after_another, with_its_module, deleted)


@pytest.fixture(params=WAYS, ids=[each.__name__ for each in WAYS])
def closed(request: pytest.FixtureRequest, classroom: Classroom) -> Lesson:
    """A lesson between two others, published, and closed in some way."""
    first, last = (make_lesson(classroom, title=title, position=place) for title, place in (("First", 1), ("Last", 9)))
    room = modules.create(classroom, actor=classroom.owner, title=f"Second {CANARY}", description=CANARY)
    lesson = make_lesson(classroom, title=f"Solution {CANARY}", module_id=room.id, published=False)
    end = modules.create(classroom, actor=classroom.owner, title="End")
    last.module_id = end.id
    request.param(classroom, lesson, first)
    if request.param is not deleted:
        lesson_publishing.publish(lesson, actor=classroom.owner)
    return lesson


def test_no_page_names_it(app: Flask, client: Browser, classroom: Classroom, student: User, closed: Lesson) -> None:
    hear()
    assert notes_of(student) == []
    client.log_in(student)
    looked: set[str] = set()
    closed_id = closed.public_id
    for path in _doors(app, classroom):  # the database is not asked meanwhile: what follows a page writes
        partly = {"HX-Request": "true"} if path in {"/notifications/recent", "/live/banner"} else {}
        answer = client.get(path, headers=partly)
        shown = answer.get_data(as_text=True)
        assert answer.status_code < 500 or path == "/readyz", path
        assert CANARY not in shown, path
        assert closed_id not in shown, path
        looked |= {path} if answer.status_code == 200 else set()
        answer.close()
    assert {"/", "/notifications", f"/classrooms/{classroom.public_id}/learn"} <= looked
    for end in ("", "/edit", "/preview", "/release", "/schedule", "/position", "/history"):
        assert client.get(f"/lessons/{closed.public_id}{end}").status_code == 404
    for end in ("/publication", "/completion", "/deletion", "/restoration", "/title", "/position", "/duplicate"):
        answer = client.post(f"/lessons/{closed.public_id}{end}", data={"title": "x"})
        assert answer.status_code == 404, end


def test_no_program_is_told(app: Flask, classroom: Classroom, student: User, closed: Lesson) -> None:
    program = Program(app, student)
    paths = [f"/classrooms/{classroom.public_id}/modules", f"/classrooms/{classroom.public_id}", "/notifications"]
    paths += [f"/modules/{_module(classroom, 'Cells')}/lessons", f"/modules/{_module(classroom, 'End')}/lessons"]
    paths += [f"/classrooms/{classroom.public_id}/stream", f"/lessons/{_of(classroom, 'Last')}"]
    for path in paths:
        answer = program.get(path)
        assert answer.status_code == 200, path
        shown = answer.get_data(as_text=True)
        assert closed.public_id not in shown, path
        assert f"Solution {CANARY}" not in shown, path
    assert program.get(f"/lessons/{closed.public_id}").status_code == 404


def test_next_leads_past_it(client: Browser, classroom: Classroom, student: User, closed: Lesson) -> None:
    client.log_in(student)
    page = client.get(f"/lessons/{_of(classroom, 'First')}").text
    assert f'rel="next" href="/lessons/{_of(classroom, "Last")}"' in page


def test_more_opens_later_only_where_that_is_true(client: Browser, classroom: Classroom, student: User) -> None:
    first, second = make_lesson(classroom, title="First"), make_lesson(classroom, title=f"Second {CANARY}")
    releases.put(second, Release(after_lesson=first), actor=classroom.owner)
    client.log_in(student)
    path = f"/classrooms/{classroom.public_id}/learn"
    assert "More opens later" in client.get(path).text
    progress.finish(first, student)
    page = client.get(path).text
    assert "More opens later" not in page
    assert "1 of 2" in page


def test_staff_sees_it_with_the_reason(client: Browser, classroom: Classroom, student: User) -> None:
    first, second = make_lesson(classroom, title="First"), make_lesson(classroom, title="Second")
    releases.put(second, Release(after_lesson=first), actor=classroom.owner)
    lesson_publishing.withdraw(first, actor=classroom.owner)
    client.log_in(classroom.owner)
    page = client.get(f"/classrooms/{classroom.public_id}/learn").text
    assert "After “First”" in page
    assert "Opens for nobody" in page


def _doors(app: Flask, classroom: Classroom) -> list[str]:
    """Every GET about the class, about nobody in particular, and about the lessons beside the closed one."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "/api" not in rule.rule]
    plain = [rule.rule for rule in rules if not rule.arguments and rule.endpoint not in AWAY]
    about = [rule.rule for rule in rules if rule.arguments == {"id"} and rule.rule.startswith("/classrooms/")]
    beside = [rule.rule for rule in rules if rule.arguments == {"id"} and rule.rule.startswith("/lessons/")]
    paths = plain + [rule.replace("<id>", classroom.public_id) for rule in about]
    return paths + [rule.replace("<id>", _of(classroom, title)) for rule in beside for title in ("First", "Last")]


def _of(classroom: Classroom, title: str) -> str:
    found = select(Lesson.public_id).where(Lesson.classroom_id == classroom.id, Lesson.title == title)
    return str(db.session.scalars(found).one())


def _module(classroom: Classroom, title: str) -> str:
    found = select(Module.public_id).where(Module.classroom_id == classroom.id, Module.title == title)
    return str(db.session.scalars(found).one())
