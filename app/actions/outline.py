"""The outline of a class: its modules with their lessons, what holds them back, and how far a student is in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from app.models.progress import ClassProgress, LessonProgress
from app.models.user import User


@dataclass(frozen=True)
class Part:
    """A module with those of its lessons that somebody may see."""

    module: Module
    lessons: list[Lesson]


@dataclass(frozen=True)
class Way:
    """How far a student is: ids of the lessons done, the one to go on with, and whether more opens later."""

    done: frozenset[int] = field(default_factory=frozenset)
    next: Lesson | None = None
    resume: Lesson | None = None
    finished: int = 0
    total: int = 0
    more_later: bool = False

    def is_through(self, part: Part) -> bool:
        """All that is open of this module is done."""
        return bool(part.lessons) and all(lesson.id in self.done for lesson in part.lessons)


def parts(classroom: Classroom, user: User, *, empty: bool) -> list[Part]:
    """The modules of `classroom` in order with the lessons that `user` may see; `empty` ones only where asked for."""
    lessons: dict[int, list[Lesson]] = {}
    for lesson in db.session.scalars(Lesson.in_order(classroom, user)):
        lessons.setdefault(lesson.module_id, []).append(lesson)
    modules = db.session.scalars(Module.of(classroom, user))
    return [Part(module, lessons.get(module.id, [])) for module in modules if empty or module.id in lessons]


def way(classroom: Classroom, user: User, shown: list[Part]) -> Way:
    """How far `user`, a student, is among the parts `shown` to him. Two queries."""
    mine = LessonProgress.classroom_id == classroom.id, LessonProgress.user_id == user.id
    found = select(LessonProgress.lesson_id).where(*mine, LessonProgress.done_at.is_not(None))
    done = frozenset(db.session.scalars(found))
    kept = db.session.get(ClassProgress, (classroom.id, user.id))
    lessons = [lesson for part in shown for lesson in part.lessons]
    left = [lesson for lesson in lessons if lesson.id not in done]
    following = left[0] if left else None
    last = next((lesson for lesson in left if kept and lesson.id == kept.last_lesson_id), None)
    total = kept.total if kept else len(lessons)
    finished = kept.done if kept else len(lessons) - len(left)
    return Way(done, following, last or following, finished, total, total > len(lessons))
