"""Announcements being written: drafted, changed, pinned, deleted; their publishing is in announcement_publishing.

Making HTML of a long text takes a while, so `draft` and `edit` do it before their transaction; a door that has read
something already lets go of the database first (`transaction.release`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import delete as delete_rows
from sqlalchemy import insert, select

from app import audit, clock, transaction
from app.actions.announcement_publishing import (
    Timing,
    check_expiry,
    end_repetition,
    lock,
    nudge,
    publish,
    publish_due,
    release,
    schedule,
    withdraw,
)
from app.errors import Conflict, Invalid
from app.extensions import db
from app.formats import rich_text
from app.formats.rich_text import RichText
from app.models import limits
from app.models.announcement import Announcement, AnnouncementPerson, AnnouncementState, Audience
from app.models.classroom import Classroom, Membership
from app.models.lesson import BodyFormat
from app.models.user import Role, User

__all__ = [
    "Timing",
    "To",
    "delete",
    "draft",
    "edit",
    "end_repetition",
    "nudge",
    "pin",
    "publish",
    "publish_due",
    "release",
    "schedule",
    "withdraw",
    "write",
]


@dataclass(frozen=True)
class To:
    """Whom it is for. `people` are public ids of members of the class, for those chosen."""

    audience: Audience
    role: Role | None = None
    classroom: Classroom | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """What a writer gave, ready to be kept. None stays as it is."""

    title: str | None = None
    body: RichText | None = None


class Options(TypedDict, total=False):
    """What a writer may choose beside the text."""

    pinned: bool
    urgent: bool
    expires_at: datetime | None


def draft(
    *,
    actor: User,
    to: To,
    title: str,
    body: str = "",
    body_format: BodyFormat = BodyFormat.MARKDOWN,
    then: Timing | None = None,
    **options: Unpack[Options],
) -> Announcement:
    """A new announcement; with `then` it is published as that says, or nothing is kept.

    Raises Invalid (body, role, people, urgent, expires_at, and what publishing refuses), TooMany.
    """
    return _draft(Text(title, write(body, body_format)), actor=actor, to=to, then=then, options=options)


def edit(
    announcement: Announcement,
    *,
    actor: User,
    to: To | None = None,
    title: str | None = None,
    body: str | None = None,
    body_format: BodyFormat | None = None,
    then: Timing | None = None,
    **options: Unpack[Options],
) -> Announcement:
    """Change what is given; the rest stays. Once it is published, it stays for whom it is.

    Raises as `draft` does, and NotFound when it is gone.
    """
    text = write(body, body_format or announcement.body_format) if body is not None else None
    return _edit(announcement.id, Text(title, text), actor=actor, to=to, then=then, options=options)


def write(body: str, body_format: BodyFormat) -> RichText:
    """The text to keep for what was typed; without pictures, since no file belongs to it. Raises Invalid (body)."""
    if len(body) > limits.ANNOUNCEMENT_BODY:
        raise Invalid({"body": _("At most %(max)d characters.", max=limits.ANNOUNCEMENT_BODY)})
    try:
        return rich_text.without_pictures(rich_text.write(body, body_format.value))
    except rich_text.TooComplex:
        raise Invalid({"body": _("This text has too many parts. Make it simpler.")}) from None


@transaction.action
def _draft(text: Text, *, actor: User, to: To, then: Timing | None, options: Options) -> Announcement:
    made = Announcement(author_id=actor.id, state=AnnouncementState.DRAFT, timezone=actor.timezone)
    _put_text(made, text)
    chosen = _address(made, to)
    db.session.add(made)
    db.session.flush()
    _choose(made, chosen)
    _put_options(made, actor, options)
    db.session.flush()
    return release(made, then, actor=actor) if then else made


@transaction.action
def _edit(
    announcement_id: int, text: Text, *, actor: User, to: To | None, then: Timing | None, options: Options
) -> Announcement:
    kept = lock(announcement_id)
    if kept.is_published and (text.title not in (None, kept.title) or (text.body and text.body.html != kept.body_html)):
        kept.edited_at = clock.now()
    _put_text(kept, text)
    if to is not None:
        if kept.is_published:
            raise Invalid({"audience": _("This is published already. It stays for whom it is.")})
        _choose(kept, _address(kept, to))
    _put_options(kept, actor, options)
    db.session.flush()
    if then:
        return release(kept, then, actor=actor)
    if kept.state is AnnouncementState.SCHEDULED and kept.publish_at:
        check_expiry(kept, kept.publish_at)
    return kept


def _put_text(kept: Announcement, text: Text) -> None:
    if text.title is not None:
        kept.title = text.title
    if text.body is not None:
        kept.body = text.body.source
        kept.body_format = BodyFormat(text.body.format)
        kept.body_html = text.body.html
        kept.policy_version = text.body.policy_version


def _address(kept: Announcement, to: To) -> list[int]:
    """Say whom it is for; ids of those chosen. Raises Invalid (role, people)."""
    if to.audience is Audience.ROLE and to.role is None:
        raise Invalid({"role": _("Say which role.")})
    in_class = to.audience in (Audience.CLASSROOM, Audience.CHOSEN)
    if in_class and to.classroom is None:
        raise Invalid({"classroom_id": _("Say which class.")})
    chosen = _members(to) if to.audience is Audience.CHOSEN else []
    kept.audience = to.audience
    kept.role = to.role if to.audience is Audience.ROLE else None
    kept.classroom_id = to.classroom.id if in_class and to.classroom else None
    return chosen


def _members(to: To) -> list[int]:
    if not to.people:
        raise Invalid({"people": _("Choose at least one person.")})
    inside = Membership.people(to.classroom.id if to.classroom else 0)
    named = select(User.id).where(User.public_id.in_(to.people), User.id.in_(inside)).order_by(User.id)
    found = list(db.session.scalars(named))
    if len(found) != len(set(to.people)):
        raise Invalid({"people": _("Some of these people are not in this class.")})
    return found


def _choose(kept: Announcement, people: list[int]) -> None:
    db.session.execute(delete_rows(AnnouncementPerson).where(AnnouncementPerson.announcement_id == kept.id))
    if people:
        rows = [{"announcement_id": kept.id, "user_id": user_id} for user_id in people]
        db.session.execute(insert(AnnouncementPerson), rows)


def _put_options(kept: Announcement, actor: User, options: Options) -> None:
    """Raises Invalid (urgent, expires_at)."""
    over: datetime | None = options.get("expires_at")
    if over is not None and over != kept.expires_at and over <= clock.now():
        raise Invalid({"expires_at": _("This is past. Choose a time to come.")})
    if options.get("urgent", kept.urgent) and not kept.urgent and not actor.is_admin:
        raise Invalid({"urgent": _("Only an admin makes an announcement urgent.")})
    for name, value in options.items():
        setattr(kept, name, value)


@transaction.action
def pin(announcement: Announcement, pinned: bool, *, actor: User) -> Announcement:
    """Let it stand on top of lists and on start pages, or no more. Twice is as once."""
    kept = lock(announcement.id)
    kept.pinned = pinned
    return kept


@transaction.action
def delete(announcement: Announcement, *, actor: User) -> None:
    """Take it away for good. Raises Conflict for one that is published: withdraw it first."""
    kept = lock(announcement.id)
    if kept.is_published:
        raise Conflict(_("People can read this announcement. Withdraw it before you delete it."))
    audit.record("announcement.deleted", actor=actor, subject=kept, before={"title": kept.title})
    db.session.delete(kept)
