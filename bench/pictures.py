"""A lesson with three pictures, sent and written as a teacher does: a photo of a phone, a drawing, a small one."""

from __future__ import annotations

import io

from PIL import Image, ImageFilter

from app.actions import files, lessons
from app.models.classroom import Classroom
from app.models.file import StoredFile
from app.models.lesson import BodyFormat, Lesson
from bench.pupil import PARAGRAPH
from tests.support.people import make_lesson

# How it is called, how big it is, what is to be seen.
PICTURES = (
    ("leaf.jpg", (4000, 3000), "A leaf under the microscope"),
    ("wall.png", (1200, 800), "A cell with its wall, drawn"),
    ("pond.jpg", (640, 480), "A pond"),
)


def lesson_with_pictures(classroom: Classroom) -> Lesson:
    """The first picture stands near the top, the others between paragraphs."""
    body = "".join(PARAGRAPH + shown(classroom, *each) + PARAGRAPH * 3 for each in PICTURES)
    lesson: Lesson = make_lesson(classroom, title="Cells in pictures", position=9)
    return lessons.update(lesson, actor=classroom.owner, body=body, body_format=BodyFormat.HTML)


def shown(classroom: Classroom, name: str, size: tuple[int, int], alt: str) -> str:
    """The picture as the editor writes it into a text, when it is sent."""
    stored: StoredFile = files.create(classroom, actor=classroom.owner, stream=drawn(name, size), filename=name)
    return f'<p><img src="/files/{stored.public_id}" alt="{alt}" width="{stored.width}" height="{stored.height}"></p>\n'


def drawn(name: str, size: tuple[int, int]) -> io.BytesIO:
    """As heavy as a photo: coarse patches with grain on them; a PNG has few colours, as a drawing."""
    width, height = size
    patches = [
        Image.effect_noise((width // 40, height // 40), 120).resize(size, Image.Resampling.BICUBIC) for _ in "rgb"
    ]
    picture = Image.merge("RGB", patches)
    if name.endswith(".png"):
        picture = picture.quantize(16).convert("RGB")
    else:
        grain = Image.effect_noise(size, 24).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
        picture = Image.blend(picture, grain, 0.2)
    there = io.BytesIO()
    picture.save(there, "PNG" if name.endswith(".png") else "JPEG", quality=90)
    there.seek(0)
    return there
