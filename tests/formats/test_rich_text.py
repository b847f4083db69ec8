"""Rich text: what may stand stays, whatever runs goes, through either format."""

from __future__ import annotations

import contextlib
import re
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
    "pre": {"tabindex", "class"},
    "table": {"tabindex"},
    "code": {"class"},
    "blockquote": {"class"},
    "img": {"src", "alt", "width", "height", "loading"},
}
CLASSES = {
    "pre": {"math-block"},
    "code": {"math-inline"},
    "blockquote": {"callout-note", "callout-tip", "callout-warning"},
}
TAGS = rich_text.BLOCKS | rich_text.TABLES | rich_text.WORDS | {"img"}
PICTURE = "/files/0123456789abcdef0123456789abcdef"


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
        if "class" in values and values["class"] not in CLASSES[tag]:
            self.wrong.append(f"<{tag} class={values['class']}>")
        if tag == "img":
            self.wrong += wrong_about(values)
        if tag == "a" and values.get("rel") != "noopener nofollow":
            self.wrong.append(f"<{tag} rel={values.get('rel')}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def wrong_about(picture: dict[str, str | None]) -> list[str]:
    """A picture is a file of ours, its sides are whole numbers, and it says what is to be seen."""
    wrong = [] if re.fullmatch("/files/[0-9a-f]{32}", picture.get("src") or "") else [f"<img src={picture.get('src')}>"]
    sides = [picture[side] or "" for side in ("width", "height") if side in picture]
    wrong += [f"<img of {side}>" for side in sides if not re.fullmatch("[1-9][0-9]{0,4}", side)]
    return wrong if picture.get("alt") is not None else [*wrong, "<img without alt>"]


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


def test_formulas_stay_the_words_that_were_typed() -> None:
    html = rich_text.to_html(r"So $a_1 < b^2$ and $$x$$." + "\n\n$$\n\\frac{1}{2} *no* $5\n$$\n\nend", "markdown")
    assert html == (
        '<p>So <code class="math-inline">a_1 &lt; b^2</code> and <code class="math-inline">x</code>.</p>\n'
        '<pre class="math-block" tabindex="0">\\frac{1}{2} *no* $5</pre>\n<p>end</p>'
    )


@pytest.mark.parametrize(
    "typed",
    ["It costs $5 and $10.", r"\$a$", "$ a$", "$a $", "$5-$10", "$$", "`$a$`", "$$\n\na", "a $" + "x" * 3_000 + "$"],
)
def test_dollars_that_are_no_formula(typed: str) -> None:
    assert "math" not in rich_text.to_html(typed, "markdown")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("NOTE", "note"), ("tip", "tip"), ("Warning", "warning"), ("CAUTION", "warning"), ("IMPORTANT", "note")],
)
def test_callouts(typed: str, kind: str) -> None:
    html = rich_text.to_html(f"> [!{typed}]\n> Look *here*", "markdown")
    assert html == f'<blockquote class="callout-{kind}">\n<p>Look <em>here</em></p>\n</blockquote>'


def test_what_is_no_callout() -> None:
    assert "class" not in rich_text.to_html("> [!PARTY]\n> a\n\n> b [!NOTE]\n\n[!NOTE]\n", "markdown")
    assert rich_text.to_html("> [!TIP]", "markdown") == '<blockquote class="callout-tip"></blockquote>'


def test_callouts_are_named_in_the_language_of_the_reader() -> None:
    html = rich_text.to_html("> [!TIP]\n> a", "markdown")
    shown = rich_text.as_markup(html, labels={"tip": "Consejo <b>"})
    assert '<blockquote class="callout-tip" role="note"><p class="callout-label">Consejo &lt;b&gt;</p>' in shown
    titled = rich_text.to_html("<a title='<blockquote class=\"callout-tip\">' href=/x>y</a>", "html")
    assert "Consejo" not in rich_text.as_markup(titled, labels={"tip": "Consejo"})


def test_only_files_of_ours_are_shown() -> None:
    typed = f"![A leaf]({PICTURE}) ![](https://evil.example/x.png) ![x]({PICTURE}/download) ![y](/files/../me)"
    html = rich_text.to_html(typed, "markdown")
    assert html == f'<p><img src="{PICTURE}" alt="A leaf" loading="lazy">   </p>'
    assert rich_text.pictures(html) == [PICTURE.removeprefix("/files/")]
    assert rich_text.number_of_pictures(typed, "markdown") == 4
    assert rich_text.number_of_pictures(html, "html") == 1
    assert rich_text.only_with(html, []) == "<p>   </p>"
    assert rich_text.only_with(html, rich_text.pictures(html)) == html


@pytest.mark.parametrize(
    ("sides", "kept"),
    [
        ('width="640" height="480"', ' width="640" height="480"'),
        ('width="100%" height="-1"', ""),
        ('width="1e9" height="99999999"', ""),
        ('style="position:fixed" width="0"', ""),
        ('srcset="https://evil.example/x 2x" sizes="1px" usemap="#x" onerror="x"', ""),
    ],
)
def test_sides_of_pictures_are_whole_numbers(sides: str, kept: str) -> None:
    html = rich_text.to_html(f'<img src="{PICTURE}" alt="a &quot;b&quot;" {sides}>', "html")
    assert html == f'<img src="{PICTURE}" alt="a &quot;b&quot;"{kept} loading="lazy">'


def test_classes_other_than_ours_are_left_out() -> None:
    html = '<p class="callout-note">a</p><blockquote class="callout-note x">b</blockquote><code class="btn">c</code>'
    assert rich_text.to_html(html, "html") == "<p>a</p><blockquote>b</blockquote><code>c</code>"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "$a" * 100_000,
        "$$\na\n" * 33_000,
        "$a$1" * 50_000,
        "> [!NOTE]\n" * 20_000,
        "$$a$$ " * 33_000,
        "\\frac{" * 28_000,
    ],
)
def test_formulas_without_an_end_are_read_in_bounded_time(text: str) -> None:
    """The longest text that is kept: quadratic time would be minutes."""
    with contextlib.suppress(rich_text.TooComplex):
        rich_text.to_html(text, "markdown")


def test_a_paste_from_a_word_processor_loses_its_armour() -> None:
    html = rich_text.to_html(
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><!--[if gte mso 9]><xml><w:View>Normal</w:View>"
        "</xml><![endif]--><style>p.MsoNormal {mso-style-parent:''}</style></head><body lang=DE>"
        "<xml><w:View>Normal</w:View></xml><h1 style='mso-pagination:none'>Leaves<o:p></o:p></h1>"
        "<p class=MsoNormal style='margin:0cm'><span style='mso-fareast-language:DE'>Green</span><o:p>&nbsp;</o:p></p>"
        "<![if !supportLists]><span style='mso-list:Ignore'>·</span><![endif]></body></html>",
        "html",
    )
    assert not wrong_in(html)
    assert "mso" not in html.lower()
    assert "Normal" not in html
    assert html.startswith("<h2>Leaves</h2><p>Green")
