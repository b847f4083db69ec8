"""Hostile words in every field that people fill in, and every page, list and table that shows them (T5, T19, T29)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from app.actions import modules
from app.extensions import db
from app.models.base import new_public_id
from app.models.classroom import Classroom
from app.models.credential import ApiToken, UserSession
from app.models.event import Event, EventText
from app.models.notification import Notification, Priority
from app.models.user import User
from tests.support.api import Program
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_session, make_token, make_user

EVIL = "\"><x-evil onclick=alert(1)>'</title></script>${7*7}{{7*7}}"
TURNED = "photo\u202egpj.exe"
BROKEN = "Bio\r\nBcc: everybody@example.org"


class Tags(HTMLParser):
    """The tags of a page, and those of their attributes that would run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.running: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.running += [f"{tag} {name}" for name, value in attrs if name.startswith(("on", "hx-on"))]
        self.running += [f"{tag} {value}" for _, value in attrs if (value or "").lower().startswith("javascript:")]


def harmless(page: str) -> bool:
    tags = Tags(page)
    return "x-evil" not in tags.names and not tags.running and "49" not in page.split("${7*7}", 1)[-1][:9]


@pytest.fixture
def hostile(client: Browser) -> tuple[Classroom, User, User]:
    """A class, its teacher and a student, all of whose words attack."""
    teacher, student = make_user("teacher", EVIL), make_user("student", EVIL)
    words = {"title": EVIL, "subject": EVIL[:60], "description": EVIL, "emoji": EVIL[:8]}
    classroom = make_classroom(teacher, **words)
    make_member(classroom, student)
    asking = make_user("student", EVIL)
    make_member(classroom, asking, state="requested")
    modules.create(classroom, actor=teacher, title=EVIL, description=EVIL)
    make_lesson(classroom, title=EVIL)
    db.session.commit()
    for user in (teacher, student):
        make_session(user)
        make_token(user)
        _ring(classroom, user)
    for session in db.session.scalars(select(UserSession)):
        session.device = EVIL
    for token in db.session.scalars(select(ApiToken)):
        token.name = EVIL[:60]
    db.session.commit()
    return classroom, teacher, student


def _ring(classroom: Classroom, user: User) -> None:
    event = Event(type="lesson.published", subject_type="users", subject_id=user.id, facts={})
    db.session.add(event)
    db.session.flush()
    words = {"title": EVIL, "body": EVIL, "path": "/classrooms"}
    text = EventText(event_id=event.id, kind="new_content", language="en", channel="bell", **words)
    db.session.add(text)
    db.session.flush()
    note = {"event_id": event.id, "text_id": text.id, "kind": "new_content", "priority": Priority.LOW, "seq": 1}
    db.session.add(Notification(public_id=new_public_id(), user_id=user.id, classroom_id=classroom.id, **note))


def pages_of(classroom: Classroom, who: User) -> list[str]:
    place = f"/classrooms/{classroom.public_id}"
    everybody = ["/", "/classrooms", place, f"{place}/people", f"{place}/learn", "/me", "/me/devices", "/me/tokens"]
    everybody += ["/notifications", "/notifications/recent", "/manifest.webmanifest"]
    if who.role == "teacher":
        everybody += [f"{place}/people?show=requested", f"{place}/edit", f"{place}/code", f"{place}/join-sheet"]
    if who.role == "admin":
        everybody = ["/", place, "/admin", "/admin/users", f"/admin/users/{classroom.owner.public_id}", "/admin/audit"]
    return everybody


@pytest.mark.parametrize("role", ["teacher", "student", "admin"])
def test_words_stay_words(client: Browser, hostile: tuple[Classroom, User, User], role: str) -> None:
    classroom, teacher, student = hostile
    who = {"teacher": teacher, "student": student}.get(role) or make_user("admin", EVIL)
    client.log_in(who)
    shown = []
    for url in pages_of(classroom, who):
        answer = client.get(url, check=False, follow_redirects=True)
        assert answer.status_code == 200, url
        page = answer.get_data(as_text=True)
        shown.append("x-evil" in page)
        if answer.mimetype == "text/html":
            assert harmless(page), url
    assert sum(shown) > 3


def test_tables_do_not_compute(client: Browser) -> None:
    admin = make_user("admin")
    make_user("student", "=HYPERLINK(1)")
    client.log_in(admin)
    table = client.post("/admin/users/export", data={}).get_data(as_text=True)
    assert "'=HYPERLINK(1)" in table
    assert ",=HYPERLINK" not in table


def test_titles_stay_on_one_line(client: Browser) -> None:
    """Else every mail about the class would be refused for a header with a line break."""
    client.log_in(make_user("teacher"))
    client.post("/classrooms", data={"title": BROKEN, "colour": "1", "join_policy": "code", "published": "on"})
    assert db.session.scalars(select(Classroom.title)).one() == "Bio Bcc: everybody@example.org"


def test_titles_by_a_program_stay_on_one_line(client: Browser) -> None:
    answer = Program(client.application, make_user("teacher")).post("/classrooms", {"title": BROKEN + TURNED})
    assert answer.get_json()["title"] == "Bio Bcc: everybody@example.orgphotogpj.exe"


@pytest.mark.parametrize("title", ["\u200b", "\u3164", "\u202e\u2800", "\0"])
def test_what_nobody_sees_is_no_title(client: Browser, title: str) -> None:
    client.log_in(make_user("teacher"))
    typed = {"title": title, "colour": "1", "join_policy": "code"}
    assert client.post("/classrooms", data=typed).status_code == 422
    assert db.session.scalars(select(Classroom)).first() is None


def test_names_turn_nothing_around(client: Browser) -> None:
    student = make_user("student", "Sam")
    client.log_in(student)
    typed = {"name": TURNED, "username": student.username, "language": "en", "timezone": "UTC"}
    assert client.post("/me", data=typed).status_code == 303
    db.session.refresh(student)
    assert student.name == "photogpj.exe"
