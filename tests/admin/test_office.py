"""Overview, school, audit log (ADM1, ADM3)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app import audit, clock
from app.actions import accounts, classrooms, join_codes, lesson_publishing, memberships, profiles, schools
from app.errors import Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import ClassRole
from app.models.letter import Letter, LetterState
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from app.reports.overview import overview
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.queries import counted

CHANGED = '<th scope="row">Role changed</th>'
GOOD = {"name": "Lake School", "registration": "open", "language": "hi", "timezone": "kolkata"}


@pytest.fixture
def admin(client: Browser) -> User:
    made = make_user(Role.ADMIN, "Root")
    client.log_in(made)
    return made


def test_figures(client: Browser, admin: User) -> None:
    make_user(status=Status.DEACTIVATED)
    make_user(status=Status.INVITED, password_hash=None)
    make_lesson(make_classroom())
    figures = overview(clock.now() - timedelta(hours=1))
    assert figures.people == {Role.ADMIN: 1, Role.TEACHER: 1, Role.STUDENT: 0}
    assert (figures.everybody, figures.deactivated, figures.invited, figures.invitations_run_out) == (2, 1, 1, 1)
    assert (figures.classrooms, figures.classrooms_draft, figures.lessons) == (1, 0, 1)


def test_what_needs_somebody(client: Browser, admin: User) -> None:
    assert "All is well" in client.get("/admin").text
    db.session.add(Letter(template="reset", address="x@example.org", language="en", state=LetterState.DEAD))
    db.session.scalars(School.the()).one().registration = Registration.OPEN
    db.session.commit()
    page = client.get("/admin").text
    assert "1 letter could not be sent" in page
    assert "Everybody can make an account" in page


def test_overview_in_few_queries(client: Browser, admin: User) -> None:
    client.get("/admin")
    with counted() as few:
        client.get("/admin")
    for _ in range(10):
        make_lesson(make_classroom())
    with counted() as many:
        client.get("/admin")
    assert len(few) == len(many) <= 22, many


def test_school(client: Browser, admin: User) -> None:
    assert client.post("/admin/school", data=GOOD).status_code == 303
    db.session.commit()
    school = db.session.scalars(School.the()).one()
    assert (school.name, school.registration, school.timezone) == ("Lake School", Registration.OPEN, "Asia/Kolkata")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.before["name"], entry.after["name"]) == ("school.changed", "Hill School", "Lake School")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 81},
        {"registration": "all"},
        {"language": "xx"},
        {"timezone": "Mars"},
    ],
)
def test_bad_school(client: Browser, admin: User, change: dict[str, str]) -> None:
    assert client.post("/admin/school", data={**GOOD, **change}).status_code == 422
    assert db.session.scalars(School.the()).one().name == "Hill School"


def test_the_action_checks_too(app: object, school: School) -> None:
    with pytest.raises(Invalid):
        schools.change(
            actor=make_user(Role.ADMIN), name="x", registration=Registration.OPEN, language="en", timezone="Mars"
        )


def test_made_where_there_is_none(app: object) -> None:
    assert schools.ensure().name == schools.ensure().name


def test_audit_log(client: Browser, admin: User) -> None:
    sam = make_user(name="Sam")
    accounts.change_role(sam, Role.TEACHER, actor=admin)
    audit.record("school.opened", actor=None)
    db.session.commit()
    page = client.get("/admin/audit").text
    assert CHANGED in page
    assert f"/admin/users/{sam.public_id}" in page
    assert "The operator" in page
    assert CHANGED in client.get("/admin/audit?q=ROLE_").text
    assert CHANGED in client.get("/admin/audit?q=root").text
    assert CHANGED not in client.get("/admin/audit?q=opened").text
    assert "Nothing yet" in client.get("/admin/audit?q=%25%00").text


def _told(client: Browser) -> list[str]:
    """The column of changes, the newest first."""
    page = unescape(client.get("/admin/audit").text)
    return [" ".join(cell.split()) for cell in re.findall(r'<td[^>]*data-label="Change"[^>]*>(.*?)</td>', page, re.S)]


def test_audit_log_in_plain_words(client: Browser, admin: User) -> None:
    classroom = classrooms.create(actor=admin, title="Biology", owner=make_user(Role.TEACHER, "Tess <b>"))
    classrooms.archive(classroom, actor=admin)
    classrooms.restore(classroom, actor=admin)
    member = make_member(classroom)
    memberships.change_role(member, ClassRole.ASSISTANT, actor=admin)
    lesson_publishing.delete(make_lesson(classroom, title="Mitosis", published=False), actor=admin)
    sam = make_user(name="Sam")
    accounts.deactivate(sam, actor=admin)
    accounts.reactivate(sam, actor=admin)
    profiles.change_consent(sam, actor=sam, email_consent=False)
    join_codes.switch_off(classroom, actor=admin)
    assert _told(client) == [
        "–",
        "Consent to mail: Yes → No",
        "Status: Switched off → Active",
        "Status: Active → Switched off",
        "Title: Mitosis",
        "Role: Student → Assistant",
        "State: Archived → Draft",
        "State: Draft → Archived",
        "Teacher: Tess <b>",
    ]
    assert "Tess <b>" not in client.get("/admin/audit").text


def test_audit_log_taken_away(client: Browser, admin: User) -> None:
    accounts.change_role(make_user(name="=1+1"), Role.TEACHER, actor=admin)
    admin.name = "=cmd"
    accounts.change_role(make_user(), Role.TEACHER, actor=admin)
    lines = client.post("/admin/audit/export", data={"q": "role"}).text.splitlines()
    assert len(lines) == 3
    assert "user.role_changed,'=cmd,admin" in lines[1]
    assert db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first().after == {
        "q": "role",
        "rows": 2,
    }


def test_audit_log_pages_in_few_queries(client: Browser, admin: User) -> None:
    accounts.change_role(make_user(), Role.TEACHER, actor=admin)
    client.get("/admin/audit")
    with counted() as few:
        client.get("/admin/audit")
    for _ in range(25):
        accounts.change_role(make_user(), Role.TEACHER, actor=admin)
    with counted() as many:
        assert "/admin/audit?page=2" in client.get("/admin/audit").text
    assert len(few) == len(many), many
