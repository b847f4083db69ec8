"""Every page as every reader: axe, no scrolling sideways, the policy kept, nothing from elsewhere, valid HTML."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import accessibility, pages
from tests.browser.pages import View
from tests.browser.scene import Scene, make_scene
from tests.browser.visitor import Visitor
from tests.support.portal import ROOT, Portal

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}
CALM: dict[str, Any] = {"reduced_motion": "reduce", "service_workers": "block"}
VIEWS = list(pages.views())


@pytest.fixture(scope="session")
def scene(running: Portal) -> Scene:
    with running.app.app_context():
        return make_scene(running)


@pytest.fixture(scope="session")
def readers(running: Portal, chromium: Browser, scene: Scene) -> Iterator[dict[str, Visitor]]:
    """A browser for each role, kept open from page to page."""
    with running.app.app_context():
        found = {}
        for role, person in scene.people.items():
            found[role] = Visitor(running, chromium.new_context(base_url=running.url, viewport=NARROW, **CALM))
            if person:
                found[role].sign_in(person)
    yield found
    for visitor in found.values():
        visitor.context.close()


def test_no_page_is_forgotten(site: Portal) -> None:
    assert not pages.missing(site.app)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_page(view: View, readers: dict[str, Visitor], scene: Scene) -> None:
    visitor = readers[view.role]
    visitor.problems.clear()
    page = visitor.page
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="light")
    answer = page.goto(view.path.format(**scene.names), wait_until="load")
    assert answer
    assert answer.status == view.status
    wrong = sideways(page) + accessibility.problems(page)
    if view.thorough:
        page.emulate_media(color_scheme="dark")
        wrong += [f"dark, {each}" for each in accessibility.problems(page)]
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        wrong += sideways(page) + accessibility.problems(page)
    assert not wrong + visitor.problems, "\n".join(wrong + visitor.problems)


def sideways(page: Page) -> list[str]:
    wide, window = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"the page is {wide} px wide in a window of {window} px"] if wide > window else []


def test_opened_parts(readers: dict[str, Visitor]) -> None:
    """The dropdown of the bell, and the menu, as they stand open."""
    page = readers["student"].page
    page.set_viewport_size(NARROW)
    page.goto("/")
    page.locator("[data-bell-toggle]").click()
    page.locator("[data-bell-panel] .bell-list").wait_for()
    wrong = sideways(page) + accessibility.problems(page, "[data-bell-panel]")
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Your menu").click()
    wrong += sideways(page) + accessibility.problems(page, "[data-menu]")
    assert not wrong, "\n".join(wrong)


def test_open_editor(readers: dict[str, Visitor], scene: Scene) -> None:
    page = readers["teacher"].page
    page.set_viewport_size(NARROW)
    page.goto(f"/lessons/{scene.names['unpublished']}/edit")
    page.locator("textarea[data-editor]").focus()
    page.locator(".ProseMirror table").wait_for()
    wrong = sideways(page) + accessibility.problems(page)
    for opens in ("Link", "Formula", "Picture"):
        page.get_by_role("button", name=opens, exact=True).click()
        wrong += sideways(page) + accessibility.problems(page)
    page.get_by_role("button", name="Keyboard help").click()
    wrong += accessibility.problems(page)
    page.keyboard.press("Escape")
    page.emulate_media(color_scheme="dark")
    wrong += accessibility.problems(page)
    assert not wrong, "\n".join(wrong)


def test_valid_html(readers: dict[str, Visitor], scene: Scene, tmp_path: Path) -> None:
    """html-validate reads all of them at once, as they came from the server.

    It does not mind role="list" on a list: Safari forgets that a list without bullets is one.
    """
    for number, view in enumerate(VIEWS):
        answer = readers[view.role].context.request.get(view.path.format(**scene.names))
        name = f"{number:03} {view.role} {view.endpoint}.html"
        (tmp_path / name).write_text(answer.text())
    report = tmp_path / "found.json"  # a pipe loses the end of a long report
    options = ("--config", ".html-validate.json", "--formatter", f"json={report}")
    command = ["node_modules/.bin/html-validate", *options, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert report.exists(), done.stdout + done.stderr
    wrong = [
        f"{Path(page['filePath']).name}:{message['line']}: {message['ruleId']}: {message['message']}"
        for page in json.loads(report.read_text())
        for message in page["messages"]
    ]
    assert not wrong, "\n".join(wrong)
    assert done.returncode == 0, done.stderr


# A lesson in the scene holds formulas and a picture: what draws them comes on top of what every page needs. Three
# of the requests of every page are scripts of less than 1 kB that later ones share.
EVERY_PAGE = 15
REQUESTS = {"/lessons/{lesson}": 20}
FORMULAS = {"/lessons/{lesson}": {"script": 82_000}}
BUDGETS = {"document": 20_000, "stylesheet": 20_000, "script": 45_000}
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  const add = (entry) => { if (!entry.hadRecentInput) sum += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 700);
})"""


@pytest.mark.parametrize(
    "path", ["/", "/classrooms/{classroom}", "/classrooms/{classroom}/learn", "/lessons/{lesson}", "/notifications"]
)
def test_light_for_phones(
    path: str, running: Portal, chromium: Browser, readers: dict[str, Visitor], scene: Scene
) -> None:
    """A first visit of a student: requests, bytes by kind (gzipped), and nothing that jumps."""
    context = chromium.new_context(base_url=running.url, viewport={"width": 390, "height": 844}, **CALM)
    context.add_cookies(readers["student"].context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path.format(**scene.names), wait_until="networkidle")
    shifted = page.evaluate(SHIFTS)
    weights: dict[str, int] = dict.fromkeys(BUDGETS, 0)
    for answer in answers:
        kind = answer.request.resource_type
        weights[kind] = weights.get(kind, 0) + len(gzip.compress(answer.body()))
    context.close()
    print(f"\n{path}: {len(answers)} requests, {weights}, layout shift {shifted:.3f}")
    assert len(answers) <= REQUESTS.get(path, EVERY_PAGE), [answer.url for answer in answers]
    more = FORMULAS.get(path, {})
    assert {kind: is_ for kind, is_ in weights.items() if is_ > BUDGETS.get(kind, 100_000) + more.get(kind, 0)} == {}
    assert shifted <= 0.02
