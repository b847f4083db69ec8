"""What is typed about the people of a class."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf

from app.models.classroom import ClassRole
from app.web.choices import offer
from app.web.forms import Form, at_most, needed

GIVEN = {
    ClassRole.STUDENT: _l("Students"),
    ClassRole.ASSISTANT: _l("Assistants: they see drafts and people, and change nothing"),
    ClassRole.TEACHER: _l("Co-teachers: they do what you do"),
}
PASTED = 60_000


class RoleForm(Form):
    role = StringField(
        _l("Role"), [needed(), AnyOf(list(GIVEN), message=_l("Choose co-teacher, assistant or student."))]
    )


class InvitationForm(Form):
    addresses = TextAreaField(_l("Email addresses"), [needed(), at_most(PASTED)])
    role = RadioField(_l("Invite them as"), choices=offer(GIVEN), default=ClassRole.STUDENT.value)
    leave_out = BooleanField(_l("Leave out the lines that do not work"))
