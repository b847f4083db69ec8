"""Rights that ended, rights that were never given, and two who take away each other's (security.md T11, T13, T16)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import accounts, lesson_publishing, memberships
from app.errors import Conflict
from app.extensions import db
from app.models.classroom import Classroom, Membership
from app.models.user import Role, User
from tests.support.api import Program
from tests.support.at_once import at_once
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user

EXTRA = {"role": "admin", "is_admin": True, "school_id": 2, "status": "active", "owner_id": "x", "user_id": 1}


def test_a_demoted_admin_loses_the_token_of_an_admin(client: Browser) -> None:
    boss, admin = make_user("admin"), make_user("admin")
    program = Program(client.application, admin, "read write admin")
    notice = {"user_id": boss.public_id, "title": "Hello"}
    assert program.post("/notifications", notice).status_code == 202
    accounts.change_role(admin, Role.TEACHER, actor=boss)
    assert program.post("/notifications", notice).status_code == 403


def test_a_student_who_takes_the_scope_of_an_admin_is_none(client: Browser) -> None:
    student = make_user()
    program = Program(client.application, student, "read write admin")
    assert program.post("/notifications", {"user_id": student.public_id, "title": "Hello"}).status_code == 403
    client.log_in(student)
    client.post("/me/tokens", data={"name": "a", "scopes": ["admin"], "days": "30"})
    assert client.get("/admin").status_code == 403


def test_no_token_opens_a_page(client: Browser) -> None:
    program = Program(client.application, make_user("admin"), "read write admin")
    for page in ("/me", "/admin", "/admin/users", "/me/tokens"):
        answer = client.get(page, headers=program.headers)
        assert answer.location.startswith("/login"), page


def test_a_forged_token_does_not_spare_the_csrf_token(client: Browser) -> None:
    """It takes the place of the cookie, so that a forged request is nobody's."""
    student = make_user(name="Sam")
    client.log_in(student)
    headers = {"Authorization": "Bearer nonsense"}
    answer = client.patch("/api/v1/users/me", json={"name": "Forged"}, headers=headers, csrf=False)
    assert answer.status_code == 401
    db.session.refresh(student)
    assert student.name == "Sam"


def test_a_cookie_is_worth_nothing_after_logging_out(client: Browser) -> None:
    client.log_in(make_user())
    kept = client.get_cookie("session")
    assert kept is not None
    client.post("/logout")
    client.set_cookie("session", kept.value)
    assert client.get("/me").location.startswith("/login")


@pytest.mark.parametrize("end", [memberships.suspend, memberships.remove])
def test_who_is_out_sees_nothing_from_then_on(client: Browser, end: object) -> None:
    student, classroom = make_user(), make_classroom()
    lesson, member = make_lesson(classroom), make_member(classroom, student)
    client.log_in(student)
    program = Program(client.application, student)
    inside = f"/classrooms/{classroom.public_id}/people"
    assert client.get(inside).status_code == client.get(f"/lessons/{lesson.public_id}").status_code == 200
    end(member, actor=classroom.owner)  # type: ignore[operator]
    assert client.get(inside).status_code == client.get(f"/lessons/{lesson.public_id}").status_code == 404
    assert program.get(f"/lessons/{lesson.public_id}").status_code == 404
    assert lesson.title not in client.get("/").get_data(as_text=True)


def test_a_withdrawn_lesson_is_gone_everywhere(client: Browser) -> None:
    student, classroom = make_user(), make_classroom()
    make_member(classroom, student)
    lesson = make_lesson(classroom, title="A surprise test")
    lesson_publishing.withdraw(lesson, actor=classroom.owner)
    client.log_in(student)
    pages = ("/", f"/classrooms/{classroom.public_id}", f"/classrooms/{classroom.public_id}/learn")
    assert not [page for page in pages if "surprise" in client.get(page).get_data(as_text=True)]
    assert client.get(f"/lessons/{lesson.public_id}").status_code == 404


def test_a_teacher_viewing_as_student_sees_no_draft(client: Browser) -> None:
    classroom = make_classroom()
    draft = make_lesson(classroom, published=False, title="Not yet")
    client.log_in(classroom.owner)
    client.post(f"/classrooms/{classroom.public_id}/student-view", data={})
    for page in ("", "/learn", "/people"):
        shown = client.get(f"/classrooms/{classroom.public_id}{page}").get_data(as_text=True)
        assert "Not yet" not in shown, page
        assert str(classroom.join_code) not in shown, page
    assert client.get(f"/lessons/{draft.public_id}").status_code in (403, 404)
    assert client.get(f"/classrooms/{classroom.public_id}/edit").status_code == 403


def test_fields_that_nobody_offered_change_nothing_by_page(client: Browser) -> None:
    student = make_user()
    client.log_in(student)
    typed = {"name": "Sam", "username": student.username, "language": "en", "timezone": "UTC"}
    client.post("/me", data={**EXTRA, **typed, "password_hash": "x", "email": "x@example.org"})
    db.session.refresh(student)
    assert (student.name, student.role) == ("Sam", Role.STUDENT)
    assert student.email != "x@example.org"


@pytest.mark.parametrize("name", EXTRA)
def test_fields_that_nobody_offered_are_refused_by_the_api(client: Browser, name: str) -> None:
    program = Program(client.application, make_user("student", "Sam"))
    assert program.patch("/users/me", {"name": "Eve", name: EXTRA[name]}).status_code == 422
    assert db.session.scalars(select(User.name)).one() == "Sam"


def test_a_student_cannot_be_made_a_teacher_of_a_class(client: Browser) -> None:
    classroom = make_classroom()
    member = make_member(classroom)
    client.log_in(classroom.owner)
    for role in ("teacher", "owner", "admin", ""):
        client.post(f"/memberships/{member.public_id}/role", data={"role": role})
    db.session.refresh(member)
    assert member.role == "student"


def test_a_co_teacher_moves_no_owner(client: Browser) -> None:
    classroom, other = make_classroom(), make_user("teacher")
    make_member(classroom, other, "teacher")
    owner = db.session.scalars(Membership.of(classroom, classroom.owner)).one()
    client.log_in(other)
    for deed in ("removal", "suspension", "role"):
        assert client.post(f"/memberships/{owner.public_id}/{deed}", data={"role": "student"}).status_code in (403, 409)
    assert Program(client.application, other).delete(f"/classrooms/{classroom.public_id}").status_code == 403


def test_the_code_of_one_class_opens_no_other(client: Browser) -> None:
    mine, other = make_classroom(), make_classroom(join_policy="closed")
    program = Program(client.application, make_user())
    for classroom, code in ((other, other.join_code), (other, mine.join_code), (mine, "a" * 8)):
        answer = program.post(f"/classrooms/{classroom.public_id}/join", {"code": code})
        assert answer.status_code == 404
    assert len(list(db.session.scalars(select(Membership).where(Membership.role == "student")))) == 0


def test_guesses_by_program_and_by_page_count_together(client: Browser) -> None:
    student, classroom = make_user(), make_classroom()
    client.log_in(student)
    program = Program(client.application, student)
    for number in range(5):
        assert client.get(f"/join/WRONG{number}22").status_code == 404
        body = {"code": f"WRONG{number}33"}
        assert program.post(f"/classrooms/{classroom.public_id}/join", body).status_code == 404
    spoofed = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get(f"/join/{classroom.join_code}", headers=spoofed).status_code == 429
    assert program.post(f"/classrooms/{classroom.public_id}/join", {"code": classroom.join_code}).status_code == 429


def test_two_admins_cannot_take_away_each_others_place(app: Flask, school: object) -> None:
    one, other = make_user("admin").id, make_user("admin").id
    orders = [(one, other), (other, one)]
    db.session.commit()

    def demote() -> None:
        actor, demoted = (db.session.get(User, number) for number in orders.pop())
        accounts.change_role(demoted, Role.STUDENT, actor=actor)  # type: ignore[arg-type]

    wrong = at_once(app, [demote] * 2)
    assert {type(each) for each in wrong} == {Conflict, type(None)}
    assert len(list(db.session.scalars(select(User).where(User.role == Role.ADMIN)))) == 1


def test_archived_and_draft_classes_let_nobody_in(client: Browser) -> None:
    client.log_in(make_user())
    for state in ("draft", "archived"):
        classroom: Classroom = make_classroom(state=state)
        assert client.get(f"/join/{classroom.join_code}").status_code == 404
        assert client.get(f"/join/{classroom.join_token}").status_code == 404
        assert client.post(f"/join/{classroom.join_code}").status_code == 404
        assert client.post(f"/classrooms/{classroom.public_id}/membership").status_code == 404
