"""Pictures in a text as a page shows them: with their sides, as big as is needed, and the one near the top at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.formats.pictures import PREVIEW_WIDTH

# As wide as a text gets (68 characters), and so many characters of HTML that a phone shows before one scrolls.
WIDEST = "42rem"
TOP = 1500

_picture = re.compile(r'<img src="(/files/([0-9a-f]{32}))"((?: [a-z]+="[^"]*")*)>')
_width = re.compile(r' width="([0-9]+)"')
_lazy = ' loading="lazy"'


@dataclass(frozen=True)
class Sides:
    """How big the file is, and whether its preview shows the same: of what moves it shows only the first frame."""

    width: int
    height: int
    still: bool


def fitted(html: str, known: Mapping[str, Sides]) -> str:
    """Sanitised `html` with its pictures fitted by what is `known` of them, by public id."""
    if "<img" not in html:
        return html
    at_once = next((found.start() for found in _picture.finditer(html) if found.start() < TOP), None)

    def fit(found: re.Match[str]) -> str:
        address, public_id, rest = found.groups()
        if found.start() == at_once:
            rest = rest.replace(_lazy, ' fetchpriority="high"')
        sides = known.get(public_id)
        return f'<img src="{address}"{rest}{_more(address, rest, sides) if sides else ""}>'

    return _picture.sub(fit, html)


def _more(address: str, rest: str, sides: Sides) -> str:
    given = _width.search(rest)
    room = "" if given or " height=" in rest else f' width="{sides.width}" height="{sides.height}"'
    if not sides.still or sides.width <= PREVIEW_WIDTH:
        return room
    shown = min(int(given[1]), sides.width) if given else sides.width
    sources = f"{address}/preview {PREVIEW_WIDTH}w, {address} {sides.width}w"
    return f'{room} srcset="{sources}" sizes="min(100vw, {WIDEST}, {shown}px)"'
