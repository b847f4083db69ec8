"""Room for files: how big one may be, and how much a class and the school may have."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.actions import schools
from app.errors import Invalid
from app.extensions import db
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import StoredFile, Upload
from app.models.school import School
from app.models.user import User
from app.storage import StorageFull
from app.transaction import action

MEGABYTE = 1_000_000
USUAL = (1_000, 10_000, 100_000)


@dataclass(frozen=True)
class Room:
    """In bytes: the most for one file, what a class and the school may have, and what they have."""

    one: int
    of_class: int
    of_school: int
    used_by_class: int
    used_by_school: int

    def check(self, size: int, under_way: int = 0) -> None:
        """Raises `Invalid` (file) when so much is too much for one file, `StorageFull` when there is no room for it."""
        if size > self.one:
            most = f"{self.one / MEGABYTE:.10g}"
            raise Invalid({"file": _("This file is too big. %(megabytes)s MB is the most.", megabytes=most)})
        if self.used_by_class + under_way + size > self.of_class:
            raise StorageFull(
                _("There is no room left in this class. Delete files that nobody needs, or ask an admin.")
            )
        if self.used_by_school + under_way + size > self.of_school:
            raise StorageFull(_("There is no room left in your school's storage. Please tell an admin."))


def most_bytes() -> int:
    """The most that one file may have."""
    found = db.session.scalar(select(School.file_megabytes).where(School.id == 1))
    return (found or USUAL[0]) * MEGABYTE


def room_of(classroom: Classroom, *, locked: bool = False) -> Room:
    """As it is now. With `locked` nobody else takes of it before this transaction ends."""
    wanted = select(School.file_megabytes, School.class_megabytes, School.school_megabytes).where(School.id == 1)
    row = db.session.execute(wanted.with_for_update() if locked else wanted).first()
    one, of_class, of_school = (number * MEGABYTE for number in (row or USUAL))
    return Room(one, of_class, of_school, used_by(classroom), used_by(None))


def used_by(classroom: Classroom | None) -> int:
    """How many bytes of files a class has, or the school."""
    wanted = select(func.coalesce(func.sum(StoredFile.size), 0))
    if classroom is not None:
        wanted = wanted.where(StoredFile.classroom_id == classroom.id)
    return int(db.session.scalar(wanted) or 0)


def under_way(classroom: Classroom) -> int:
    """How many bytes were announced for a class and are not files yet."""
    wanted = select(func.coalesce(func.sum(Upload.size), 0))
    found = db.session.scalar(wanted.where(Upload.classroom_id == classroom.id, Upload.file_id.is_(None)))
    return int(found or 0)


@action
def change(*, actor: User, file_megabytes: int, class_megabytes: int, school_megabytes: int) -> None:
    """Decide how much room there is, in megabytes. Raises Invalid."""
    given = {
        "file_megabytes": file_megabytes,
        "class_megabytes": class_megabytes,
        "school_megabytes": school_megabytes,
    }
    most = dict.fromkeys(given, limits.STORAGE_MEGABYTES) | {"file_megabytes": limits.FILE_MEGABYTES}
    wrong = {
        name: _("From 1 to %(max)s megabytes.", max=most[name])
        for name, megabytes in given.items()
        if not 1 <= megabytes <= most[name]
    }
    if not wrong and not file_megabytes <= class_megabytes <= school_megabytes:
        wrong = {"class_megabytes": _("A class has room for at least one file, and the school for at least one class.")}
    if wrong:
        raise Invalid(wrong)
    schools.decide("school.storage_changed", given, actor=actor)
