"""Pictures, papers, a film and links of the demo school, all of them made on the spot."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from fpdf import FPDF
from PIL import Image, ImageDraw

from app.actions import file_keeping, files, lesson_files, lesson_publishing, lessons, resources, videos
from app.actions.lesson_material import Material
from app.cli.demo.find import classroom, lesson, module, person
from app.cli.demo.history import History
from app.models.file import StoredFile
from app.models.lesson import LessonKind

CLASS, TEACHER = "Biology 8B", "tess"
FILM_SECONDS = 8
MOST_BYTES = 50_000_000
ZOO = "https://www.youtube.com/watch?v=jNQXAC9IVRw"  # the first video that YouTube ever had
DIVISION = "https://en.wikipedia.org/wiki/Cell_division"


def plan(history: History) -> None:
    """In the weeks before the class reached where it is."""
    history.at(35, _share)
    history.at(34, _attach)
    history.at(33, _show_film)
    history.at(32, _point_elsewhere)


def _kept(data: bytes, name: str) -> StoredFile:
    """Without letting go of the transaction, which is the one of the whole happening."""
    with file_keeping.kept(io.BytesIO(data), name, MOST_BYTES) as found:
        teacher, room = person(TEACHER), classroom(CLASS)
        return files.record(room, actor=teacher, kept=found, filename=name, arrived_size=len(data))


def _share() -> None:
    paper = _kept(_paper("How we use the microscope", RULES), "microscope.pdf")
    resources.share_files(classroom(CLASS), [paper], actor=person(TEACHER), title="How we use the microscope")
    address = "https://en.wikipedia.org/wiki/Cell_(biology)"
    resources.share_link(classroom(CLASS), actor=person(TEACHER), title="Cells in the encyclopedia", url=address)


def _attach() -> None:
    drawing = _kept(_drawing(), "onion-skin.png")
    tasks = ["Draw three cells.", "Name their parts.", "How many times larger?"]
    sheet = _kept(_paper("What I see", tasks), "sheet.pdf")
    lesson_files.add(lesson("What a cell is", CLASS), [drawing, sheet], actor=person(TEACHER))


def _show_film() -> None:
    film = _kept(_film(), "cells.mp4")
    videos.prepare(film.id)
    body = "Every dot is a cell. One with too few neighbours dies, as does one with too many. Where do new ones begin?"
    _write("Cells that come and go", Material(LessonKind.VIDEO, main=film), body)


def _point_elsewhere() -> None:
    body = "Nineteen seconds before the elephants. What is a trunk for? Find three answers."
    _write("Visiting the elephants", Material(LessonKind.VIDEO, address=ZOO, minutes=1), body)
    body = "Read the first part, and write down the steps that you can name."
    _write("How a cell divides", Material(LessonKind.LINK, address=DIVISION, minutes=10), body)


def _write(title: str, material: Material, body: str) -> None:
    teacher = person(TEACHER)
    made = lessons.create(module("Cells", CLASS), actor=teacher, title=title, body=body, material=material)
    lesson_publishing.publish(made, actor=teacher)


RULES = [
    "Carry it with both hands.",
    "Begin with the smallest lens.",
    "Turn towards you, never towards the glass.",
    "Clean lenses with paper for lenses only.",
    "Put the cover back on.",
]


def _paper(title: str, lines: list[str]) -> bytes:
    page = FPDF(format="A4")
    page.set_title(title)
    page.add_page()
    page.set_font("helvetica", "B", 28)
    page.text(20, 35, title)
    page.set_font("helvetica", size=18)
    for number, line in enumerate(lines, 1):
        page.text(20, 45 + number * 14, f"{number}.  {line}")
    return bytes(page.output())


def _drawing() -> bytes:
    """The skin of an onion: bricks, each with a dark spot."""
    sheet = Image.new("RGB", (1200, 800), "#f4ecd8")
    pen = ImageDraw.Draw(sheet)
    for row in range(8):
        for column in range(-1, 6):
            left, top = column * 240 + (row % 2) * 120, row * 100
            pen.rectangle((left + 4, top + 4, left + 236, top + 96), outline="#7a5c2e", width=4, fill="#fbf6ea")
            pen.ellipse((left + 100, top + 34, left + 136, top + 66), fill="#8c4a6b")
    result = io.BytesIO()
    sheet.save(result, "PNG")
    return result.getvalue()


def _film() -> bytes:
    """Conway's game of life, which needs no camera."""
    source = (
        "life=size=160x90:rate=10:mold=20:ratio=0.12:seed=7:life_color=#8fd694:death_color=#2c5f6e:mold_color=#10242b"
    )
    looks = "scale=640:360:flags=neighbor,format=yuv420p"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        words = ["-f", "lavfi", "-i", source, "-t", str(FILM_SECONDS), "-vf", looks, "-c:v", "libx264"]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-loglevel", "error", *words]
        subprocess.run(
            [*command, "-preset", "ultrafast", "-crf", "34", "-movflags", "+faststart", str(target)], check=True
        )
        return target.read_bytes()
