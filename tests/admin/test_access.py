"""The office is for admins."""

from __future__ import annotations

import pytest

from app.models.user import Role
from tests.support.browsing import Browser
from tests.support.people import make_user

PAGES = [
    "/admin",
    "/admin/users",
    "/admin/users/new",
    "/admin/users/invitations/new",
    "/admin/school",
    "/admin/audit",
]
DEEDS = ["role", "deactivation", "activation", "invitation", "reset", "password", "picture/removal"]
FORMS = [
    "/admin/users/new",
    "/admin/users/invitations/new",
    "/admin/users/export",
    "/admin/audit/export",
    "/admin/school",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 302
    for role, status in ((Role.STUDENT, 403), (Role.TEACHER, 403), (Role.ADMIN, 200)):
        assert client.log_in(make_user(role)).get(path).status_code == status


@pytest.mark.parametrize("path", FORMS)
def test_forms(client: Browser, path: str) -> None:
    for role in (Role.STUDENT, Role.TEACHER):
        assert client.log_in(make_user(role)).post(path).status_code == 403


def test_somebody(client: Browser) -> None:
    person, teacher = make_user(), make_user(Role.TEACHER)
    path = f"/admin/users/{person.public_id}"
    assert client.log_in(teacher).get(path).status_code == 404
    assert client.get(f"/admin/users/{teacher.public_id}").status_code == 403
    client.log_in(make_user(Role.ADMIN))
    assert client.get(path).status_code == 200
    assert client.get("/admin/users/nobody").status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_deeds(client: Browser, deed: str) -> None:
    person, teacher = make_user(), make_user(Role.TEACHER)
    client.log_in(teacher)
    assert client.post(f"/admin/users/{person.public_id}/{deed}", data={"role": "admin"}).status_code == 404
    assert client.post(f"/admin/users/{teacher.public_id}/{deed}", data={"role": "admin"}).status_code == 403
    assert client.log_in(make_user(Role.ADMIN)).post(f"/admin/users/nobody/{deed}").status_code == 404
