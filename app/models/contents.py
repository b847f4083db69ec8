"""What versions of questions hold, parsed: each is read once, however many answers there are to it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.extensions import db
from app.models.question import QuestionVersion
from app.questions import TYPES
from app.questions.base import Content


def contents_of(version_ids: Collection[int]) -> dict[int, tuple[str, Content]]:
    """The type and the content of versions, by id."""
    asked = select(QuestionVersion.id, QuestionVersion.type, QuestionVersion.content)
    rows = db.session.execute(asked.where(QuestionVersion.id.in_(version_ids)))
    return {version_id: (type_, TYPES[type_].parse(content)) for version_id, type_, content in rows}
