"""A language in which every text shows where it came from: ⟦longer than in English by two fifths⟧, right to left.

It speaks as Arabic does towards CLDR (direction, dates, numbers), and takes its words from no catalogue.
"""

from __future__ import annotations

import html
import json
import re
import zoneinfo
from html.parser import HTMLParser
from typing import Any

from babel.support import NullTranslations

from app.config import LANGUAGES

LANGUAGE = "ar"
OPEN, CLOSE = "⟦", "⟧"
FILLER = "ـ"  # letters of the Arabic script that stand for nothing
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SILENT = frozenset({"script", "style", "code", "pre", "kbd", "samp", "textarea"})
SPOKEN = frozenset({"aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "alt", "label"})
NAMES = (
    *LANGUAGES.values(),
    "Classbell",
    "English",
    "CSV",
    "Firefox",
    "Linux",
    "JSON",
    "UTC",
    "QR",
    "GIFT",
    "Aiken",
    "Moodle XML",
    "QTI",
    "XLSX",
    "Aa",
    *("kB", "MB", "GB"),
)
FREE = re.compile(
    r"https?://\S*|\S+@\S+|\blocalhost\S*|\b[0-9a-f]{16,}\b|(?<!\w)/[\w/-]+|\.(?:pdf|png|mp4|vtt)\b|"
    + "|".join(rf"\b{re.escape(name)}\b" for name in NAMES)
)
LATIN = re.compile(r"[A-Za-z]")
ZONES = frozenset(zone.replace("_", " ") for zone in zoneinfo.available_timezones())


def said(text: str) -> str:
    """`text` as this language says it."""
    return f"{OPEN}{text}{FILLER * max(2, len(text) * 2 // 5)}{CLOSE}"


class Translations(NullTranslations):
    """Stands in for the catalogues of one language."""

    def gettext(self, message: str) -> str:
        return said(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return said(msgid1 if n == 1 else msgid2)

    ugettext = gettext
    ungettext = ngettext


class Reader(HTMLParser):
    """Reads a page as people do; `foreign` is what it says in English that no catalogue gave it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.foreign: list[str] = []
        self.html: dict[str, str] = {}
        self._path: list[tuple[str, bool]] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.html = values
        foreign = self._is_silent or values.get("lang", LANGUAGE) != LANGUAGE
        if not foreign:
            self._attributes(tag, values)
        if tag not in VOID:
            self._path.append((tag, foreign or tag in SILENT))

    def handle_endtag(self, tag: str) -> None:
        while self._path and self._path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        outside = ""
        for sign in data:
            if sign == OPEN:
                self._depth += 1
            elif sign == CLOSE:
                self._depth -= 1
            elif not self._depth:
                outside += sign
        if not self._is_silent:
            self._judge(outside, self._path[-1][0] if self._path else "")

    @property
    def _is_silent(self) -> bool:
        return bool(self._path) and self._path[-1][1]

    def _attributes(self, tag: str, values: dict[str, str]) -> None:
        spoken = {name: text for name, text in values.items() if name in SPOKEN or _sounds(name, text)}
        if tag == "meta" and values.get("name") == "description":
            spoken["content"] = values.get("content", "")
        if tag == "input" and values.get("type") in ("submit", "button", "reset"):
            spoken["value"] = values.get("value", "")
        for each in json.loads(values.get("data-words", "{}")).values():
            self._judge(outside(each.replace("{", OPEN).replace("}", CLOSE)), f"{tag} data-words")
        for name, text in spoken.items():
            self._judge(outside(text), f"{tag} {name}")

    def _judge(self, text: str, place: str) -> None:
        left = FREE.sub("", text)
        if LATIN.search(left) and text.strip().replace("_", " ") not in ZONES:
            self.foreign.append(f"<{place}> {text.strip()}")


def _sounds(name: str, text: str) -> bool:
    """Whether an attribute that scripts read holds words for people."""
    return (
        name.startswith("data-")
        and name != "data-words"
        and bool(re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", outside(text)))
    )


def outside(text: str) -> str:
    """What of `text` stands in no brackets."""
    before = None
    while before != text:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", text)
    return text


def foreign_words(page: str) -> list[str]:
    """What a page says that did not come through gettext, with the element that says it."""
    reader = Reader()
    reader.feed(page)
    wrong = list(reader.foreign)
    if reader.html and (reader.html.get("dir"), reader.html.get("lang")) != ("rtl", LANGUAGE):
        wrong.append("<html> does not run from right to left")
    return wrong


def foreign_lines(text: str) -> list[str]:
    """The same for a text without markup, such as a mail."""
    return [line for line in outside(html.unescape(text)).splitlines() if LATIN.search(FREE.sub("", line))]


def speak(monkeypatch: Any) -> None:
    """Let the app speak this language, to whoever asks for it, until the test ends."""
    from flask_babel import Domain, get_locale

    catalogues = Domain.get_translations

    def get_translations(domain: Domain) -> Any:
        locale = get_locale()
        return Translations() if locale and locale.language == LANGUAGE else catalogues(domain)

    monkeypatch.setattr(Domain, "get_translations", get_translations)
    monkeypatch.setitem(LANGUAGES, LANGUAGE, "العربية")
