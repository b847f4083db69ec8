"""Rich text: what people typed, as HTML that may stand on anybody's page (security.md T5).

Markdown and HTML both end in the same sanitiser with one allow-list, so that a hole in one way in is not a hole in
the page. Formulas stay the TeX that was typed, in elements with a class of their own: readable without scripts, drawn
by one. Pictures are files of ours, by their address. Pure: no Flask, no database.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

import nh3
from markupsafe import Markup

from app.formats import markdown, text_pictures
from app.formats.text_pictures import Sides

Format = Literal["html", "markdown"]

# Raise when the lists below change: text kept under another version is cleaned again before it is shown.
POLICY_VERSION = 2

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "br"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
WORDS = {"a", "strong", "b", "em", "i", "s", "del", "u", "sub", "sup", "code"}
CALLOUTS = ("note", "tip", "warning")
# What browsers would run or draw is dropped with its content; of any other unknown element the text stays.
DROPPED = {
    "script",
    "style",
    "template",
    "iframe",
    "object",
    "embed",
    "noscript",
    "svg",
    "math",
    "title",
    "textarea",
    "xml",
}
# The empty set for "*" matters: without it the sanitiser lets `lang` and `title` through everywhere.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "title"}, "img": {"src", "alt", "width", "height"}}
# Lists of values instead of a filter function: the sanitiser then runs outside Python's lock.
SPANS = {str(number) for number in range(1, 21)}
VALUES = {
    "ol": {"start": {str(number) for number in range(1000)}},
    "td": {"colspan": SPANS, "rowspan": SPANS},
    "th": {"colspan": SPANS, "rowspan": SPANS},
    "blockquote": {"class": {f"callout-{kind}" for kind in CALLOUTS}},
    "code": {"class": {"math-inline"}},
    "pre": {"class": {"math-block"}},
}
SCHEMES = {"http", "https", "mailto"}
LOWEST_HEADING = 4
# The parser takes quadratic time in the depth of elements: 25,000 nested lists were 12 s, 10,000 elements 0.5 s.
MOST_ELEMENTS = 10_000

_opening = re.compile(r"<[a-zA-Z]")
_heading = re.compile(r"<(/?)h([1-6])>")
# As the sanitiser writes them: quotes inside values are escaped, so neither finds anything within an attribute.
_picture = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_attribute = re.compile(r' ([a-z]+)="([^"]*)"')
_ours = re.compile(r"/files/[0-9a-f]{32}")
_pixels = re.compile(r"[1-9][0-9]{0,4}")
_file = re.compile(r'<img src="/files/([0-9a-f]{32})"')
_unkept = re.compile("[\x00\ud800-\udfff]")


class TooComplex(ValueError):
    """HTML of more elements than a page can bear."""


@dataclass(frozen=True)
class RichText:
    """A text as it is kept: the source in its format, and the HTML that was made of it under a policy."""

    source: str
    format: Format
    html: str
    policy_version: int = POLICY_VERSION


def write(source: str, format: Format) -> RichText:
    """The text to keep for what was typed. HTML is kept only sanitised. Raises TooComplex."""
    tidy = _unkept.sub("", source).replace("\r\n", "\n").strip()
    html = to_html(tidy, format)
    return RichText(source=tidy if format == "markdown" else html, format=format, html=html)


def to_html(source: str, format: Format) -> str:
    """Safe HTML for `source`. Raises TooComplex."""
    return sanitise(markdown.render(source) if format == "markdown" else source)


def sanitise(html: str) -> str:
    """`html` with nothing but the allow-list, its headings beginning at the second level. Raises TooComplex."""
    if len(_opening.findall(html)) > MOST_ELEMENTS:
        raise TooComplex
    clean = nh3.clean(
        html,
        tags=BLOCKS | TABLES | WORDS | {"img"},
        clean_content_tags=DROPPED,
        # No `style`, `id` (it could shadow what scripts look up), `on…`, `hx-…` or `data-…` on anything, no `class` but
        # those above: htmx and our own scripts act on attributes, so an attribute would be a script.
        attributes=ATTRIBUTES,
        tag_attribute_values=VALUES,
        # What may scroll sideways on a phone can be reached by keyboard.
        set_tag_attribute_values={"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
        generic_attribute_prefixes=set(),
        allowed_classes={},
        url_schemes=SCHEMES,
        # A page opened from a lesson learns nothing of ours, and nobody gains in a search engine by writing here.
        link_rel="noopener nofollow",
        # Comments can hide conditional markup from one parser and show it to another.
        strip_comments=True,
    )
    return _shift_headings(_picture.sub(_tidy_picture, clean)).strip()


def _tidy_picture(tag: re.Match[str]) -> str:
    """A picture of ours with nothing but whole numbers for its size; any other is left out."""
    given = dict(_attribute.findall(tag[1]))
    if not _ours.fullmatch(given.get("src", "")):
        return ""
    sides = "".join(
        f' {side}="{given[side]}"' for side in ("width", "height") if _pixels.fullmatch(given.get(side, ""))
    )
    return f'<img src="{given["src"]}" alt="{given.get("alt", "")}"{sides} loading="lazy">'


def pictures(html: str) -> list[str]:
    """The public ids of the files that sanitised HTML shows, each once."""
    return list(dict.fromkeys(_file.findall(html)))


def only_with(html: str, known: Collection[str]) -> str:
    """Sanitised HTML without the pictures whose public id is not among `known`."""
    return _picture.sub(lambda tag: tag[0] if set(pictures(tag[0])) <= set(known) else "", html)


def without_pictures(text: RichText) -> RichText:
    """The same text where no file may stand in it."""
    html = only_with(text.html, ())
    return RichText(html if text.format == "html" else text.source, text.format, html, text.policy_version)


def number_of_pictures(source: str, format: Format) -> int:
    """How many pictures somebody wanted in what was typed, wherever they are."""
    if format == "markdown" and "![" not in source:
        return 0
    return (markdown.render(source) if format == "markdown" else source).lower().count("<img")


def _shift_headings(html: str) -> str:
    """Let the highest heading be h2, since the page's own title is its only h1, and none be lower than h4."""
    levels = [int(level) for _, level in _heading.findall(html)]
    if not levels:
        return html
    shift = 2 - min(levels)
    return _heading.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + shift, LOWEST_HEADING)}>", html)


def as_markup(
    html: str,
    policy_version: int = POLICY_VERSION,
    labels: Mapping[str, str] | None = None,
    pictures: Mapping[str, Sides] | None = None,
) -> Markup:
    """Kept HTML, ready for a template: the one place where people's HTML becomes markup.

    Its frame turns htmx off for everything inside, and lets each text run in its own direction. `labels` are the words
    over callouts, in the reader's language; `pictures`, where they are known, are made to fit the page.
    """
    safe = html if policy_version == POLICY_VERSION else sanitise(html)
    safe = safe if pictures is None else text_pictures.fitted(safe, pictures)
    for kind, label in (labels or {}).items():
        opening = f'<blockquote class="callout-{kind}"'
        named = Markup('{} role="note"><p class="callout-label">{}</p>').format(Markup(opening), label)  # noqa: S704  # nosec B704
        safe = safe.replace(f"{opening}>", str(named))
    return Markup(f'<div class="prose" dir="auto" data-hx-disable>{safe}</div>')  # noqa: S704  # nosec B704


def plain(html: str, length: int) -> str:
    """The words of kept HTML in one line of at most `length` characters, cut between words."""
    words = _Words()
    words.feed(html[: length * 50])
    text = " ".join("".join(words.parts).split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


class _Words(HTMLParser):
    """The text of HTML with a space where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS | TABLES:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, [])

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
