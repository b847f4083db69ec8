"""What kind of device a browser says it runs on, in words: told from User-Agent (RFC 9110, section 10.1.5)."""

from __future__ import annotations

from typing import NamedTuple

# The first one found wins: most browsers also claim to be those further down.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Opera", "Opera"),
    ("Samsung", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("ChromeOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)
HANDHELD = frozenset({"iPhone", "iPad", "Android"})


class Device(NamedTuple):
    """Names as their makers write them; an empty string where it is not known."""

    browser: str
    system: str

    def __str__(self) -> str:
        """What is kept of it: `device` reads it back."""
        return " · ".join(name for name in self if name)

    @property
    def handheld(self) -> bool:
        return self.system in HANDHELD


def device(user_agent: str) -> Device:
    """The device that sends this header, or that was kept as text. Never fails: anybody may send anything."""
    return Device(_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")
