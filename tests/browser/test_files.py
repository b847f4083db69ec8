"""Files in real browsers: sent with progress and after a lost network, shown without harm, nothing foreign unasked."""

from __future__ import annotations

import io
import os
from pathlib import Path

from playwright.sync_api import Route, expect

from app.actions import files
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FilePlace, LessonFile, StoredFile
from app.models.lesson import Embed, LessonKind
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import BROWSERS_OWN, wait
from tests.files.samples import picture
from tests.files.test_videos import film
from tests.support.people import make_lesson, make_member
from tests.support.portal import Portal, wait_until

BIG = os.urandom(20_000_000)


def kept() -> list[StoredFile]:
    db.session.expire_all()
    found = list(db.session.query(StoredFile).order_by(StoredFile.id))
    db.session.commit()
    return found


def keep(classroom: Classroom, teacher: User, data: bytes, name: str) -> StoredFile:
    file = files.create(classroom, actor=teacher, stream=io.BytesIO(data), filename=name)
    db.session.commit()
    return file


def a_pdf() -> bytes:
    from fpdf import FPDF

    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=40)
    page.text(20, 60, "Plan of the year")
    return bytes(page.output())


def test_two_files_with_progress_and_a_receipt(
    visit: Visit, teacher: User, classroom: Classroom, tmp_path: Path
) -> None:
    (tmp_path / "big.bin").write_bytes(BIG)
    (tmp_path / "leaf.png").write_bytes(picture(size=(640, 360)))
    page = visit(teacher).go(f"/classrooms/{classroom.public_id}/files")
    page.get_by_label("Add files").set_input_files([tmp_path / "big.bin", tmp_path / "leaf.png"])
    expect(page.get_by_text("SHA-256")).to_have_count(2, timeout=60_000)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name="big.bin")).to_be_visible()
    expect(page.get_by_role("link", name="leaf.png")).to_be_visible()
    assert {"big.bin", "leaf.png"} <= {file.filename for file in kept()}


def test_a_lost_network_only_makes_it_later(visit: Visit, teacher: User, classroom: Classroom, tmp_path: Path) -> None:
    (tmp_path / "lost.bin").write_bytes(BIG)
    visitor = visit(teacher)
    page = visitor.go(f"/classrooms/{classroom.public_id}/files")
    pieces = []

    def lose(route: Route) -> None:
        """The second piece breaks off, twice."""
        pieces.append(route.request.headers.get("upload-offset"))
        if len(pieces) in (2, 3):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*", lambda route: lose(route) if route.request.method == "PATCH" else route.continue_())
    page.get_by_label("Add files").set_input_files(tmp_path / "lost.bin")
    expect(page.get_by_text("SHA-256")).to_have_count(1, timeout=60_000)
    assert pieces.count("0") == 1  # it went on where it was
    assert len(pieces) == 5
    visitor.problems.clear()  # the browser itself complains of the lost connection
    file = next(file for file in kept() if file.filename == "lost.bin")
    assert file.size == len(BIG)


def test_stopped_by_the_sender(visit: Visit, teacher: User, classroom: Classroom, tmp_path: Path) -> None:
    (tmp_path / "stop.bin").write_bytes(BIG)
    visitor = visit(teacher)
    page = visitor.go(f"/classrooms/{classroom.public_id}/files")
    page.route("**/uploads/*", lambda route: None if route.request.method == "PATCH" else route.continue_())
    page.get_by_label("Add files").set_input_files(tmp_path / "stop.bin")
    page.get_by_role("button", name="Stop: stop.bin").click()
    expect(page.get_by_text("stop.bin")).to_have_count(0)
    visitor.problems.clear()
    assert "stop.bin" not in {file.filename for file in kept()}


def test_nothing_foreign_is_asked_before_the_click(
    visit: Visit, teacher: User, student: User, classroom: Classroom
) -> None:
    make_member(classroom, student)
    about = {"kind": LessonKind.VIDEO, "embed": Embed.YOUTUBE, "embed_id": "dQw4w9WgXcQ"}
    lesson = make_lesson(classroom, title="How leaves breathe", **about)
    visitor = visit(student)
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    visitor.context.route(
        "https://**", lambda route: route.fulfill(body="<title>player</title>", content_type="text/html")
    )
    page = visitor.go(f"/lessons/{lesson.public_id}")
    page.wait_for_load_state("networkidle")
    foreign = [url for url in asked if not url.startswith((visitor.portal.url, "data:", "blob:"))]
    assert foreign == []
    assert page.locator("iframe").count() == 0
    page.get_by_role("link", name="How leaves breathe").click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "How leaves breathe")
    expect(frame).to_have_attribute("src", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1")
    wait_until(lambda: any(url.startswith("https://www.youtube-nocookie.com/embed/") for url in asked), 10)
    visitor.problems.clear()


def test_a_video_plays_and_seeks(
    visit: Visit, teacher: User, student: User, classroom: Classroom, tmp_path: Path
) -> None:
    from app.actions import videos

    make_member(classroom, student)
    words = ("-c:v", "libvpx", "-b:v", "300k")
    file = keep(classroom, teacher, film(tmp_path, *words, name="film.webm", seconds=12), "film.webm")
    videos.prepare(file.id)
    captions = keep(classroom, teacher, b"WEBVTT\n\n00:00.000 --> 00:09.000\nLeaves breathe\n", "film.vtt")
    lesson = make_lesson(classroom, title="Film", kind=LessonKind.VIDEO)
    db.session.add(LessonFile(lesson_id=lesson.id, file_id=file.id, place=FilePlace.MAIN))
    db.session.add(LessonFile(lesson_id=lesson.id, file_id=captions.id, place=FilePlace.CAPTIONS, language="en"))
    db.session.commit()
    page = visit(student).go(f"/lessons/{lesson.public_id}")
    wait(page, lambda: page.evaluate("document.querySelector('video').readyState >= 1"), "the film's length")
    assert page.evaluate("Math.round(document.querySelector('video').duration)") == 12
    page.evaluate("document.querySelector('video').currentTime = 9")
    there = "!document.querySelector('video').seeking && document.querySelector('video').currentTime >= 9"
    wait(page, lambda: page.evaluate(there), "the ninth second")
    cues = "document.querySelector('video').textTracks[0].cues?.length === 1"
    wait(page, lambda: page.evaluate(cues), "the captions")
    expect(page.get_by_text("1 minute")).to_be_visible()


def test_a_pdf_is_shown_in_the_page(visit: Visit, teacher: User, classroom: Classroom) -> None:
    file = keep(classroom, teacher, a_pdf(), "plan.pdf")
    lesson = make_lesson(classroom, title="Plan", kind=LessonKind.FILE)
    db.session.add(LessonFile(lesson_id=lesson.id, file_id=file.id, place=FilePlace.MAIN))
    db.session.commit()
    visitor = visit(teacher)
    page = visitor.go(f"/lessons/{lesson.public_id}")
    assert page.locator("iframe").get_attribute("src") == f"/files/{file.public_id}"
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    page.reload()
    reader = BROWSERS_OWN[1] + "index.html"  # which our policy must let start
    assert wait(page, lambda: reader in asked, "the reader of PDFs")


def test_what_is_sent_runs_nowhere(visit: Visit, teacher: User, classroom: Classroom, site: Portal) -> None:
    """As a script of a page, as a page, and as a picture: nothing happens (security.md T6)."""
    script = b"document.title='run';//"
    polyglots = {
        "a.js": script,
        "b.html": b"<script>document.title='run'</script>",
        "c.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>document.title='run'</script></svg>",
        "d.pdf": b"%PDF-1.4 <script>document.title='run'</script>",
    }
    visitor = visit(teacher)
    page = visitor.go("/classrooms")
    title = page.title()
    for name, data in polyglots.items():
        file = keep(classroom, teacher, data, name)
        for address in (f"/files/{file.public_id}", f"/files/{file.public_id}/download"):
            page.evaluate(
                """address => new Promise(done => {
                    const script = document.createElement('script');
                    script.src = address; script.onload = script.onerror = done; document.head.append(script);
                })""",
                address,
            )
            assert page.title() == title
    held = keep(classroom, teacher, polyglots["d.pdf"], "e.pdf")
    other = visitor.context.new_page()
    other.goto(f"{site.url}/files/{held.public_id}", wait_until="commit")
    other.wait_for_timeout(500)
    assert other.title() != "run"
    other.close()
    visitor.problems.clear()  # the policy refused the scripts, and said so
