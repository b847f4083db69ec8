"""What a class has outside of its lessons: files and addresses for everybody in it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock, events
from app.errors import Invalid, NotFound
from app.extensions import db
from app.formats.web_addresses import web_address
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import Resource, StoredFile
from app.models.user import User
from app.transaction import action

SHARED = "resource.shared"


@action
def share_files(classroom: Classroom, files: list[StoredFile], *, actor: User, title: str = "") -> list[Resource]:
    """Share files of the class with all of it, and tell it. `title` is for a single one. Raises Invalid."""
    if any(file.classroom_id != classroom.id for file in files):
        raise NotFound
    named = title if len(files) == 1 else ""
    return [_share(classroom, actor, _titled(named or file.filename), file=file) for file in files]


@action
def share_link(classroom: Classroom, *, actor: User, title: str, url: str) -> Resource:
    """Share a web address with the class, and tell it. Raises Invalid (url)."""
    address = _address(url)
    return _share(classroom, actor, _titled(title or address.partition("://")[2].partition("/")[0]), url=address)


def _share(classroom: Classroom, actor: User, title: str, *, file: StoredFile | None = None, url: str = "") -> Resource:
    mine = select(func.count(), func.max(Resource.position)).where(
        Resource.classroom_id == classroom.id, Resource.deleted_at.is_(None)
    )
    number, last = db.session.execute(mine).one()
    if number >= limits.CLASS_RESOURCES:
        raise Invalid({"file": _("A class has %(most)s resources at most.", most=limits.CLASS_RESOURCES)})
    resource = Resource(
        classroom_id=classroom.id,
        author_id=actor.id,
        title=title,
        file_id=file.id if file else None,
        url=url,
        position=(last or 0) + 1,
    )
    db.session.add(resource)
    db.session.flush()
    events.announce(
        SHARED,
        resource,
        actor=actor,
        classroom_id=classroom.id,
        key=f"resource:{resource.public_id}",
        title=title,
        file=file is not None,
        classroom=classroom.title,
        classroom_public_id=classroom.public_id,
    )
    return resource


@action
def change(resource: Resource, *, actor: User, title: str | None = None, url: str | None = None) -> Resource:
    """Call it something else, or let a link lead elsewhere. Raises Invalid (title, url)."""
    kept = _locked(resource)
    if title is not None:
        if not title.strip():
            raise Invalid({"title": _("This is needed.")})
        kept.title = _titled(title)
    if url is not None:
        if kept.file_id is not None:
            raise Invalid({"url": _("A file has no address of its own.")})
        kept.url = _address(url)
    return kept


@action
def move(resource: Resource, *, actor: User, by: int) -> None:
    """Move it up (-1) or down (1) by one; at the end it stays."""
    kept = _locked(resource)
    wanted = select(Resource).where(Resource.classroom_id == kept.classroom_id, Resource.deleted_at.is_(None))
    rows = list(db.session.scalars(wanted.order_by(Resource.position, Resource.id)))
    here = rows.index(kept)
    rows.insert(min(max(here + by, 0), len(rows) - 1), rows.pop(here))
    for position, row in enumerate(rows, 1):
        row.position = position


@action
def remove(resource: Resource, *, actor: User) -> None:
    """Take it away; whoever has not heard of it yet will not. The class keeps the file for a while."""
    kept = _locked(resource)
    kept.deleted_at = clock.now()
    events.cancel(kept, SHARED)


def _locked(resource: Resource) -> Resource:
    wanted = select(Resource).where(Resource.id == resource.id, Resource.deleted_at.is_(None)).with_for_update()
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def _titled(title: str) -> str:
    return " ".join(title.split())[: limits.LESSON_TITLE]


def _address(url: str) -> str:
    address = web_address(url)
    if address is None:
        raise Invalid({"url": _("Write an address that begins with https:// or http://.")})
    return address
