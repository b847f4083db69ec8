"""Texts of questions: safe HTML, one line, and fields in their gaps."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from app.formats.words import html_of, html_with_gaps, inner_html, plain_of, plainly, tallies, with_html
from app.questions import TYPES
from app.questions.base import NO_WORDS, Words, WordsFormat
from tests.formats.hostile_html import corpus
from tests.formats.test_rich_text import wrong_in

FILE = "/files/" + "a" * 32
HTML, MARKDOWN, PLAIN = WordsFormat.HTML, WordsFormat.MARKDOWN, WordsFormat.PLAIN


@pytest.mark.parametrize(
    ("source", "format", "html"),
    [
        ("a *b* <i>c</i> & d", PLAIN, "<p>a *b* &lt;i&gt;c&lt;/i&gt; &amp; d</p>"),
        ("a\nb\n\nc", PLAIN, "<p>a<br>\nb</p>\n<p>c</p>"),
        ("- a\n# b\n> c\n\n    d", PLAIN, "<p>- a<br>\n# b<br>\n&gt; c</p>\n<p>d</p>"),
        ("$x < 2$ costs $5 or $6", PLAIN, '<p><code class="math-inline">x &lt; 2</code> costs $5 or $6</p>'),
        ("$$x$$", PLAIN, '<pre class="math-block" tabindex="0">x</pre>'),
        (f'![a "b"]({FILE})', PLAIN, f'<p><img src="{FILE}" alt="a &quot;b&quot;" loading="lazy"></p>'),
        ("![a](https://elsewhere.example/x.png)", PLAIN, "<p>![a](https://elsewhere.example/x.png)</p>"),
        ("[a](/b) \\* `c`", PLAIN, "<p>[a](/b) \\* `c`</p>"),
        ("**a** $x$", MARKDOWN, '<p><strong>a</strong> <code class="math-inline">x</code></p>'),
        ("<p>a<!-- right --><script>b</script></p>", HTML, "<p>a</p>"),
    ],
)
def test_html_of_each_format(source: str, format: WordsFormat, html: str) -> None:
    assert inner_html(Words(source, format)) == html


def test_words_stand_in_a_frame_and_no_words_in_none() -> None:
    assert html_of(Words("a")) == Markup('<div class="prose" dir="auto" data-hx-disable><p>a</p></div>')
    assert html_of(NO_WORDS) == ""


def test_too_many_elements_are_shown_as_they_were_typed() -> None:
    assert inner_html(Words("<b>" * 20_000, HTML)).startswith("<p>&lt;b&gt;")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (Words("a\n\nb"), "a b"),
        (Words("**a** $x^2$", MARKDOWN), "a x^2"),
        (Words(f'<p>a<img src="{FILE}" alt="a cat"></p>', HTML), "a a cat"),
        (Words("a & b < c"), "a & b < c"),
        (Words("word " * 100), "word " * 58 + "word…"),
    ],
)
def test_one_line(words: Words, line: str) -> None:
    assert plain_of(words) == line
    assert len(plain_of(words)) <= 300


def field(id: str) -> Markup:
    return Markup("\n<input name={}>\n").format(id)


@pytest.mark.parametrize(
    ("words", "html"),
    [
        (Words("a [[1]], [[x9]]."), "<p>a <input name=1>, <input name=x9>.</p>"),
        (Words("*[[1]]*", MARKDOWN), "<p><em><input name=1></em></p>"),
        (Words("$[[1]]$ b"), '<p><code class="math-inline">[[1]]</code> b</p><p><input name=1></p>'),
        (Words('<a href="/x">[[1]]</a>', HTML), '<a href="/x" rel="noopener nofollow">[[1]]</a><p><input name=1></p>'),
        (
            Words(f'<img src="{FILE}" alt="> [[1]]">', HTML),
            f'<img src="{FILE}" alt="&gt; [[1]]" loading="lazy"><p><input name=1></p>',
        ),
        (Words("[[a b]] [[]] [1]"), "<p>[[a b]] [[]] [1]</p>"),
    ],
)
def test_fields_stand_in_their_gaps(words: Words, html: str) -> None:
    assert html_with_gaps(words, field) == Markup(f'<div class="prose" dir="auto" data-hx-disable>{html}</div>')


def test_a_field_that_is_no_markup_is_escaped() -> None:
    assert "&lt;b&gt;" in html_with_gaps(Words("[[1]]"), lambda id: "<b>")  # type: ignore[arg-type, return-value]


def test_what_leaves_the_house_is_html_without_its_source() -> None:
    words = Words("<b>a</b><!-- the right one -->", HTML).json()
    shown = with_html({"choices": [{"id": "x", "text": words}], "feedback": {"": words}, "answer": None, "lines": 3})
    html = {"html": "<b>a</b>"}
    assert shown == {"choices": [{"id": "x", "text": html}], "feedback": {"": html}, "answer": None, "lines": 3}


def test_answers_are_told_and_counted_in_plain_lines() -> None:
    choices = [{"id": "a", "text": {"source": "**bold**", "format": "markdown"}, "worth": 1}, {"id": "b", "text": "*"}]
    single = TYPES["single"]
    content = single.parse({"choices": choices})
    assert single.in_words(plainly(content), {"choice": "a"}) == single.key_in_words(plainly(content)) == "bold"
    counted = tallies(single, content, [{"choice": "a"}, None])
    assert [(each.key, each.label, each.count) for each in counted] == [("a", "bold", 1), ("b", "*", 0)]


def test_pictures_that_say_nothing_are_still_counted_apart() -> None:
    """In one line they are the same; what is counted is told apart by more than that."""
    pairs = [
        {
            "id": f"p{sign}",
            "prompt": sign,
            "answer_id": f"a{sign}",
            "answer": {"source": f'<img src="/files/{sign * 32}">', "format": "html"},
        }
        for sign in "abc"
    ]
    matching = TYPES["matching"]
    content = matching.parse({"pairs": pairs})
    counted = tallies(matching, content, [{"pairs": {"pa": "aa", "pb": "ac"}}])
    assert [(each.key, each.count, each.share) for each in counted if each.count] == [("pa:aa", 1, 1), ("pb:ac", 1, 0)]


@pytest.mark.parametrize("format", WordsFormat)
def test_nothing_of_the_corpus_survives_around_gaps(format: WordsFormat) -> None:
    frame = Markup('<div class="prose" dir="auto" data-hx-disable>')
    for text in corpus():
        html = html_with_gaps(Words(f"[[1]]{text}[[2]]", format), lambda id: Markup("<b>{}</b>").format(id))
        inside = html.removeprefix(frame).removesuffix("</div>")
        assert not wrong_in(inside), (text, html)
