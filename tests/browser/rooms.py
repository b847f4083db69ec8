"""Rooms of live sessions in real browsers with false cameras: who comes in, and what of the others really arrives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, Playwright

from app.models.live import LiveSession
from app.models.user import User
from tests.browser.visitor import Visitor, expect, wait
from tests.support import browsers
from tests.support.portal import Portal

# Keeps every connection that the page makes, to be asked what came over it.
CALLS = """{
  const Real = window.RTCPeerConnection;
  window.calls = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.calls.push(this); }
  };
}"""
RECEIVED = """async (kind) => {
  const found = [];
  for (const call of window.calls.filter((each) => each.connectionState === "connected")) {
    for (const each of (await call.getStats()).values()) {
      if (each.type === "inbound-rtp" && each.kind === kind) found.push(each);
    }
  }
  return found.map((each) => kind === "video" ? each.framesDecoded ?? 0 : each.totalAudioEnergy ?? 0);
}"""


def arrive(visitor: Visitor, session: LiveSession) -> Page:
    """At the check of the devices."""
    visitor.context.add_init_script(CALLS)
    page = visitor.go(f"/sessions/{session.public_id}/room")
    page.locator("[data-room][data-ready]").wait_for()
    return page


def enter(visitor: Visitor, session: LiveSession) -> Page:
    """Through the check of the devices into the room."""
    page = arrive(visitor, session)
    page.get_by_role("button", name="Join now").click()
    page.locator("[data-stage]").wait_for()
    return page


def tile(page: Page, person: User) -> Locator:
    return page.locator(".tile:not(.is-screen)", has_text=person.name)


def received(page: Page, kind: str = "video") -> list[float]:
    """Frames decoded, or the energy heard, of each track that comes in."""
    found: list[float] = page.evaluate(RECEIVED, kind)
    return found


def moving(page: Page, number: int) -> None:
    """Wait until the pictures of so many others move: frames are decoded, and more of them a moment later."""

    def more(before: list[float]) -> Any:
        now = received(page)
        return sum(1 for old, new in zip(before, now, strict=False) if new > old + 5) >= number

    wait(page, lambda: sum(1 for frames in received(page) if frames) >= number, f"pictures of {number} others")
    first = received(page)
    wait(page, lambda: more(first), f"more pictures of {number} others")


def shown(page: Page, person: User) -> None:
    """His tile shows a picture that goes on."""
    playing = "(video) => video.videoWidth > 100 && video.currentTime > 0.5 && !video.hidden"
    wait(page, lambda: tile(page, person).locator("video").evaluate(playing), f"the picture of {person.name}")


def press(page: Page, what: str) -> None:
    """A button of the bar."""
    page.locator(f".room-bar > [data-do={what}]").click()


def lead(page: Page, person: User, deed: str) -> None:
    """What a host does with one person, by the list of people."""
    if page.locator("[data-panel=people]").is_hidden():
        press(page, "people")
    row = page.locator("[data-people] .person", has_text=person.name)
    row.locator("summary").click()
    row.get_by_role("button", name=deed).click()
    expect(row.locator("details")).not_to_have_attribute("open", "")


@contextmanager
def showing_a_screen(playwright: Playwright, site: Portal, person: User) -> Iterator[Visitor]:
    """At a browser of one's own that shares its whole screen when asked which one."""
    options = browsers.chromium()
    options["args"].append("--auto-select-desktop-capture-source=Entire screen")
    browser = playwright.chromium.launch(**options)
    yield Visitor(site, browser.new_context(base_url=site.url)).sign_in(person)
    browser.close()


def the_screen_arrives(host: Page, page: Page, person: User) -> None:
    """What `person` shows at `host` is large at `page`, moves beside his camera, and is gone when he ends it."""
    moving(page, 1)
    press(host, "screen")
    screen = page.locator(".tile.is-screen")
    expect(screen).to_contain_text(f"Screen of {person.name}")
    expect(screen).to_have_class("tile is-screen is-main")
    wide = "(video) => video.videoWidth >= 1000 && video.currentTime > 0.5"
    wait(page, lambda: screen.locator("video").evaluate(wide), "the screen")
    shown(page, person)
    press(host, "screen")
    expect(screen).to_have_count(0)
    shown(page, person)
