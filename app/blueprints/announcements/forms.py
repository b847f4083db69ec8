"""What is typed into an announcement."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from app.actions.announcements import Timing, To
from app.extensions import db
from app.formats.recurrence import Repeat
from app.models import limits
from app.models.announcement import Announcement, AnnouncementPerson, Audience
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.lesson import BodyFormat
from app.models.user import Role, User
from app.web.choices import offer
from app.web.forms import Form, at_most, needed
from app.web.moments import DayField, MomentField
from app.web.rhythms import RHYTHMS

SCHOOL = {
    "school": _l("Everybody at the school"),
    Role.STUDENT.value: _l("All students"),
    Role.TEACHER.value: _l("All teachers"),
    Role.ADMIN.value: _l("All admins"),
}
CLASS = {
    Audience.CLASSROOM: _l("Everybody in the class"),
    Audience.CHOSEN: _l("Only some students"),
}


class Typed(TypedDict, total=False):
    """What an announcement is made of, as the actions take it."""

    title: str
    body: str
    body_format: BodyFormat
    pinned: bool
    urgent: bool
    expires_at: datetime | None


def _one_sign_a_line(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


class TextForm(Form):
    """What may change while people can read it."""

    title = StringField(_l("Title"), [needed(), at_most(limits.ANNOUNCEMENT_TITLE)])
    body = TextAreaField(_l("Text"), [at_most(limits.ANNOUNCEMENT_BODY)], filters=[_one_sign_a_line])
    body_format = HiddenField(
        _l("Format"),
        [AnyOf(list(BodyFormat), message=_l("Use Markdown or HTML."))],
        default=BodyFormat.MARKDOWN.value,
        filters=[lambda given: given or BodyFormat.MARKDOWN.value],
    )
    pinned = BooleanField(_l("Keep it on top of lists and start pages"))
    expires_at = MomentField(_l("Take it off at"))

    def typed(self) -> Typed:
        return {
            "title": self.title.data or "",
            "body": self.body.data or "",
            "body_format": BodyFormat(self.body_format.data or ""),
            "pinned": bool(self.pinned.data),
            "expires_at": self.expires_at.data,
        }

    def then(self) -> Timing | None:
        return None

    def to(self, classroom: Classroom | None) -> To | None:
        return None


class DraftForm(TextForm):
    """Before it is published: when, and how often."""

    urgent = BooleanField(_l("Urgent: ring even in quiet hours"))
    publish_at = MomentField(_l("Publish at"))
    repeats = SelectField(_l("Repeat"), choices=offer(RHYTHMS), default=Repeat.NONE.value)
    repeat_until = DayField(_l("Last day"))
    publish = SubmitField(_l("Publish now"))
    schedule = SubmitField(_l("Schedule"))

    def validate_publish_at(self, field: Field) -> None:
        if self.schedule.data and field.data is None and not field.errors:
            raise ValidationError(_("Say when it is to be published."))

    def typed(self) -> Typed:
        return {**super().typed(), "urgent": bool(self.urgent.data)}

    def then(self) -> Timing | None:
        """What its button says: now, later, or nothing yet."""
        if self.publish.data:
            return Timing()
        if self.schedule.data:
            return Timing(self.publish_at.data, Repeat(self.repeats.data), self.repeat_until.data)
        return None


class ClassForm(DraftForm):
    audience = RadioField(_l("For"), choices=offer(CLASS), default=Audience.CLASSROOM.value)
    people = SelectMultipleField(
        _l("Students"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )

    def to(self, classroom: Classroom | None) -> To:
        people = tuple(self.people.data or ()) if self.audience.data == Audience.CHOSEN.value else ()
        return To(Audience(self.audience.data), classroom=classroom, people=people)


class SchoolForm(DraftForm):
    audience = RadioField(_l("For"), choices=offer(SCHOOL), default="school")

    def to(self, classroom: Classroom | None) -> To:
        if self.audience.data == "school":
            return To(Audience.SCHOOL)
        return To(Audience.ROLE, role=Role(self.audience.data))


def new_form(classroom: Classroom | None) -> DraftForm:
    """An empty form, or what was typed into one."""
    return _with_students(ClassForm(), classroom) if classroom else SchoolForm()


def form_of(announcement: Announcement) -> TextForm:
    """What stands now, or what was typed over it."""
    if announcement.is_published:
        return TextForm(obj=announcement)
    if announcement.classroom is None:
        return _with_school_choice(SchoolForm(obj=announcement), announcement)
    chosen = _chosen(announcement)
    return _with_students(ClassForm(obj=announcement, data={"people": chosen}), announcement.classroom)


def _with_school_choice(form: SchoolForm, announcement: Announcement) -> SchoolForm:
    if not form.is_submitted():
        form.audience.data = announcement.role.value if announcement.role else "school"
    return form


def _chosen(announcement: Announcement) -> list[str]:
    """Public ids of those it is for, where they were chosen."""
    ids = AnnouncementPerson.of(announcement.id)
    return list(db.session.scalars(select(User.public_id).where(User.id.in_(ids))))


def _with_students(form: ClassForm, classroom: Classroom) -> ClassForm:
    found = Membership.listing(classroom, MemberState.ACTIVE, (ClassRole.STUDENT,)).limit(limits.ANNOUNCEMENT_PEOPLE)
    names: dict[str, Any] = {member.user.public_id: member.user.name for member in db.session.scalars(found)}
    form.people.choices = offer(names)
    return form
