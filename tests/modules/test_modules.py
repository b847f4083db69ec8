"""Modules: added at the end, changed, taken away when empty."""

from __future__ import annotations

import pytest

from app.actions import lesson_publishing, modules, outline, recently_deleted
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models import limits
from app.models.classroom import Classroom
from app.models.lesson import Module
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member


def all_of(classroom: Classroom) -> list[Module]:
    db.session.expire_all()
    return list(db.session.scalars(Module.of(classroom, classroom.owner)))


@pytest.fixture
def classroom(app: object, school: object) -> Classroom:
    return make_classroom(title="Biology 7b")


def test_modules_stand_in_the_order_they_came(classroom: Classroom) -> None:
    for title in ("Cells", "Leaves", "Animals"):
        modules.create(classroom, actor=classroom.owner, title=title)
    assert [(each.title, each.position) for each in all_of(classroom)] == [("Cells", 1), ("Leaves", 2), ("Animals", 3)]


def test_positions_are_not_given_again(classroom: Classroom) -> None:
    first = modules.create(classroom, actor=classroom.owner, title="Cells")
    modules.create(classroom, actor=classroom.owner, title="Leaves")
    modules.delete(first, actor=classroom.owner)
    assert modules.create(classroom, actor=classroom.owner, title="Animals").position == 3


def test_a_module_goes_with_its_lessons_and_comes_back_with_them(classroom: Classroom) -> None:
    student = make_member(classroom).user
    alone = make_lesson(classroom, title="Deleted before")
    lesson = make_lesson(classroom)
    lesson_publishing.delete(alone, actor=classroom.owner)
    modules.delete(lesson.module, actor=classroom.owner)
    assert not all_of(classroom)
    assert outline.parts(classroom, student, empty=False) == []
    with pytest.raises(Conflict):
        recently_deleted.restore_lesson(lesson, actor=classroom.owner)
    recently_deleted.restore_module(lesson.module, actor=classroom.owner)
    (part,) = outline.parts(classroom, student, empty=False)
    assert [each.id for each in part.lessons] == [lesson.id]
    assert [each.id for each in recently_deleted.listing(classroom).lessons] == [alone.id]


def test_deleting_twice(classroom: Classroom) -> None:
    module = modules.create(classroom, actor=classroom.owner, title="Cells")
    modules.delete(module, actor=classroom.owner)
    with pytest.raises(NotFound):
        modules.delete(module, actor=classroom.owner)


def test_the_outline_leaves_out_what_a_student_has_no_part_in(classroom: Classroom) -> None:
    student = make_member(classroom).user
    make_lesson(classroom, published=False)
    modules.create(classroom, actor=classroom.owner, title="Empty")
    assert outline.parts(classroom, student, empty=False) == []
    parts = outline.parts(classroom, classroom.owner, empty=True)
    assert [(part.module.title, len(part.lessons)) for part in parts] == [("Cells", 1), ("Empty", 0)]


def test_a_teacher_adds_changes_and_deletes(client: Browser, classroom: Classroom) -> None:
    client.log_in(classroom.owner)
    path = f"/classrooms/{classroom.public_id}"
    assert client.get(f"{path}/learn").status_code == 200
    added = client.post(f"{path}/modules", data={"title": "Cells", "position": "9", "classroom_id": "7"})
    assert added.location == f"{path}/learn"
    (module,) = all_of(classroom)
    assert (module.title, module.position, module.classroom_id) == ("Cells", 1, classroom.id)
    assert client.get(f"/modules/{module.public_id}/edit").status_code == 200
    client.post(f"/modules/{module.public_id}/edit", data={"title": "Plants", "description": "Green things"})
    assert "Green things" in client.get(f"{path}/learn").text
    client.post(f"/modules/{module.public_id}/deletion")
    assert not all_of(classroom)


@pytest.mark.parametrize(
    "data",
    [{"title": ""}, {}, {"title": "kept " * 30}, {"title": "kept", "description": "d" * (limits.DESCRIPTION + 1)}],
)
def test_a_refused_module_keeps_what_was_typed(client: Browser, classroom: Classroom, data: dict[str, str]) -> None:
    client.log_in(classroom.owner)
    lesson = make_lesson(classroom)
    for path in (f"/classrooms/{classroom.public_id}/modules", f"/modules/{lesson.module.public_id}/edit"):
        answer = client.post(path, data=data)
        assert answer.status_code == 422
        assert data.get("title", "").strip() in answer.text
    assert [each.title for each in all_of(classroom)] == ["Cells"]


def test_deleting_from_the_page_can_be_undone(client: Browser, classroom: Classroom) -> None:
    client.log_in(classroom.owner)
    lesson = make_lesson(classroom)
    answer = client.post(f"/modules/{lesson.module.public_id}/deletion")
    undo = f"/modules/{lesson.module.public_id}/restoration"
    assert undo in client.get(answer.location).text
    assert undo in client.get(f"/classrooms/{classroom.public_id}/learn/deleted").text
    client.post(undo)
    assert lesson.title in client.get(f"/classrooms/{classroom.public_id}/learn").text
