"""A class with three modules and twelve lessons of every kind, by one teacher at one desk, then put in order on a phone
(issue 4, "Shows when done")."""

from __future__ import annotations

import time
from pathlib import Path

from fpdf import FPDF
from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import func, select

from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FilePlace, LessonFile
from app.models.lesson import Lesson, LessonKind, LessonState
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.test_main_path import make_class
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.people import PASSWORD

TEN_MINUTES = 600
OUTLINE = {
    "Cells": [
        ("What a cell is", "text", "## Small rooms\nA cell has a **wall** and a nucleus."),
        ("Energy in numbers", "text", "Plants need $E=mc^2$ and light."),
        ("A film about cells", "video", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("The sheet", "file", "sheet.pdf"),
    ],
    "Leaves": [
        ("Why leaves are green", "text", "Chlorophyll."),
        ("Leaves under the lens", "file", "leaf.png"),
        ("More to read", "link", "https://example.org/leaves"),
        ("Another film", "video", "https://vimeo.com/76979871"),
    ],
    "Roots": [
        ("What roots drink", "text", "Water."),
        ("Where to look", "link", "https://example.org/roots"),
        ("To print", "file", "sheet.pdf"),
        ("To end with", "text", "What did you learn?"),
    ],
}


def test_a_class_of_twelve_lessons_within_ten_minutes(visit: Visit, teacher: User, tmp_path: Path) -> None:
    files = {"sheet.pdf": _sheet(tmp_path), "leaf.png": _picture(tmp_path)}
    at_desk = visit(**DESKTOP)
    began = time.monotonic()
    at_desk.log_in(teacher.username, PASSWORD)
    make_class(at_desk)
    classroom = db.session.scalars(select(Classroom).order_by(Classroom.id.desc())).first()
    assert classroom
    learn = f"/classrooms/{classroom.public_id}/learn"
    db.session.rollback()
    for module, lessons in OUTLINE.items():
        _add_module(at_desk, learn, module)
        for title, kind, what in lessons:
            _write(at_desk, learn, module, (title, kind), files.get(what, what))
    took = time.monotonic() - began
    print(f"\nthree modules and twelve lessons: {took:.0f} s")
    assert took < TEN_MINUTES
    _all_is_there(classroom)
    _in_order_on_a_phone(visit(**PHONE).sign_in(teacher), learn, classroom)


def _add_module(at_desk: Visitor, learn: str, title: str) -> None:
    page = at_desk.go(learn)
    page.get_by_label("Title of the module").fill(title)
    at_desk.press("Add module")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def _write(at_desk: Visitor, learn: str, module: str, lesson: tuple[str, str], what: str | Path) -> None:
    title, kind = lesson
    page = at_desk.go(learn)
    page.get_by_label(f"Title of a new lesson in {module}").fill(title)
    page.get_by_label(f"Kind of the new lesson in {module}").select_option(kind)
    add = page.locator("form", has=page.get_by_label(f"Title of a new lesson in {module}"))
    add.get_by_role("button", name="Add lesson").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    _fill(page, kind, what)
    at_desk.press("Save and publish")
    expect(page.get_by_text("Published. Your students hear of it now.")).to_be_visible()


def _fill(page: Page, kind: str, what: str | Path) -> None:
    if kind == "text":
        page.locator("textarea[data-editor]").focus()
        expect(page.locator(".ProseMirror")).to_be_focused(timeout=60_000)
        page.keyboard.type(str(what))
    elif isinstance(what, Path):
        page.locator("input[type=file]#main-file").set_input_files(what)
        expect(page.get_by_text(what.name).first).to_be_visible()
    else:
        page.get_by_label("Address").fill(what)


def _all_is_there(classroom: Classroom) -> None:
    mine = Lesson.classroom_id == classroom.id
    kinds = dict(db.session.execute(select(Lesson.kind, func.count()).where(mine).group_by(Lesson.kind)).all())
    assert kinds == {LessonKind.TEXT: 5, LessonKind.VIDEO: 2, LessonKind.FILE: 3, LessonKind.LINK: 2}
    assert db.session.scalar(select(func.count()).where(mine, Lesson.state == LessonState.PUBLISHED)) == 12
    uses = select(func.count()).select_from(LessonFile).join(Lesson, Lesson.id == LessonFile.lesson_id)
    assert db.session.scalar(uses.where(mine, LessonFile.place == FilePlace.MAIN)) == 3
    db.session.rollback()


def _in_order_on_a_phone(on_phone: Visitor, learn: str, classroom: Classroom) -> None:
    on_phone.go(learn)
    on_phone.press("Move “To end with” up")
    on_phone.press("Move “To end with” up")
    last = ["What roots drink", "To end with", "Where to look", "To print"]
    wait(on_phone.page, lambda: _titles(classroom)[-4:] == last, f"{last}, not {_titles(classroom)[-4:]}")


def _titles(classroom: Classroom) -> list[str]:
    db.session.rollback()
    found = select(Lesson.title).join(Lesson.module).where(Lesson.classroom_id == classroom.id).order_by(*Lesson.way())
    titles = list(db.session.scalars(found))
    db.session.rollback()
    return titles


def _sheet(folder: Path) -> Path:
    path = folder / "sheet.pdf"
    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("helvetica", size=24)
    sheet.cell(text="Draw a cell.")
    sheet.output(str(path))
    return path


def _picture(folder: Path) -> Path:
    path = folder / "leaf.png"
    Image.new("RGB", (640, 480), "green").save(path)
    return path
