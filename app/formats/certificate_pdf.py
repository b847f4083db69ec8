"""A certificate as a page of A4 to hang on a wall: everything on it comes in as words.

The font covers Latin, Greek, Cyrillic and Devanagari, and words are shaped (HarfBuzz), so that Indian names come out
right. The same facts make the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno

WIDTH, HEIGHT, PANEL, MARGIN = 297.0, 210.0, 78.0, 24.0
LEFT = PANEL + MARGIN
ROOM = WIDTH - LEFT - MARGIN
INK, QUIET, LINE, WHITE = (28, 29, 34), (90, 92, 102), (208, 208, 202), (255, 255, 255)
# The ten colours of classes (css/class-colors.css) as print takes them, dark enough for white words.
COLOURS = {
    1: (48, 87, 163),
    2: (97, 72, 155),
    3: (133, 58, 119),
    4: (147, 52, 81),
    5: (150, 56, 40),
    6: (132, 75, 7),
    7: (100, 93, 0),
    8: (27, 108, 54),
    9: (0, 106, 101),
    10: (0, 100, 136),
}


@dataclass(frozen=True)
class Fonts:
    """The files of the two cuts."""

    regular: Path
    bold: Path


@dataclass(frozen=True)
class Paper:
    """What stands on it, in the language of `language`. `address` is what the picture leads to."""

    heading: str
    confirms: str
    holder: str
    completed: str
    title: str
    lessons: str
    school: str
    teacher: str
    teacher_label: str
    issued: str
    issued_label: str
    code: str
    check: str
    address: str
    language: str
    colour: int
    issued_at: datetime


def render(paper: Paper, fonts: Fonts) -> bytes:
    """The PDF, one page, A4 on its side."""
    page = _Page(paper, fonts)
    page.panel()
    page.words()
    page.foot()
    return bytes(page.pdf.output())


class _Page:
    def __init__(self, paper: Paper, fonts: Fonts) -> None:
        self.paper = paper
        self.colour = COLOURS.get(paper.colour, COLOURS[1])
        from fpdf import FPDF  # loading it takes a twentieth of the time in which the portal starts

        self.pdf = pdf = FPDF("L", "mm", "A4")
        pdf.set_title(f"{paper.heading}: {paper.holder}, {paper.title}")
        pdf.set_author(paper.school)
        pdf.set_lang(paper.language)
        pdf.set_creation_date(paper.issued_at)
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.c_margin = 0
        pdf.add_font("certificate", "", fonts.regular)
        pdf.add_font("certificate", "B", fonts.bold)
        pdf.set_text_shaping(True)
        pdf.add_page()

    def panel(self) -> None:
        """The coloured side: rings like those of a bell, the school, the picture and the code."""
        pdf = self.pdf
        pdf.set_fill_color(*self.colour)
        pdf.rect(0, 0, PANEL, HEIGHT, style="F")
        self._rings()
        self._text(self.paper.school, 14, 20, PANEL - 28, size=15, lines=3, bold=True, colour=WHITE)
        self._qr(14, HEIGHT - 76, 40)
        self._text(self.paper.check, 14, HEIGHT - 32, PANEL - 24, size=8, lines=2, colour=WHITE)
        self._text(self.paper.code, 14, HEIGHT - 20, PANEL - 24, size=9, bold=True, colour=WHITE)

    def words(self) -> None:
        paper = self.paper
        self.pdf.set_char_spacing(1.2 if paper.language != "hi" else 0)
        self._text(paper.heading, LEFT, 26, ROOM, size=17, bold=True, colour=self.colour)
        self.pdf.set_char_spacing(0)
        self.pdf.set_fill_color(*self.colour)
        self.pdf.rect(LEFT, 40, 18, 1.2, style="F")
        self._text(paper.confirms, LEFT, 54, ROOM, size=13, colour=QUIET)
        below = self._text(paper.holder, LEFT, 62, ROOM, size=38, lines=2, bold=True)
        below = self._text(paper.completed, LEFT, below + 5, ROOM, size=13, colour=QUIET)
        below = self._text(paper.title, LEFT, below + 2, ROOM, size=24, lines=2, bold=True, colour=self.colour)
        self._text(paper.lessons, LEFT, below + 3, ROOM, size=12, colour=QUIET)

    def foot(self) -> None:
        paper, half = self.paper, (ROOM - 12) / 2
        for left, said, label in (
            (LEFT, paper.teacher, paper.teacher_label),
            (LEFT + half + 12, paper.issued, paper.issued_label),
        ):
            self._text(said, left, HEIGHT - 44, half, size=13, bold=True)
            self.pdf.set_draw_color(*LINE)
            self.pdf.set_line_width(0.3)
            self.pdf.line(left, HEIGHT - 35, left + half, HEIGHT - 35)
            self._text(label, left, HEIGHT - 32, half, size=9.5, colour=QUIET)

    def _text(
        self,
        text: str,
        left: float,
        top: float,
        room: float,
        *,
        size: float,
        lines: int = 1,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
    ) -> float:
        """Write `text` in so many lines at most, smaller where it would take more. Returns where it ends."""
        pdf = self.pdf
        pdf.set_text_color(*colour)
        while True:
            pdf.set_font("certificate", "B" if bold else "", size)
            height = size * 0.46
            if size <= 6 or len(self._broken(text, room, height)) <= lines:
                break
            size *= 0.94
        pdf.set_xy(left, top)
        pdf.multi_cell(room, height, text, align="L", new_x="LEFT", new_y="NEXT")
        return float(pdf.get_y())

    def _broken(self, text: str, room: float, height: float) -> list[str]:
        found = self.pdf.multi_cell(room, height, text, align="L", dry_run=True, output="LINES")
        return list(found) if isinstance(found, list) else []

    def _rings(self) -> None:
        pdf = self.pdf
        with pdf.rect_clip(0, 0, PANEL, HEIGHT), pdf.local_context(stroke_opacity=0.16):
            pdf.set_draw_color(*WHITE)
            pdf.set_line_width(0.5)
            for radius in range(12, 110, 7):
                pdf.circle(PANEL, HEIGHT * 0.46, radius)

    def _qr(self, left: float, top: float, side: float) -> None:
        """Black on a white card, with its quiet zone (ISO/IEC 18004)."""
        pdf, rows = self.pdf, [list(row) for row in segno.make(self.paper.address, error="m", micro=False).matrix]
        pdf.set_fill_color(*WHITE)
        pdf.rect(left, top, side, side, style="F", round_corners=True, corner_radius=2)
        unit = side / (len(rows) + 8)
        pdf.set_fill_color(*INK)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    x, y = left + (across + 4) * unit, top + (down + 4) * unit
                    pdf.rect(x, y, unit * 1.02, unit * 1.02, style="F")
