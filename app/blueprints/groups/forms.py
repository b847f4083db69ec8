"""What is typed about a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.models import limits
from app.models.user import User
from app.web.forms import Form, at_most, needed


class GroupForm(Form):
    name = StringField(_l("Name of the group"), [needed(), at_most(limits.GROUP_NAME)])


class MembersForm(GroupForm):
    """A group with its students, by their public ids."""

    people = SelectMultipleField(
        _l("Students"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )

    def offer(self, students: list[User]) -> None:
        self.people.choices = [(student.public_id, student.name) for student in students]
