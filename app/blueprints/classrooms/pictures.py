"""The link into a class, and its QR picture (ISO/IEC 18004)."""

from __future__ import annotations

import io

import segno

from app.config import settings
from app.models.classroom import Classroom


def join_link(classroom: Classroom) -> str:
    """The whole address that lets in, by the token that nobody types; empty while the code is off."""
    return f"{settings().base_url}/join/{classroom.join_token}" if classroom.join_token else ""


def join_picture(classroom: Classroom) -> bytes:
    """The link as SVG: black on white in every theme, a quarter of it may be hidden."""
    picture = io.BytesIO()
    made = segno.make(join_link(classroom), error="q", micro=False)
    made.save(picture, kind="svg", border=2, omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff")
    return picture.getvalue()
