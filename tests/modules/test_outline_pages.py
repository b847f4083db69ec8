"""The pages of the outline: forms that say what is wrong, and cost no more for many lessons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import groups, lesson_publishing, modules, releases
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, LessonKind, LessonState
from app.models.user import User
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member
from tests.support.queries import counted


@pytest.fixture
def classroom(app: object, school: object) -> Classroom:
    return make_classroom(title="Biology 7b")


@pytest.fixture
def lesson(classroom: Classroom) -> Lesson:
    return make_lesson(classroom, title="Roots")


@pytest.fixture
def teacher(client: Browser, classroom: Classroom) -> User:
    client.log_in(classroom.owner)
    return classroom.owner


def at(lesson: Lesson, end: str) -> str:
    return f"/lessons/{lesson.public_id}/{end}"


@pytest.mark.parametrize("kind", list(LessonKind))
def test_a_lesson_of_a_kind_is_added(client: Browser, teacher: User, lesson: Lesson, kind: LessonKind) -> None:
    answer = client.post(f"/modules/{lesson.module.public_id}/drafts", data={"title": "New", "kind": kind.value})
    made = db.session.scalars(select(Lesson).where(Lesson.title == "New")).one()
    assert answer.location == at(made, "edit")
    assert (made.kind, made.state, made.position) == (kind, LessonState.DRAFT, 2)
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("data", [{"title": "", "kind": "text"}, {"title": "kept", "kind": "game"}, {}])
def test_a_lesson_of_no_kind_is_not(client: Browser, teacher: User, lesson: Lesson, data: dict[str, str]) -> None:
    answer = client.post(f"/modules/{lesson.module.public_id}/drafts", data=data)
    assert answer.status_code == (422 if data.get("kind") == "game" or not data.get("title") else 303)
    assert data.get("title", "") in answer.text


def test_titles_are_changed_in_place(client: Browser, teacher: User, lesson: Lesson) -> None:
    answer = client.post(at(lesson, "title"), data={"title": "  Stems "})
    assert answer.location.endswith(f"/learn#lesson-{lesson.public_id}")
    room = f"/modules/{lesson.module.public_id}/title"
    assert client.post(room, data={"title": "Plants"}).location.endswith(f"#module-{lesson.module.public_id}")
    page = client.get(f"/classrooms/{lesson.classroom.public_id}/learn").text
    assert "Stems" in page
    assert "Plants" in page
    for path, long in ((at(lesson, "title"), "x" * 161), (room, "y" * 121)):
        for wrong in ("", long):
            answer = client.post(path, data={"title": wrong})
            assert answer.status_code == 422
            assert wrong in answer.text


def test_scheduled_by_the_clock_on_the_wall(client: Browser, classroom: Classroom) -> None:
    classroom.owner.timezone = "Asia/Kolkata"
    lesson = make_lesson(classroom, published=False)
    client.log_in(classroom.owner)
    year = clock.now().year + 1
    client.post(at(lesson, "schedule"), data={"publish_at": f"{year}-03-02T09:30"})
    db.session.expire_all()
    assert (lesson.state, lesson.publish_at) == (LessonState.SCHEDULED, datetime(year, 3, 2, 4, 0, tzinfo=UTC))
    assert f"{year}-03-02T09:30" in client.get(at(lesson, "schedule")).text
    outline = client.get(f"/classrooms/{classroom.public_id}/learn").text
    assert "To be published on <time" in outline
    assert "2 Mar" in outline


@pytest.mark.parametrize("given", ["", "soon", "2001-01-01T10:00", "2099-01-01T10:00"])
def test_times_that_make_no_sense_are_kept_and_refused(
    client: Browser, teacher: User, classroom: Classroom, given: str
) -> None:
    lesson = make_lesson(classroom, published=False)
    answer = client.post(at(lesson, "schedule"), data={"publish_at": given})
    assert answer.status_code == 422
    assert given in answer.text


def test_a_rule_is_said_shown_and_taken_away(client: Browser, teacher: User, lesson: Lesson) -> None:
    other = make_lesson(lesson.classroom, title="Stems")
    blue = groups.create(lesson.classroom, actor=teacher, name="Blue")
    page = client.get(at(other, "release")).text
    assert f'value="lesson:{lesson.public_id}"' in page
    assert f'value="lesson:{other.public_id}"' not in page
    assert f'value="module:{other.module.public_id}"' not in page
    none = {"opens_at": "", "after": "", "group": ""}
    data = {"opens_at": "2026-03-02T09:30", "after": f"lesson:{lesson.public_id}", "group": f"group:{blue.public_id}"}
    assert client.post(at(other, "release"), data=data).status_code == 303
    page = client.get(at(other, "release")).text
    assert f'selected value="lesson:{lesson.public_id}"' in page
    assert f'selected value="group:{blue.public_id}"' in page
    assert 'value="2026-03-02T09:30"' in page
    refused = client.post(at(lesson, "release"), data={**none, "after": f"lesson:{other.public_id}"})
    assert refused.status_code == 422
    assert "wait for each other" in refused.text
    client.post(at(other, "release"), data=none)
    assert releases.rule_of(other) is None


@pytest.mark.parametrize(
    "data", [{"after": "lesson:0"}, {"group": "group:x"}, {"opens_at": "never"}, {"after": "module:" + "0" * 32}]
)
def test_rules_about_nothing(client: Browser, teacher: User, lesson: Lesson, data: dict[str, str]) -> None:
    for path in (at(lesson, "release"), f"/modules/{lesson.module.public_id}/release"):
        assert client.post(path, data=data).status_code == 422
    assert releases.rule_of(lesson) is None


def test_a_place_is_chosen(client: Browser, teacher: User, lesson: Lesson) -> None:
    room = modules.create(lesson.classroom, actor=teacher, title="Later")
    assert "At the beginning of Later" in client.get(at(lesson, "position")).text
    assert client.post(at(lesson, "place"), data={"place": "lesson:x"}).status_code == 422
    client.post(at(lesson, "place"), data={"place": f"module:{room.public_id}"})
    db.session.expire_all()
    assert lesson.module_id == room.id


@pytest.mark.parametrize("data", [{"before": "x"}, {"module": "0" * 32}, {"before": "0" * 32}])
def test_places_that_are_gone_are_said(client: Browser, teacher: User, lesson: Lesson, data: dict[str, str]) -> None:
    answer = client.post(at(lesson, "position"), data=data)
    assert answer.status_code == 422
    assert "does not stand there any more" in answer.text


def test_groups_are_made_filled_and_taken_away(client: Browser, teacher: User, lesson: Lesson) -> None:
    classroom, student = lesson.classroom, make_member(lesson.classroom).user
    path = f"/classrooms/{classroom.public_id}/groups"
    made = client.post(path, data={"name": "Blue"}).location
    assert client.post(path, data={"name": "Blue"}).status_code == 422
    assert client.post(made, data={"name": "Red", "people": [student.public_id]}).status_code == 303
    assert "1 student" in client.get(path).text
    assert "checked" in client.get(made).text
    stranger = make_member(make_classroom()).user
    assert client.post(made, data={"name": "Red", "people": [stranger.public_id]}).status_code == 422
    assert client.post(made, data={"name": "x" * 81}).status_code == 422
    assert client.post(f"{made}/deletion").location == path
    assert client.get(made).status_code == 404


def test_published_before_it_opens_says_so(client: Browser, teacher: User, classroom: Classroom) -> None:
    lesson = make_lesson(classroom, published=False)
    releases.put(lesson, releases.Release(opens_at=clock.now() + timedelta(days=1)), actor=teacher)
    answer = client.post(at(lesson, "publication"), data={"back": "outline"})
    assert answer.location.endswith(f"#lesson-{lesson.public_id}")
    assert "hear of it when it opens" in client.get(answer.location).text


def test_what_somebody_else_deleted_meanwhile(client: Browser, teacher: User, lesson: Lesson) -> None:
    lesson_publishing.delete(lesson, actor=teacher)
    for end in ("publication", "schedule", "position", "release", "title", "duplicate", "deletion", "edit"):
        assert client.post(at(lesson, end), data={"title": "x", "version": "1"}).status_code == 404, end
    assert client.post(at(lesson, "restoration")).status_code == 303
    assert client.post(at(lesson, "restoration")).status_code == 303


@pytest.mark.parametrize("who", ["owner", "student", "assistant"])
def test_the_outline_costs_no_more_for_200_lessons(client: Browser, classroom: Classroom, who: str) -> None:
    reader = classroom.owner if who == "owner" else make_member(classroom, role=who).user
    first = make_lesson(classroom)
    releases.put(make_lesson(classroom), releases.Release(after_lesson=first), actor=classroom.owner)
    client.log_in(reader)
    path = f"/classrooms/{classroom.public_id}/learn"
    with counted() as few:
        client.get(path)
    room = modules.create(classroom, actor=classroom.owner, title="Much")
    db.session.add_all(
        Lesson(
            classroom_id=classroom.id,
            module_id=room.id,
            title=f"Lesson {number}",
            state=LessonState.PUBLISHED,
            published_at=clock.now(),
            position=number,
        )
        for number in range(200)
    )
    db.session.commit()
    with counted() as many:
        assert client.get(path).text.count("Lesson ") >= 200
    assert len(many) == len(few) <= 11, many
