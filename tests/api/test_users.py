"""/users/me."""

import pytest

from app.extensions import db
from app.models.user import Theme, User
from tests.support.api import Program


def test_who_am_i(by_student: Program, student: User) -> None:
    found = by_student.get("/users/me").json
    assert found["id"] == student.public_id
    assert (found["name"], found["email"], found["role"]) == ("Sam Student", student.email, "student")
    assert found["created_at"].endswith("Z")
    assert "password_hash" not in found


def test_change_some(by_student: Program, student: User) -> None:
    answer = by_student.patch("/users/me", {"name": "  Samira  ", "theme": "dark", "show_online": False})
    assert answer.status_code == 200
    assert (answer.json["name"], answer.json["theme"], answer.json["show_online"]) == ("Samira", "dark", False)
    db.session.refresh(student)
    assert (student.name, student.theme, student.show_online) == ("Samira", Theme.DARK, False)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"name": "half \ud800"}, "name"),
        ({"username": "a b"}, "username"),
        ({"timezone": "Nowhere/Town"}, "timezone"),
        ({"language": "xx"}, "language"),
        ({"theme": "neon"}, "theme"),
        ({"theme": ["dark"]}, "theme"),
        ({"show_online": 1}, "show_online"),
        ({"show_online": "true"}, "show_online"),
        ({"role": "admin"}, "role"),
        ({"id": "x"}, "id"),
        ({"email": "x@example.org"}, "email"),
        ([], "body"),
        ("name", "body"),
        (5, "body"),
    ],
)
def test_wrong_body_changes_nothing(by_student: Program, student: User, body: object, field: str) -> None:
    answer = by_student.patch(
        "/users/me", {**body, "theme": body.get("theme", "dark")} if isinstance(body, dict) else body
    )
    assert answer.status_code == 422, answer.text
    assert list(answer.json["errors"]) == [field]
    db.session.refresh(student)
    assert (student.name, student.role, student.theme) == ("Sam Student", "student", Theme.SYSTEM)


def test_taken_username(by_student: Program, teacher: User) -> None:
    answer = by_student.patch("/users/me", {"username": teacher.username, "theme": "dark"})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["username"]
    assert by_student.get("/users/me").json["theme"] == "system"
