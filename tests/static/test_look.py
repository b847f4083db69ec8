"""The look's own rules: colours that can be read, one set of tokens, logical properties, small drawings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
STYLES = sorted((APP / "static/css").rglob("*.css"))
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
SPRITE = (APP / "static/icons/sprite.txt").read_text().split()
PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border)-(left|right|top|bottom)\b|(?<![-\w(])(left|right|top|bottom|width|height|"
    r"(min|max)-(width|height))\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
)

TEXT_PAIRS = [
    ("ink", "canvas"),
    ("ink", "surface"),
    ("ink-2", "canvas"),
    ("ink-2", "surface"),
    ("on-brand", "brand"),
    ("brand", "canvas"),
    ("brand", "surface"),
    ("brand", "brand-bg"),
    ("ok", "ok-bg"),
    ("warn", "warn-bg"),
    ("bad", "bad-bg"),
    ("bad", "canvas"),
    ("bad", "surface"),
    ("on-bad", "bad"),
    ("ink", "unread-bg"),
    ("ink", "ok-bg"),
    ("ink", "warn-bg"),
    ("ink", "bad-bg"),
    ("ink", "brand-bg"),
]
LINE_PAIRS = [("control", "canvas"), ("control", "surface"), ("unread", "unread-bg")]


def tokens(selector: str) -> dict[str, str]:
    """The custom properties of the first block with this selector."""
    source = (APP / "static/css/tokens.css").read_text()
    block = source.split(selector + " {", 1)[1].split("}", 1)[0]
    return {name: " ".join(value.split()) for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", block)}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rgb or #rrggbb."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [":root", '[data-theme="dark"]'])
def test_text_reaches_four_and_a_half_and_borders_three(theme: str) -> None:
    colours = tokens(theme)
    for front, back in TEXT_PAIRS:
        assert contrast(colours[front], colours[back]) >= 4.5, (front, back)
    for front, back in LINE_PAIRS:
        assert contrast(colours[front], colours[back]) >= 3, (front, back)


def test_dark_by_choice_and_dark_by_device_are_the_same() -> None:
    assert tokens('[data-theme="dark"]') == tokens('[data-theme="system"]')


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_logical_properties_and_nothing_from_elsewhere(path: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert not PHYSICAL.search(source), PHYSICAL.search(source)
    assert "http:" not in source
    assert "https:" not in source


def test_every_stylesheet_is_part_of_the_whole() -> None:
    root = APP / "static/css"
    imported = set(re.findall(r'@import url\("([^"]+)"\)', (root / "app.css").read_text()))
    apart = {"app.css", "calendar.css", "editor.css", "math.css", "room.css"}
    assert imported == {path.relative_to(root).as_posix() for path in STYLES} - apart


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(APP / "templates").as_posix())
def test_templates_carry_no_style_no_script_and_only_known_icons(path: Path) -> None:
    source = path.read_text()
    if "emails" not in path.parts:
        assert not re.search(r"\sstyle=", source)
        assert not re.search(r"\son[a-z]+=\"", source)
    assert "| safe" not in source
    for name in re.findall(r"\bicon\(\"([\w-]+)\"", source) + re.findall(r"icon_name=\"([\w-]+)\"", source):
        assert name in SPRITE, name


def test_sprite_is_sorted() -> None:
    assert sorted(set(SPRITE)) == SPRITE


def test_drawings_are_small() -> None:
    for path in (APP / "static/icons").rglob("*.svg"):
        assert path.stat().st_size <= 2048, path.name
