"""The list of classes: own ones first, what one may find, how many questions it asks."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.models.classroom import Classroom, Membership, MemberState
from app.models.user import Role, User
from tests.classrooms.test_pages import at, text
from tests.lessons.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.queries import counted


def test_own_classes_come_first_and_are_not_found_again(client: Browser, biology: School) -> None:
    page = text(client.log_in(biology.people["student"]), "/classrooms")
    assert page.index("My classes") < page.index("Find a class")
    found = page[page.index("Find a class") :]
    assert "Chess" in found
    assert "Biology 7b" not in found


def test_search_by_name_subject_and_teacher(client: Browser, school: object) -> None:
    make_classroom(make_user(Role.TEACHER, name="Ada Lovelace"), title="Maths 8", subject="Numbers")
    make_classroom(make_user(Role.TEACHER, name="Otto Olsen"), title="100% Chess_club", subject="Games")
    client.log_in(make_user())
    for wanted in ("maths", "NUMB", "lovelace"):
        page = text(client, f"/classrooms?q={wanted}")
        assert "Maths 8" in page
        assert "Chess_club" not in page
    for wanted in ("100%25", "s_c"):
        page = text(client, f"/classrooms?q={wanted}")
        assert "Chess_club" in page
        assert "Maths 8" not in page
    assert "Nothing found" in text(client, "/classrooms?q=%00zebra")


def test_the_list_turns_pages_and_keeps_what_was_searched(client: Browser, school: object) -> None:
    teacher = make_user(Role.TEACHER)
    for number in range(25):
        make_classroom(teacher, title=f"Group {number:02}")
    client.log_in(make_user())
    first = text(client, "/classrooms?q=Group")
    assert first.count("class-tile-title") == 20
    assert "q=Group&page=2" in first
    assert text(client, "/classrooms?q=Group&page=2").count("class-tile-title") == 5
    assert client.get("/classrooms?page=x").status_code == 200


def test_an_empty_school_says_what_to_do(client: Browser, school: object) -> None:
    assert "Make the first one" in text(client.log_in(make_user(Role.TEACHER)), "/classrooms")
    assert "No other classes" in text(client.log_in(make_user()), "/classrooms")


def _queries(client: Browser, path: str) -> int:
    with counted() as queries:
        text(client, path)
    return len(queries)


def _full_class(user: User, number: int) -> Classroom:
    classroom = make_classroom(user if user.role is Role.TEACHER else None)
    for _each in range(number):
        make_lesson(classroom)
        make_member(classroom, None)
        make_member(classroom, None, state=MemberState.REQUESTED)
        member = make_classroom(make_user(Role.TEACHER))
        db.session.add(Membership(classroom_id=member.id, user_id=user.id, state=MemberState.INVITED))
        make_classroom(make_user(Role.TEACHER))
    if user.role is not Role.TEACHER:
        make_member(classroom, user)
    return classroom


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
def test_as_many_questions_for_one_row_as_for_many(client: Browser, school: object, role: Role) -> None:
    person = make_user(role)
    classroom = _full_class(person, 1)
    client.log_in(person)
    ends = ("", "/people", "/people?show=requested")
    paths = ["/classrooms", "/classrooms?q=Biology", *(at(classroom, end) for end in ends)]
    before = {path: _queries(client, path) for path in paths}
    larger = _full_class(person, 12)
    grown = {path: path.replace(classroom.public_id, larger.public_id) for path in paths}
    assert {path: _queries(client, grown[path]) for path in paths} == before
    assert max(before.values()) <= 16, before
