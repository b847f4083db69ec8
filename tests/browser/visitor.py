"""Somebody at a real browser: what the tests do there, and a record of what a page must never do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket
from playwright.sync_api import expect as expect

from app.models.user import User
from tests.live.conftest import cookie
from tests.support.portal import Portal

expect.set_options(timeout=15_000)  # a busy machine is slow, and a page that never shows it still fails
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
# Runs in every page before its own scripts; the policy does not bind it.
WATCH_POLICY = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});"""
WATCH_BADGE = """() => {
  window.badgeTimes = [];
  const badge = document.querySelector("[data-bell] [data-bell-badge]");
  new MutationObserver(() => window.badgeTimes.push([Date.now(), badge.hidden ? "" : badge.textContent]))
    .observe(badge, { attributes: true, childList: true, characterData: true, subtree: true });
}"""
# The browser's own words for an answer that is no success; that is the business of the test that asked.
EXPECTED = ("Failed to load resource: the server responded with a status of",)
# Chromium's reader of PDFs, which is a page of its own inside of ours.
BROWSERS_OWN = ("chrome://resources/", "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/")


class Visitor:
    """A browser context with one page in front; `problems` collects broken scripts and what left for elsewhere."""

    def __init__(self, portal: Portal, context: BrowserContext) -> None:
        self.portal = portal
        self.context = context
        self.problems: list[str] = []
        self.sockets: list[str] = []
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH_POLICY)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._left)
        context.on("page", lambda page: page.on("websocket", self._socket))
        self.page: Page = context.new_page()

    def sign_in(self, user: User) -> Visitor:
        """By a cookie, as if the log-in form had been filled in."""
        value = cookie(self.portal, user).partition("=")[2]
        self.context.add_cookies([{"name": "session", "value": value, "url": self.portal.url}])
        return self

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def log_in(self, username: str, password: str) -> Page:
        """Through the form."""
        self.go("/login")
        self.page.get_by_label("Username or email").fill(username)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Log in")
        self.page.wait_for_url(lambda address: "/login" not in address)
        return self.page

    def go_live(self, path: str) -> Page:
        """Open a page and wait until its socket has greeted it."""
        greeted = len(self.sockets)
        self.go(path)
        wait(self.page, lambda: len(self.sockets) > greeted, "a greeting through the socket")
        return self.page

    @property
    def badge(self) -> str:
        badge = self.page.locator("[data-bell] [data-bell-badge]")
        return "" if badge.is_hidden() else badge.inner_text()

    def watch_badge(self) -> None:
        self.page.evaluate(WATCH_BADGE)

    def badge_came(self, text: str, since: float) -> float | None:
        """Seconds from `since` (time.time()) until the badge showed `text`; None if it has not."""
        seen = self.page.evaluate("() => window.badgeTimes")
        times = [at / 1000 - since for at, shown in seen if shown == text and at / 1000 >= since]
        return times[0] if times else None

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.problems.append(f"console: {message.text}")

    def _left(self, request: Request) -> None:
        if not request.url.startswith((self.portal.url, "data:", "blob:", *BROWSERS_OWN)):
            self.problems.append(f"left for elsewhere: {request.url}")

    def _socket(self, socket: WebSocket) -> None:
        if not socket.url.startswith(self.portal.url.replace("http", "ws", 1)):
            self.problems.append(f"left for elsewhere: {socket.url}")
        socket.on("framereceived", lambda frame: self.sockets.append(str(frame)) if "bell" in str(frame) else None)


def wait(page: Page, true: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """Look until `true()` is, letting the browser's events come in between; its value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := true():
            return value
        page.wait_for_timeout(20)
    raise AssertionError(f"waited {seconds} s in vain for {what}")
