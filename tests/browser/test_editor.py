"""The editor in a real browser, as a teacher uses it: everything that a text can hold, kept while it is typed."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import func, select

from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FilePlace, LessonFile
from app.models.lesson import Lesson
from app.models.revision import LessonDraft
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.people import make_lesson, make_member, make_user

PASTE = """([type, content, file]) => {
  const data = new DataTransfer();
  if (file) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], file, { type }));
  } else data.setData(type, content);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(".ProseMirror").dispatchEvent(event);
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal{mso-style-name:x}</style></head>
<body><!--StartFragment--><h1 style="mso-pagination:none">Leaves<o:p></o:p></h1>
<p class=MsoNormal><span style="mso-fareast-language:DE">Green<o:p></o:p></span></p>
<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><!--[if !supportLists]-->
<span style="mso-list:Ignore">·</span><!--[endif]-->Water</p>
<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Air</p>
<table class=MsoTableGrid><tr><td width=151><p class=MsoNormal>Fern</p></td><td><p>little</p></td></tr></table>
<img src="file:///C:/leaf.png"><!--EndFragment--></body></html>"""


@pytest.fixture
def lesson(classroom: Classroom) -> Lesson:
    made = make_lesson(classroom, title="Photosynthesis", body="", body_html="")
    db.session.commit()
    return made


def open_editor(visitor: Visitor, lesson: Lesson, end: str = "/edit") -> Page:
    page = visitor.go(f"/lessons/{lesson.public_id}{end}")
    page.locator("textarea[data-editor]").focus()
    expect(page.locator(".ProseMirror")).to_be_focused()
    return page


def png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (120, 80), "green").save(drawn, "PNG")
    return drawn.getvalue()


def fresh(lesson: Lesson) -> Lesson:
    db.session.commit()
    db.session.refresh(lesson)
    return lesson


def test_everything_that_a_text_can_hold(visit: Visit, lesson: Lesson) -> None:
    at_desk = visit(lesson.classroom.owner, **DESKTOP)
    page = open_editor(at_desk, lesson)
    type_on = page.keyboard.type
    type_on("# Light\nPlants need $E=mc^2$ and ", delay=20)
    page.keyboard.press("Control+m")
    page.get_by_label("Formula in TeX").fill(r"\frac{1}{2}")
    expect(page.locator("[data-preview] .katex")).to_be_visible()
    page.get_by_label("On a line of its own").check()
    at_desk.press("Put in")
    expect(page.locator(".ProseMirror .katex")).to_have_count(2)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    at_desk.press("Callout")
    type_on("Look closely")
    at_desk.press("Make it a warning")
    expect(page.locator(".ProseMirror .callout-warning .callout-label")).to_have_text("Warning")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    at_desk.press("Table")
    for word in ("Plant", "Needs", "When", "Fern", "light"):
        type_on(word)
        page.keyboard.press("Tab")
    at_desk.press("Add a row below")
    at_desk.press("Delete the column")
    at_desk.press("Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Photosynthesis")
    article = page.locator("article.lesson")
    expect(article.locator("code.math-inline .katex")).to_be_visible()
    expect(article.locator("pre.math-block .katex-display")).to_be_visible()
    assert article.locator("math").count() == 2
    expect(article.locator("[role=note] .callout-label")).to_have_text("Warning")
    assert article.locator("tr").count() == 4
    assert article.locator("th").count() == 2
    html = fresh(lesson).body_html
    assert '<h2>Light</h2><p>Plants need <code class="math-inline">E=mc^2</code> and' in html
    assert '<blockquote class="callout-warning"><p>Look closely</p></blockquote>' in html


def test_somebody_is_quicker_than_the_scripts(visit: Visit, lesson: Lesson) -> None:
    """On a slow line the text has the focus, and a first word, before there is an editor."""
    at_desk, held = visit(lesson.classroom.owner, **DESKTOP), []
    at_desk.page.route("**/app-*.js", lambda route: held.append(route))
    at_desk.page.goto(f"/lessons/{lesson.public_id}/edit", wait_until="commit")
    plain = at_desk.page.locator("textarea[data-editor]")
    plain.press_sequentially("Plants")
    held[0].continue_()
    editor = at_desk.page.locator(".ProseMirror")
    expect(editor).to_be_focused()
    at_desk.page.keyboard.type(" eat **light**")
    expect(editor.locator("p")).to_have_text("Plants eat light")
    at_desk.press("Save")
    expect(at_desk.page.locator("article.lesson strong")).to_have_text("light")


def test_looking_changes_nothing(visit: Visit, lesson: Lesson) -> None:
    """A text of Markdown that ends in a callout stays as it was typed until somebody types."""
    lesson.body, lesson.body_html = "> [!TIP]\n> a", '<blockquote class="callout-tip"><p>a</p></blockquote>'
    db.session.commit()
    page = open_editor(visit(lesson.classroom.owner, **DESKTOP), lesson)
    page.wait_for_timeout(500)
    assert page.locator("textarea[data-editor]").input_value() == "> [!TIP]\n> a"
    assert page.locator("[name=body_format]").input_value() == "markdown"


def test_formulas_that_attack_draw_nothing(visit: Visit, lesson: Lesson) -> None:
    """Bombs, addresses, styles: each stays the words that were typed, or is drawn without them."""
    bombs = [
        r"\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\a\a}\a",
        "{" * 900 + "}" * 900,
        r"\href{javascript:alert(1)}{x}",
        r"\htmlStyle{color:red}{x} \includegraphics{https://evil.example/x.png}",
        r"\fcolorbox{red}{yellow}{x} \pmb{y} \unknown",
        r"\rule{1000000em}{1000000em}",
        "x" * 3_000,
    ]
    lesson.body_html = "".join(f'<pre class="math-block" tabindex="0">{bomb}</pre>' for bomb in bombs)
    lesson.policy_version = 2
    db.session.commit()
    page = visit(lesson.classroom.owner).go(f"/lessons/{lesson.public_id}")
    blocks = page.locator("article pre.math-block[data-drawn]")
    expect(blocks).to_have_count(len(bombs))
    assert page.locator("article a, article img").count() == 0
    assert page.evaluate("() => document.querySelector('article').scrollHeight") < 5_000
    assert "\\unknown" in blocks.nth(4).inner_text()


def test_what_was_typed_comes_back(visit: Visit, lesson: Lesson) -> None:
    at_desk = visit(lesson.classroom.owner, **DESKTOP)
    page = open_editor(at_desk, lesson)
    page.keyboard.type("Half a sentence that nobody saved")
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept at")
    page.reload()
    expect(page.get_by_text("You have text here that is not saved.")).to_be_visible()
    at_desk.press("Go on with it", "link")
    page.locator("textarea[data-editor]").focus()
    expect(page.locator(".ProseMirror")).to_have_text("Half a sentence that nobody saved")
    page.keyboard.type(", until now")
    at_desk.press("Save")
    expect(page.locator("article.lesson")).to_contain_text("until now")
    page.wait_for_timeout(3_500)
    db.session.commit()
    assert db.session.scalar(select(func.count()).where(LessonDraft.lesson_id == lesson.id)) == 0
    page.goto(f"/lessons/{lesson.public_id}/edit")
    expect(page.get_by_text("not saved.")).to_have_count(0)


def test_without_a_network_it_stays_on_the_page_and_goes_later(visit: Visit, lesson: Lesson) -> None:
    at_desk = visit(lesson.classroom.owner, **DESKTOP)
    page = open_editor(at_desk, lesson)
    at_desk.context.set_offline(True)
    page.keyboard.type("Written in a tunnel")
    expect(page.locator("[data-draft-state]")).to_contain_text("No network")
    at_desk.context.set_offline(False)
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept at")
    at_desk.problems.clear()  # the browser itself notes each request that found no network


def test_two_who_write_at_once_lose_nothing(visit: Visit, classroom: Classroom, lesson: Lesson) -> None:
    otto = make_user("teacher", "Otto Lind")
    make_member(classroom, otto, role="teacher")
    db.session.commit()
    tess, other = visit(classroom.owner, **DESKTOP), visit(otto, **DESKTOP)
    mine, theirs = open_editor(tess, lesson), open_editor(other, lesson)
    mine.keyboard.type("From Tess")
    theirs.keyboard.type("From Otto")
    expect(theirs.locator("[data-draft-state]")).to_contain_text("Kept at")
    again = tess.context.new_page()
    again.goto(f"/lessons/{lesson.public_id}/edit")
    expect(again.get_by_text("Otto Lind is writing this lesson, too.")).to_be_visible()
    other.press("Save")
    expect(theirs.locator("article.lesson")).to_contain_text("From Otto")
    tess.press("Save")
    expect(mine.get_by_role("heading", name="What you wrote")).to_be_visible()
    expect(mine.locator("article.lesson")).to_contain_text("From Otto")
    mine.locator("textarea[data-editor]").focus()
    expect(mine.locator(".ProseMirror")).to_have_text("From Tess")
    tess.press("Save mine")
    expect(mine.locator("article.lesson")).to_contain_text("From Tess")
    mine.goto(f"/lessons/{lesson.public_id}/history/changes")
    expect(mine.locator("del")).to_contain_text("Otto")
    expect(mine.locator("ins")).to_contain_text("Tess")


def test_pictures_are_chosen_or_pasted_and_described(visit: Visit, lesson: Lesson) -> None:
    at_desk = visit(lesson.classroom.owner, **DESKTOP)
    page = open_editor(at_desk, lesson)
    at_desk.press("Picture")
    page.get_by_label("Choose a picture").set_input_files(
        {"name": "leaf.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.locator(".editor-said")).to_contain_text("Uploaded")
    at_desk.press("Put in")
    expect(page.locator(".editor-said")).to_contain_text("Say what is to be seen")
    page.get_by_label("What is to be seen?").fill("A green leaf")
    at_desk.press("Put in")
    expect(page.locator('.ProseMirror img[alt="A green leaf"]')).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.evaluate(PASTE, ["image/png", base64.b64encode(png()).decode(), "pasted.png"])
    expect(page.locator(".editor-said")).to_contain_text("Uploaded")
    page.get_by_label("Only decoration").check()
    at_desk.press("Put in")
    expect(page.locator(".ProseMirror img")).to_have_count(2)
    at_desk.press("Save")
    shown = page.locator("article.lesson img")
    expect(shown).to_have_count(2)
    wait(
        page,
        lambda: page.evaluate("() => [...document.querySelectorAll('article img')].every((i) => i.naturalWidth)"),
        "pictures",
    )
    assert (shown.first.get_attribute("alt"), shown.first.get_attribute("width")) == ("A green leaf", "120")
    used = select(func.count()).where(LessonFile.lesson_id == lesson.id, LessonFile.place == FilePlace.BODY)
    db.session.commit()
    assert db.session.scalar(used) == 2


def test_a_paste_from_a_word_processor(visit: Visit, lesson: Lesson) -> None:
    at_desk = visit(lesson.classroom.owner, **DESKTOP)
    page = open_editor(at_desk, lesson)
    page.evaluate(PASTE, ["text/html", WORD, ""])
    editor = page.locator(".ProseMirror")
    expect(editor.locator("ul li")).to_have_text(["Water", "Air"])
    expect(editor.locator("td").first).to_have_text("Fern")
    assert "mso" not in editor.inner_html().lower()
    assert editor.locator("img").count() == 0
    at_desk.press("Save")
    expect(page.locator("article.lesson h2")).to_have_text("Leaves")


def test_three_hundred_pages_are_told_of_and_not_lost(visit: Visit, lesson: Lesson) -> None:
    at_desk = visit(lesson.classroom.owner, **DESKTOP)
    page = open_editor(at_desk, lesson)
    paragraph = '<p class=MsoNormal style="margin:0cm;mso-pagination:none"><span lang=DE>%s</span></p>'
    pages = "".join(paragraph % f"Sentence {number} of a very long book about leaves. " for number in range(8_000))
    page.evaluate(
        PASTE, ["text/html", f"<html xmlns:o='urn:schemas-microsoft-com:office'><body>{pages}</body></html>", ""]
    )
    expect(page.locator("[data-editor-count]")).to_contain_text("characters too many to be saved")
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept at", timeout=60_000)
    at_desk.press("Save")
    expect(page.locator("[data-error-summary]")).to_contain_text("At most 200000 characters.", timeout=60_000)
    assert "Sentence 7999" in page.locator("textarea[data-editor]").input_value()
    db.session.commit()
    kept = db.session.scalars(select(LessonDraft).where(LessonDraft.lesson_id == lesson.id)).one()
    assert "Sentence 7999" in kept.body
    assert fresh(lesson).version == 1


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_toolbar_by_keyboard_and_by_thumb(visit: Visit, lesson: Lesson, size: dict[str, Any]) -> None:
    at_desk = visit(lesson.classroom.owner, **size)
    page = open_editor(at_desk, lesson)
    seen = "[...document.querySelectorAll('.editor-tool:not([hidden])')]"
    smallest = f"() => Math.min(...{seen}.flatMap((tool) => [tool.offsetWidth, tool.offsetHeight]))"
    wait(page, lambda: page.evaluate(smallest) >= 44, "tools as wide and high as a thumb")
    page.keyboard.press("Alt+F10")
    expect(page.locator(".editor-tool:focus")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Keyboard help")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Keyboard help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keyboard help")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Smaller heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ProseMirror")).to_be_focused()
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
