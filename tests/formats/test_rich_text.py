"""Rich text: what may stand stays, whatever runs goes, through either format."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats import rich_text
from app.formats.rich_text import Format
from tests.formats.hostile_html import corpus

CORPUS = corpus()
FORMATS: tuple[Format, ...] = ("html", "markdown")
ALLOWED = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "pre": {"tabindex"},
    "table": {"tabindex"},
}
TAGS = rich_text.BLOCKS | rich_text.TABLES | rich_text.WORDS


class Judge(HTMLParser):
    """Notes everything that is not on the list above, which is written a second time on purpose."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or tag in ("h1", "h5", "h6"):
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"<{tag} {name}>" for name, _ in attrs if name not in ALLOWED.get(tag, set())]
        values = dict(attrs)
        if "href" in values and urlsplit(values["href"] or "").scheme not in ("", "http", "https", "mailto"):
            self.wrong.append(f"{tag} leads to {values['href']}")
        if tag == "a" and values.get("rel") != "noopener nofollow":
            self.wrong.append(f"<{tag} rel={values.get('rel')}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def wrong_in(html: str) -> list[str]:
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.wrong


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 300


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_the_corpus_survives(format: Format) -> None:
    for text in CORPUS:
        html = rich_text.to_html(text, format)
        assert not wrong_in(html), (text, html)


@pytest.mark.parametrize("format", FORMATS)
def test_cleaning_twice_is_as_once(format: Format) -> None:
    """What a second parser reads differently from the first could come alive in the browser."""
    for text in CORPUS:
        html = rich_text.to_html(text, format)
        assert rich_text.sanitise(html) == html, text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.sampled_from(FORMATS))
def test_no_text_brings_anything_else(text: str, format: Format) -> None:
    assert not wrong_in(rich_text.write(text, format).html)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(CORPUS), min_size=2, max_size=4).map("".join), st.sampled_from(FORMATS))
def test_hostile_texts_together(text: str, format: Format) -> None:
    assert not wrong_in(rich_text.to_html(text, format))


def test_what_people_write_stays() -> None:
    text = "# Leaves\n\nThey are **green** and *soft* ~~red~~.\n\n1. one\n2. two\n\n> quoted\n\n---\n\n`code`"
    assert rich_text.to_html(text, "markdown") == (
        "<h2>Leaves</h2>\n<p>They are <strong>green</strong> and <em>soft</em> <s>red</s>.</p>\n"
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<blockquote>\n<p>quoted</p>\n</blockquote>\n<hr>\n"
        "<p><code>code</code></p>"
    )


def test_tables_and_code_can_be_reached_by_keyboard() -> None:
    html = rich_text.to_html("|a|b|\n|-|-|\n|1|2|\n\n```\nlong\n```", "markdown")
    assert '<table tabindex="0">' in html
    assert '<pre tabindex="0">' in html
    assert "<td>2</td>" in html


def test_html_of_the_editor_stays() -> None:
    html = '<h2>A</h2><p>b <a href="https://x.example/?a=1&amp;b=2">c</a></p><ul><li><p>d</p></li></ul>'
    kept = html.replace("b=2", 'b=2" rel="noopener nofollow')
    assert rich_text.to_html(html, "html") == kept
    assert rich_text.to_html('<td colspan="3">x</td>', "html") == "x"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# a\n\n## b", ["h2", "h3"]),
        ("## a\n\n### b", ["h2", "h3"]),
        ("### a\n\n# b", ["h4", "h2"]),
        ("# a\n\n##### b", ["h2", "h4"]),
        ("###### a", ["h2"]),
    ],
)
def test_headings_leave_the_first_level_to_the_page(typed: str, shown: list[str]) -> None:
    html = rich_text.to_html(typed, "markdown")
    assert [part[:2] for part in html.split("<")[1:] if part[0] == "h"] == shown


def test_relative_links_and_mail_stay() -> None:
    html = rich_text.to_html("[a](/lessons/1) [b](mailto:a@b.example) <https://c.example>", "markdown")
    assert html.count("<a href=") == 3
    assert html.count('rel="noopener nofollow"') == 3


def test_html_is_kept_only_sanitised_and_markdown_as_typed() -> None:
    text = "<p onclick=x>a</p>"
    assert rich_text.write(text, "html").source == "<p>a</p>"
    assert rich_text.write(text, "markdown").source == text
    assert rich_text.write("a\x00b\r\nc\ud800", "markdown").source == "ab\nc"


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(rich_text.TooComplex):
        rich_text.to_html("<ul><li>" * 6_000, "html")
    with pytest.raises(rich_text.TooComplex):
        rich_text.to_html("- a\n" * 10_001, "markdown")


def test_markup_stands_in_a_frame_without_htmx() -> None:
    assert rich_text.as_markup("<p>a</p>") == '<div class="prose" dir="auto" data-hx-disable><p>a</p></div>'


def test_text_of_another_policy_is_cleaned_before_it_is_shown() -> None:
    assert "onclick" not in rich_text.as_markup("<p onclick=x>a</p>", rich_text.POLICY_VERSION - 1)


@pytest.mark.parametrize(
    ("html", "length", "shown"),
    [
        ("<p>Hello <b>wor</b>ld</p><p>you</p>", 40, "Hello world you"),
        ("<p>one two three</p>", 9, "one two…"),
        ("<p>onetwothree</p>", 5, "onet…"),
        ("<p>a &amp; b &lt;c&gt;</p>", 40, "a & b <c>"),
        ("", 10, ""),
    ],
)
def test_plain_words(html: str, length: int, shown: str) -> None:
    assert rich_text.plain(html, length) == shown
