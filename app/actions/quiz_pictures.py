"""Pictures in the words of quizzes: files of their class, each with a row, so that whoever reads them sees those."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.extensions import db
from app.models.file import FileKind, FileState, StoredFile
from app.models.question import QuizFile
from app.models.quiz import Quiz
from app.models.upsert import insert_new


def known(classroom_id: int, names: Collection[str]) -> list[int]:
    """The ids of those pictures with these public ids that belong to the class."""
    if not names:
        return []
    ours = StoredFile.classroom_id == classroom_id, StoredFile.public_id.in_(names)
    pictures = StoredFile.kind == FileKind.IMAGE, StoredFile.state == FileState.READY
    return list(db.session.scalars(select(StoredFile.id).where(*ours, *pictures)))


def use(quiz: Quiz, names: Collection[str], *, in_intro: bool) -> None:
    """Within an action: let `quiz` show these pictures. Those that stood there before stay with it."""
    files = known(quiz.classroom_id, names)
    if files:
        rows = [{"quiz_id": quiz.id, "file_id": file, "in_intro": in_intro} for file in files]
        db.session.execute(insert_new(QuizFile, ("quiz_id", "file_id", "in_intro")).values(rows))
