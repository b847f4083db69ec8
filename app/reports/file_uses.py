"""Where the files of a class are used."""

from __future__ import annotations

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import LessonFile, Resource, StoredFile
from app.models.question import QuestionFile, QuizFile


def of_class(classroom: Classroom) -> Select[StoredFile]:
    """The files of a class, the newest first."""
    wanted = select(StoredFile).options(joinedload(StoredFile.uploader)).where(StoredFile.classroom_id == classroom.id)
    return wanted.order_by(StoredFile.created_at.desc(), StoredFile.id.desc())


def largest(most: int) -> list[Row[tuple[str, str, int, int]]]:
    """The classes with the most bytes: public_id, title, number and size of their files."""
    size = func.sum(StoredFile.size).label("size")
    wanted = select(Classroom.public_id, Classroom.title, func.count().label("number"), size).select_from(StoredFile)
    joined = wanted.join(Classroom, StoredFile.classroom_id == Classroom.id).group_by(Classroom.id)
    return list(db.session.execute(joined.order_by(size.desc(), Classroom.id).limit(most)))


def counted(files: list[StoredFile]) -> dict[int, int]:
    """How many lessons, resources, questions and quizzes name each of `files`, by its key."""
    ids = [file.id for file in files]
    uses: dict[int, int] = dict.fromkeys(ids, 0)
    for model in (LessonFile, Resource, QuestionFile, QuizFile):
        wanted = select(model.file_id, func.count()).where(model.file_id.in_(ids)).group_by(model.file_id)
        for file_id, number in db.session.execute(wanted):
            uses[file_id or 0] += number
    return uses
