"""A class once more: its content with the dates moved, and without its people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, inspect, select, union_all, update

from app import audit, clock, transaction
from app.actions import classrooms
from app.extensions import db
from app.formats import wall_clock
from app.models.classroom import Classroom
from app.models.file import LessonFile, Resource, StoredFile
from app.models.group import Group
from app.models.lesson import Lesson, LessonState, Module
from app.models.release import ReleaseRule
from app.models.user import User

T = TypeVar("T")
FRESH = {"id", "public_id", "created_at", "updated_at"}
KEPT = ("subject", "description", "colour", "emoji", "join_policy")
ADDRESS = re.compile("(?<=/)(files|lessons)/([0-9a-f]{32})")


@dataclass
class _Copy:
    """What became of what: new keys by old ones, and new public ids for those that texts mention."""

    classroom: Classroom
    days: int
    zone: str
    keys: dict[str, dict[int | None, int | None]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def moved(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else wall_clock.moved(moment, self.days, self.zone)

    def new(self, table: str, key: int | None) -> int | None:
        """The key of the copy; None for nothing, and for what was not copied."""
        return self.keys.get(table, {}).get(key)

    def text(self, text: str) -> str:
        """`text`, leading to the files and lessons of the copy."""
        return ADDRESS.sub(lambda found: f"{found[1]}/{self.names.get(found[2], found[2])}", text)


def first_day(classroom: Classroom, zone: str) -> date | None:
    """The first day that something of `classroom` waits for, by the clocks of `zone`."""
    opens = select(ReleaseRule.opens_at).where(ReleaseRule.classroom_id == classroom.id)
    appears = select(Lesson.publish_at).where(
        Lesson.classroom_id == classroom.id, Lesson.state == LessonState.SCHEDULED, Lesson.is_kept()
    )
    dates = union_all(opens, appears).subquery()
    first = db.session.scalar(select(func.min(dates.c[0])))
    return None if first is None else first.astimezone(ZoneInfo(zone)).date()


@transaction.action
def copy(classroom: Classroom, *, actor: User, title: str, starts_on: date | None = None) -> Classroom:
    """A draft of `actor` with the modules, lessons, groups (empty), rules, files and resources of `classroom`.

    Its first date becomes `starts_on`, and all others move with it by the same number of days, at the same hour of
    the actor's clock; without `starts_on` they stay. What would have appeared by now is a draft. Nobody is told.
    """
    first = first_day(classroom, actor.timezone)
    days = (starts_on - first).days if starts_on and first else 0
    made = classrooms.create(actor=actor, title=title, **{name: getattr(classroom, name) for name in KEPT})
    made.recognises, made.certifies = classroom.recognises, classroom.certifies
    what = _Copy(made, days, actor.timezone)
    _copy_all(what, select(Group).where(Group.classroom_id == classroom.id))
    _copy_all(what, select(Module).where(Module.classroom_id == classroom.id, Module.is_kept()))
    _copy_files(what, classroom)
    _copy_lessons(what, classroom)
    _copy_rules(what, classroom)
    audit.record("classroom.copied", actor=actor, subject=made, after={"class": classroom.title})
    return made


def _copy_all(what: _Copy, found: Any, **changes: Any) -> list[tuple[Any, Any]]:
    """Old and new rows of one table, the new ones in the database."""
    old = list(db.session.scalars(found))
    pairs = [(row, _like(row, classroom_id=what.classroom.id, **changes)) for row in old]
    db.session.add_all([new for _, new in pairs])
    db.session.flush()
    if pairs:
        what.keys[old[0].__tablename__] = {row.id: new.id for row, new in pairs}
        what.names |= {row.public_id: new.public_id for row, new in pairs}
    return pairs


def _like(row: T, **changes: Any) -> T:
    """A new row with the columns of `row`, but for those that are its own, and `changes`."""
    columns = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return type(row)(**({name: value for name, value in columns.items() if name not in FRESH} | changes))


def _copy_files(what: _Copy, classroom: Classroom) -> None:
    """Files that are used: the rows are new, what is stored is shared."""
    in_lessons = select(LessonFile.file_id).join(Lesson, LessonFile.lesson_id == Lesson.id).where(Lesson.is_kept())
    resources = select(Resource).where(Resource.classroom_id == classroom.id, Resource.deleted_at.is_(None))
    shared = resources.with_only_columns(Resource.file_id).where(Resource.file_id.is_not(None))
    used = StoredFile.id.in_(union_all(in_lessons.where(Lesson.classroom_id == classroom.id), shared))
    _copy_all(what, select(StoredFile).where(used))
    for old in db.session.scalars(resources).all():
        changes = {"file_id": what.new("files", old.file_id), "author_id": what.classroom.owner_id}
        db.session.add(_like(old, classroom_id=what.classroom.id, **changes))


def _copy_lessons(what: _Copy, classroom: Classroom) -> None:
    found = select(Lesson).where(Lesson.classroom_id == classroom.id, Lesson.is_kept())
    pairs = _copy_all(what, found, version=1)
    for old, new in pairs:
        new.module_id = what.new("modules", old.module_id)
        new.body, new.body_html = what.text(old.body), what.text(old.body_html)
        _appear(new, what.moved(old.publish_at))
    uses = select(LessonFile).where(LessonFile.lesson_id.in_(found.with_only_columns(Lesson.id)))
    for use in db.session.scalars(uses).all():
        keys = {"lesson_id": what.new("lessons", use.lesson_id), "file_id": what.new("files", use.file_id)}
        db.session.add(_like(use, **keys))


def _appear(lesson: Lesson, publish_at: datetime | None) -> None:
    """Published ones stand there from the beginning, without a word; of the others none appears before its time."""
    now = clock.now()
    lesson.published_at = lesson.told_at = now if lesson.is_published else None
    lesson.publish_at = publish_at
    if lesson.state is LessonState.SCHEDULED and (publish_at is None or publish_at <= now):
        lesson.state, lesson.publish_at = LessonState.DRAFT, None


def _copy_rules(what: _Copy, classroom: Classroom) -> None:
    """What holds back what; a rule of something in the bin has nothing left to hold."""
    for old in db.session.scalars(select(ReleaseRule).where(ReleaseRule.classroom_id == classroom.id)).all():
        lesson, module = what.new("lessons", old.lesson_id), what.new("modules", old.module_id)
        if lesson is None and module is None:
            continue
        changes = {
            "classroom_id": what.classroom.id,
            "lesson_id": lesson,
            "module_id": module,
            "opens_at": what.moved(old.opens_at),
            "after_lesson_id": what.new("lessons", old.after_lesson_id),
            "after_module_id": what.new("modules", old.after_module_id),
            "group_id": what.new("class_groups", old.group_id),
        }
        new = _like(old, **changes)
        db.session.add(new)
        if (old.after_lesson_id and not new.after_lesson_id) or (old.after_module_id and not new.after_module_id):
            _hold_back(new)


def _hold_back(rule: ReleaseRule) -> None:
    """What waited for something in the bin would stand open: it becomes a draft."""
    held = Lesson.id == rule.lesson_id if rule.lesson_id else Lesson.module_id == rule.module_id
    draft = {"state": LessonState.DRAFT, "published_at": None, "told_at": None, "publish_at": None}
    db.session.execute(update(Lesson).where(held).values(draft))
