"""Texts of question files as Words, and the pictures that go with them.

A picture that came with the file stands in the text by an address of its own, which only the reading's `files` know.
Formulas between \\( \\), \\[ \\] and $$ become the elements that lessons use, and back again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import unquote

from app.formats import markdown
from app.formats.question_files import bounds
from app.formats.question_files.report import Bad, BadFile, Notes, Refused, Why
from app.questions import limits
from app.questions.base import NO_WORDS, Words, WordsFormat

EMBEDDED = "embedded:"
WRAPPERS = 5
Find = Callable[[str], bytes | None]

# None of them looks past the next bracket, so that each takes linear time.
_image = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_attribute = re.compile(r"""([A-Za-z_:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_media = re.compile(r"<(video|audio|iframe|object|embed|svg|applet)\b", re.IGNORECASE)
_math = re.compile(r"<(?:m:)?math\b", re.IGNORECASE)
_attached = re.compile(r"""\bhref\s*=\s*["'](?:@@PLUGINFILE@@|(?:\$|%24)IMS-CC-FILEBASE)""", re.IGNORECASE)
_marked = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_data = re.compile(
    r"data:image/[a-z0-9.+-]{1,30}(?:;charset=[a-zA-Z0-9-]{1,20})?;base64,(.*)", re.IGNORECASE | re.DOTALL
)
_line = re.compile(r"\\\(((?:[^<>\\]|\\(?![()]))+)\\\)|\$\$([^<>$]+)\$\$")
_block = re.compile(r"\\\[((?:[^<>\\]|\\(?![\[\]]))+)\\\]")
_ours_line = re.compile(r'<code class="math-inline">([^<>]*)</code>')
_ours_block = re.compile(r'<pre class="math-block">([^<>]*)</pre>')
_dollars = re.compile(r"\$(?! )([^$<>\n]+)(?<! )\$(?![0-9])")
_ours = re.compile(r"/files/[0-9a-f]{32}")
_plain_pictures = re.compile(r"!\[([^\[\]]*)\]\((/files/[0-9a-f]{32})\)")
_embedded_image = re.compile(r'<img src="(embedded:[0-9a-f]{32})"[^<>]*>')
_embedded_markdown = re.compile(r"!\[([^\[\]]*)\]\((embedded:[0-9a-f]{32})\)")
_in_markdown = re.compile(r"!\[([^\[\]]*)\]\(([^()\s]+)\)")


def nowhere(_address: str) -> bytes | None:
    """Finds no file: for formats that carry none."""
    return None


class Texts:
    """Makes Words of the texts of one file, and collects its pictures."""

    def __init__(self, find: Find = nowhere) -> None:
        self.find = find
        self.files: dict[str, bytes] = {}
        self._room = bounds.PICTURES_BYTES

    def plain(self, source: str, notes: Notes) -> Words:
        return self._bounded(source, WordsFormat.PLAIN, notes)

    def markdown(self, source: str, notes: Notes, find: Find | None = None) -> Words:
        """Pictures in it may have come with the file."""

        def put(found: re.Match[str]) -> str:
            return f"![{found[1]}]({self._address(found[2], notes, find or self.find)})"

        return self._bounded(_in_markdown.sub(put, source), WordsFormat.MARKDOWN, notes)

    def html(self, source: str, notes: Notes, find: Find | None = None) -> Words:
        """HTML, as it is but for pictures and formulas; what pages here never show is told."""
        if not source.strip():
            return NO_WORDS
        if source.lower().count("<img") > bounds.IMAGES:
            raise Refused(Why.TOO_MANY, bounds.IMAGES)
        for media in dict.fromkeys(_media.findall(source.lower())):
            notes.add(Why.MEDIA_LEFT_OUT, media)
        notes.add_if(_math.search(source), Why.FORMULA_LEFT_OUT)
        notes.add_if(_attached.search(source), Why.ATTACHMENT_LEFT_OUT)
        shown = _image.sub(lambda tag: self._picture(tag[0], notes, find or self.find), source)
        return self._bounded(_formulas(shown[: limits.TEXT * 4]), WordsFormat.HTML, notes)

    def loose(self, source: str, notes: Notes, find: Find | None = None) -> Words:
        """Text of a program that says nothing of its format: HTML where there is some, with its line breaks."""
        if _marked.search(source):
            broken = source.strip().replace("\n", "<br>\n") if "<" not in source else source
            return self.html(broken, notes, find)
        return self.plain("\n".join(line.strip() for line in source.strip().split("\n")), notes)

    def line(self, source: str, notes: Notes, find: Find | None = None) -> Words:
        """HTML that is plain text, at most in one paragraph or span, as plain text; other HTML as such."""
        bare = _unwrapped(source)
        if bare is not None:
            return self.plain(bare, notes)
        return self.html(source, notes, find)

    def _bounded(self, source: str, format: WordsFormat, notes: Notes) -> Words:
        tidy = source.strip()
        notes.add_if(len(tidy) > limits.TEXT, Why.SHORTENED, limits.TEXT)
        return Words(tidy[: limits.TEXT], format) if tidy else NO_WORDS

    def _picture(self, tag: str, notes: Notes, find: Find) -> str:
        given = {name.lower(): unescape(one or two) for name, one, two in _attribute.findall(tag)}
        if "data-equation-content" in given:
            return f'<code class="math-inline">{escape(given["data-equation-content"], quote=False)}</code>'
        address = given.get("src", "")
        found = self._address(address, notes, find)
        if found == address:
            return tag
        sides = "".join(f' {side}="{given[side]}"' for side in ("width", "height") if given.get(side, "").isdecimal())
        return f'<img src="{found}" alt="{escape(given.get("alt", ""))}"{sides}>'

    def _address(self, address: str, notes: Notes, find: Find) -> str:
        """Where the picture is found afterwards: here, or as it was."""
        if _ours.fullmatch(address) or address.startswith(EMBEDDED):
            return address
        if address.lower().startswith(("http:", "https:", "//")):
            notes.add(Why.PICTURE_ELSEWHERE, address)
            return address
        data = _inline(address) if address.lower().startswith("data:") else find(address)
        if data is None:
            notes.add(Why.PICTURE_MISSING, unquote(address.rpartition("/")[2] if ":" not in address else "data:"))
            return address
        return self.keep(data)

    def keep(self, data: bytes) -> str:
        """The address of a picture in the texts. Raises BadFile where there are too many, or they are too big."""
        address = f"{EMBEDDED}{hashlib.sha256(data).hexdigest()[:32]}"
        if address not in self.files:
            self._room -= len(data)
            if len(data) > bounds.PICTURE_BYTES or self._room < 0 or len(self.files) >= bounds.PICTURES:
                raise BadFile(Bad.TOO_BIG)
            self.files[address] = data
        return address


def _inline(address: str) -> bytes | None:
    found = _data.fullmatch(address)
    return base64_bytes(found[1]) if found else None


def base64_bytes(text: str) -> bytes | None:
    """What base64 says, blanks and line breaks aside; None where it is none. Raises BadFile where it is too long."""
    if len(text) > bounds.PICTURE_BYTES * 2:
        raise BadFile(Bad.TOO_BIG)
    try:
        return base64.b64decode("".join(unquote(text).split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _formulas(html: str) -> str:
    """With formulas as lessons write them."""
    blocks = _block.sub(lambda found: f'<pre class="math-block">{found[1].strip()}</pre>', html)
    return _line.sub(lambda found: f'<code class="math-inline">{(found[1] or found[2]).strip()}</code>', blocks)


def with_marks(html: str) -> str:
    """Formulas of lessons as other programs read them."""
    blocks = _ours_block.sub(r"\\[\1\\]", html)
    return _ours_line.sub(r"\\(\1\\)", blocks)


_wrapper = re.compile(r"<(p|div|span)(?:\s[^<>]*)?>(.*)</\1>", re.IGNORECASE | re.DOTALL)
_breaks = re.compile(r"<br\s*/?>\s*$", re.IGNORECASE)


def _unwrapped(html: str) -> str | None:
    """The text where HTML says no more than it; None where it does."""
    inside = html.strip()
    for _ in range(WRAPPERS if len(html) <= limits.TEXT else 0):
        if found := _wrapper.fullmatch(inside):
            inside = found[2].strip()
    inside = _breaks.sub("", inside)
    if "<" in inside or inside.count("$") > 1 or "\\[" in inside:
        return None
    return " ".join(unescape(_line.sub(r"$\1$", inside)).replace("\xa0", " ").split())


def moved(words: Words, names: Mapping[str, str]) -> Words:
    """With the pictures that came with the file by the addresses that they have now; those without one go."""
    if EMBEDDED not in words.source:
        return words
    source = _embedded_image.sub(lambda tag: tag[0] if tag[1] in names else "", words.source)
    source = _embedded_markdown.sub(lambda found: found[0] if found[2] in names else found[1], source)
    for old, new in names.items():
        source = source.replace(old, new)
    return Words(source, words.format) if source.strip() else NO_WORDS


def html_of(words: Words) -> str:
    """Words as HTML, with their formulas as other programs read them."""
    if words.format == WordsFormat.HTML:
        return with_marks(words.source)
    if words.format == WordsFormat.MARKDOWN:
        return with_marks(markdown.render(words.source).strip())
    return _plain_pictures.sub(_as_picture, _dollars.sub(r"\\(\1\\)", escape(words.source, quote=False))).replace(
        "\n", "<br>"
    )


def _as_picture(found: re.Match[str]) -> str:
    return f'<img src="{found[2]}" alt="{escape(unescape(found[1]))}">'
