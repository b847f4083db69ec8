"""Pictures of the key pages of the demo school, phone and desktop, light and dark, into screenshots/.

    python setup/screenshots.py [--readme] [NAME …]

Without names, all of them. Starts a demo school of its own in a folder that goes away with it. With --readme those of
the README are made anew, small, in docs/images/.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TO = ROOT / "screenshots"
PASSWORD = "classbell-demo"
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 800},
}
SCHEMES = ("light", "dark")
SECONDS_TO_START = 180
NOBODY, STUDENT, TEACHER, ADMIN = "", "student@demo.school", "teacher@demo.school", "admin@demo.school"
CLASS, LESSON = "Biology 8B", "Photosynthesis in one page"
ANNOUNCEMENT = "Bring a leaf on Monday"
QUIZ, PRACTICE = "Cells: what stays", "Cells: practise as often as you like"
SESSION = "Ask me anything about cells"


README = {
    "dashboard": ("teacher-dashboard", "desktop", "light"),
    "bell": ("student-bell", "phone", "light"),
    "class": ("student-learn", "phone", "light"),
    "lesson": ("student-lesson", "phone", "dark"),
}
COLOURS_KEPT = 96


class Shot(NamedTuple):
    """One page: who looks, how to get there, and whether it is taken down to its end."""

    name: str
    who: str
    go: str | Callable[[Page], object]
    whole: bool = True


def _class(tail: str = "") -> Callable[[Page], object]:
    def go(page: Page) -> None:
        page.goto("/classrooms")
        address = page.locator("a", has_text=CLASS).first.get_attribute("href")
        page.goto(f"{address}{tail}")

    return go


def _lesson(tail: str = "") -> Callable[[Page], object]:
    def go(page: Page) -> None:
        _class("/learn")(page)
        address = page.locator("a", has_text=LESSON).first.get_attribute("href")
        page.goto(f"{address}{tail}")
        if tail:
            _wake_editor(page)

    return go


def _named(listed: str, name: str, tail: str = "") -> Callable[[Page], object]:
    """What a list of the class leads to by this name."""

    def go(page: Page) -> None:
        _class(listed)(page)
        page.goto(f"{page.locator('main a', has_text=name).first.get_attribute('href')}{tail}")

    return go


def _practising(page: Page) -> None:
    _named("/quizzes", PRACTICE)(page)
    page.get_by_role("link", name="Go on").or_(page.get_by_role("button", name="Go on")).first.click()
    page.locator("form[data-taking], main form").first.wait_for()


def _announcement(page: Page) -> None:
    _class("/announcements")(page)
    page.goto(page.locator("a", has_text=ANNOUNCEMENT).first.get_attribute("href") or "/announcements")


def _wake_editor(page: Page) -> None:
    """The editor comes when its field is used."""
    page.locator("[name=body]").first.focus()
    page.locator(".ProseMirror").wait_for(timeout=10_000)


def _bell(page: Page) -> None:
    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.locator("[data-bell-toggle]").click()
    page.wait_for_timeout(600)


def _first_person(page: Page) -> None:
    page.goto("/admin/users?q=sam")
    page.goto(page.get_by_role("link", name="Sam Okafor").first.get_attribute("href") or "/admin/users")


SHOTS = (
    Shot("landing", NOBODY, "/"),
    Shot("login", NOBODY, "/login"),
    Shot("register", NOBODY, "/register"),
    Shot("not-found", NOBODY, "/nowhere"),
    Shot("student-dashboard", STUDENT, "/"),
    Shot("student-bell", STUDENT, _bell, whole=False),
    Shot("student-classes", STUDENT, "/classrooms"),
    Shot("student-class", STUDENT, _class()),
    Shot("student-learn", STUDENT, _class("/learn")),
    Shot("student-lesson", STUDENT, _lesson()),
    Shot("student-announcements", STUDENT, "/announcements"),
    Shot("student-quiz", STUDENT, _practising),
    Shot("student-session", STUDENT, _named("/live", SESSION)),
    Shot("student-calendar", STUDENT, "/calendar"),
    Shot("student-people", STUDENT, _class("/people")),
    Shot("notifications", STUDENT, "/notifications"),
    Shot("preferences", STUDENT, "/notifications/preferences"),
    Shot("join", STUDENT, "/join"),
    Shot("profile", STUDENT, "/me"),
    Shot("devices", STUDENT, "/me/devices"),
    Shot("teacher-dashboard", TEACHER, "/"),
    Shot("teacher-class", TEACHER, _class()),
    Shot("teacher-learn", TEACHER, _class("/learn")),
    Shot("teacher-news", TEACHER, _class("/announcements")),
    Shot("announcement", TEACHER, _announcement),
    Shot("announcement-new", TEACHER, _class("/announcements/new")),
    Shot("teacher-people", TEACHER, _class("/people")),
    Shot("lesson-editor", TEACHER, _lesson("/edit")),
    Shot("quiz-editor", TEACHER, _named("/quizzes", QUIZ, "/questions")),
    Shot("quiz-results", TEACHER, _named("/quizzes", QUIZ, "/results")),
    Shot("session", TEACHER, _named("/live", SESSION)),
    Shot("lobby", TEACHER, _named("/live", SESSION, "/room")),
    Shot("class-new", TEACHER, "/classrooms/new"),
    Shot("class-edit", TEACHER, _class("/edit")),
    Shot("class-copy", TEACHER, _class("/copy")),
    Shot("join-sheet", TEACHER, _class("/join-sheet")),
    Shot("admin-dashboard", ADMIN, "/"),
    Shot("admin-users", ADMIN, "/admin/users"),
    Shot("admin-user", ADMIN, _first_person),
    Shot("admin-audit", ADMIN, "/admin/audit"),
    Shot("admin-school", ADMIN, "/admin/school"),
    Shot("styleguide", ADMIN, "/styleguide"),
)


@contextmanager
def demo_school() -> Iterator[str]:
    """The address of a demo school that runs meanwhile."""
    with socket.socket() as found, tempfile.TemporaryDirectory(prefix="classbell-") as folder:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
        found.close()
        base = f"http://localhost:{port}"
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "CLASSBELL_ENV": "development",
            "DATA_DIR": folder,
            "PORT": str(port),
            "BASE_URL": base,
        }
        command = [sys.executable, "-m", "app.cli.run", "--demo"]
        portal = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait(f"{base}/readyz", portal)
            yield base
        finally:
            portal.send_signal(signal.SIGINT)
            portal.wait(30)


def _wait(address: str, portal: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < limit and portal.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("The demo school did not start.")


def log_in(browser: Browser, base: str, who: str) -> str | None:
    """The cookies of somebody who has logged in, as a file's text; None for nobody."""
    if who == NOBODY:
        return None
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/login")
    page.locator("[name=login], [name=name], [name=username], [type=email]").first.fill(who)
    page.locator("[type=password]").first.fill(PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(lambda address: "/login" not in address)
    state = context.storage_state()
    context.close()
    return state  # type: ignore[return-value]


def take(browser: Browser, base: str, shots: list[Shot]) -> None:
    visits = {who: log_in(browser, base, who) for who in {shot.who for shot in shots}}
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            for who, state in visits.items():
                context = browser.new_context(
                    base_url=base,
                    viewport=viewport,
                    color_scheme=scheme,  # type: ignore[arg-type]
                    storage_state=state,
                    has_touch=size == "phone",
                    is_mobile=size == "phone",
                    device_scale_factor=2 if size == "phone" else 1,
                    locale="en-GB",
                    reduced_motion="reduce",
                )
                for shot in shots:
                    if shot.who == who:
                        _take(context.new_page(), shot, TO / f"{shot.name}-{size}-{scheme}.png")
                context.close()


def _take(page: Page, shot: Shot, path: Path) -> None:
    if callable(shot.go):
        shot.go(page)
    else:
        page.goto(shot.go)
    page.wait_for_load_state("load")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(250)
    page.screenshot(path=path, full_page=shot.whole)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    print(f"{path.relative_to(ROOT)}{'  (wider than the screen)' if wide else ''}", flush=True)
    page.close()


def keep_for_readme() -> None:
    """What one sees without scrolling, in few colours."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (shot, size, scheme) in README.items():
        picture = Image.open(TO / f"{shot}-{size}-{scheme}.png").convert("RGB")
        scale = picture.width / SIZES[size]["width"]
        seen = picture.crop((0, 0, picture.width, round(SIZES[size]["height"] * scale)))
        kept = seen.quantize(COLOURS_KEPT, dither=Image.Dither.NONE)
        kept.save(folder / f"{name}.png", optimize=True)
        print(f"docs/images/{name}.png  {(folder / f'{name}.png').stat().st_size // 1000} kB")


def main() -> int:
    names = [name for name in sys.argv[1:] if name != "--readme"]
    if "--readme" in sys.argv:
        names += [shot for shot, *_ in README.values()]
    shots = [shot for shot in SHOTS if not names or shot.name in names]
    TO.mkdir(exist_ok=True)
    with demo_school() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        take(browser, base, shots)
        browser.close()
    if "--readme" in sys.argv:
        keep_for_readme()
    print(f"{len(shots) * len(SIZES) * len(SCHEMES)} pictures in {TO.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
