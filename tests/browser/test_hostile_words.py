"""The corpus of hostile texts in a real browser: no dialog, nothing against the policy, nothing for htmx to act on."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from app.actions import announcements, lessons
from app.actions.announcements import Timing, To
from app.extensions import db
from app.models.announcement import Audience
from app.models.classroom import Classroom
from app.models.lesson import BodyFormat, Lesson, Module
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor, expect
from tests.formats.hostile_html import corpus
from tests.support.people import make_lesson, make_member, make_user

CORPUS = corpus()
MODULE = 20
# What texts could bring to life: attributes that run or that htmx acts on, wherever people's words stand.
ALIVE = """() => [...document.querySelectorAll("main *, .toast *")].flatMap((place) => [...place.attributes]
  .filter(({ name, value }) => /^on/.test(name) || (/^(data-)?hx-/.test(name) && name !== "data-hx-disable"
    && (place.closest(".prose") || /alert/.test(value))) || /^\\s*(javascript|vbscript|data:text)/i.test(value))
  .map(({ name, value }) => `<${place.localName} ${name}="${value.slice(0, 60)}">`))"""


def visible(text: str) -> str:
    """As a column would keep it: SQLite and PostgreSQL both take it, and something of it is to be seen."""
    return text.replace("\x00", "")[:80].strip() or "x"


def fill(classroom: Classroom) -> list[str]:
    """Each text as a title, a name, and in the texts of a lesson and an announcement in both formats."""
    teacher = classroom.owner
    for number, start in enumerate(range(0, len(CORPUS), MODULE)):
        words = "\n".join(visible(text) for text in CORPUS[start : start + MODULE])
        about: dict[str, Any] = {"title": visible(CORPUS[start]), "description": words, "position": number + 2}
        db.session.add(Module(classroom_id=classroom.id, **about))
    classroom.description = "\n".join(CORPUS).replace("\x00", "")[:2_000]
    for text in CORPUS[::5]:
        make_member(classroom, make_user(name=visible(text)))
    db.session.commit()
    written: list[Lesson] = []
    for format in BodyFormat:
        for start in range(0, len(CORPUS), 100):
            lesson = make_lesson(classroom, title=visible(CORPUS[start]))
            body = "\n\n".join(CORPUS[start : start + 100])
            written.append(lessons.update(lesson, actor=teacher, body=body, body_format=format))
    to = To(Audience.CLASSROOM, classroom=classroom)
    for format in BodyFormat:
        body = "\n\n".join(CORPUS)[:45_000]
        announcements.draft(
            actor=teacher, to=to, title=visible(CORPUS[7]), body=body, body_format=format, then=Timing()
        )
    return [f"/lessons/{lesson.public_id}" for lesson in written]


def look(visitor: Visitor, path: str, dialogs: list[str]) -> Page:
    page = visitor.go(path)
    page.wait_for_load_state()
    assert page.evaluate(ALIVE) == [], path
    assert not dialogs, (path, dialogs)
    return page


def test_no_hostile_text_comes_alive(visit: Visit, classroom: Classroom, student: User) -> None:
    classroom.title = visible(CORPUS[0])
    make_member(classroom, student)
    texts = fill(classroom)
    place = f"/classrooms/{classroom.public_id}"
    everybody = [place, f"{place}/learn", f"{place}/announcements", "/", *texts]
    everybody += [f"{place}/people?page={number}" for number in range(1, 7)]
    dialogs: list[str] = []
    for who in (student, classroom.owner):
        visitor = visit(who)
        visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for path in everybody:
            look(visitor, path, dialogs)
    for path in texts[:2]:
        page = look(visitor, f"{path}/edit", dialogs)
        page.locator("textarea[data-editor]").focus()
        expect(page.locator(".ProseMirror")).to_be_focused()
        assert page.evaluate(ALIVE) == [], path
        look(visitor, f"{path}/history/changes", dialogs)
    assert not dialogs
