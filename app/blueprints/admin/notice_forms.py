"""What admins look for among notifications, and what they write by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SearchField, SelectField, StringField, TextAreaField, ValidationError

from app.blueprints.admin.labels import GROUPS, ROLES
from app.extensions import db
from app.formats.wall_clock import instant
from app.models import limits
from app.models.classroom import Classroom
from app.models.user import Role
from app.notifications import whom
from app.notifications.kinds import kinds
from app.notifications.whom import Group, Whom
from app.reports.notices import Seen, Wanted
from app.web.choices import offer
from app.web.forms import Form, at_most, needed
from app.web.moments import DayField
from app.web.visitors import is_own_path, viewer

LONGEST = 100
DAY = timedelta(days=1)
MOST_CLASSES = 500
SEEN = {Seen.UNREAD: _l("Unread"), Seen.READ: _l("Read"), Seen.DELETED: _l("Deleted")}
LEVELS = {
    "info": _l("Information"),
    "success": _l("Good news"),
    "warning": _l("Warning"),
    "error": _l("Trouble"),
}


class NoticesForm(Form):
    """The filters of the list; what makes no sense in an address filters nothing."""

    q = SearchField(_l("Words or name"))
    person = SearchField(_l("Person"))
    type = SelectField(_l("Type"), validate_choice=False)
    state = SelectField(_l("State"), choices=offer({"": _l("All"), **SEEN}), validate_choice=False)
    since = DayField(_l("From day"))
    until = DayField(_l("To day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted((str(kind.label), name) for name, kind in kinds().items())
        self.type.choices = [("", _("All types")), *((name, label) for label, name in labels)]

    @property
    def asked(self) -> dict[str, Any]:
        """As parts of an address."""
        days = {"since": self.since.data, "until": self.until.data}
        words = {name: word(self[name].data) for name in ("q", "person", "type", "state")}
        return {**words, **{name: day.isoformat() if day else "" for name, day in days.items()}}

    def wanted(self, zone: str) -> Wanted:
        """As a report takes it; days are those of `zone`."""
        asked = self.asked
        seen = Seen(asked["state"]) if asked["state"] in set(Seen) else None
        until = begin(self.until.data, zone)
        return Wanted(
            asked["q"], asked["person"], asked["type"], seen, begin(self.since.data, zone), until and until + DAY
        )


def word(value: str | None) -> str:
    """A word to search for, without what no database takes."""
    return (value or "").strip()[:LONGEST].replace("\0", "")


def begin(day: date | None, zone: str) -> datetime | None:
    """Midnight of a day; None for days that no clock shows."""
    if day is None:
        return None
    try:
        return instant(day, 0, zone)
    except OverflowError:
        return None


class TextForm(Form):
    title = StringField(_l("Title"), [needed(), at_most(limits.NOTICE_TITLE)])
    body = TextAreaField(_l("Text"), [at_most(limits.NOTICE_BODY)], render_kw={"rows": 4})


class NoticeForm(TextForm):
    """A notice to many, and whom it is for."""

    group = RadioField(_l("For"), choices=offer(GROUPS), default=Group.EVERYBODY.value)
    role = SelectField(_l("Role"), choices=offer(ROLES), default=Role.STUDENT.value)
    classroom_id = SelectField(_l("Class"), validate_choice=False)
    person = StringField(_l("Username or email address"), [at_most(limits.EMAIL)])
    level = SelectField(_l("How it looks"), choices=offer(LEVELS), default="info")
    redirect_url = StringField(
        _l("Where it leads"),
        [at_most(limits.NOTICE_PATH)],
        description=_l("A path of this school, such as /classrooms. Left empty, to a page with the whole text."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = db.session.scalars(Classroom.entered_by(viewer()).order_by(Classroom.title).limit(MOST_CLASSES))
        self.classroom_id.choices = [(each.public_id, each.title) for each in classes] or [("", _("There is no class"))]

    def validate_redirect_url(self, given: Field) -> None:
        if given.data and not is_own_path(given.data):
            raise ValidationError(_("This must be a path of this school, such as /classrooms."))

    @property
    def whom(self) -> Whom:
        """Whom it is for. Raises Invalid."""
        group = Group(self.group.data)
        if group is Group.PEOPLE:
            return whom.named(self.person.data or "")
        if group is Group.CLASSROOM:
            return whom.members(self.classroom_id.data or "")
        return Whom(group, role=Role(self.role.data) if group is Group.ROLE else None)

    @property
    def said(self) -> dict[str, Any]:
        """What `by_hand.send` takes."""
        words = {name: self[name].data or "" for name in ("title", "body", "level", "redirect_url")}
        return {**words, "data": {}}
