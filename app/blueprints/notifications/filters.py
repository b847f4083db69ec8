"""What the history can be narrowed to: one class, one type."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from app.notifications.kinds import kinds
from app.web.forms import Form

MOST_CLASSES = 100


class FilterForm(Form):
    """The filters; what makes no sense in an address filters nothing."""

    classroom = SelectField(_l("Class"), name="class", validate_choice=False)
    type = SelectField(_l("Type"), validate_choice=False)
    classroom_id: int | None = None

    @classmethod
    def of(cls, user: User, given: Mapping[str, str]) -> FilterForm:
        """The filters that `user` has, with what the address asks for."""
        form = cls(formdata=given)
        classes = list(db.session.scalars(Classroom.of_member(user).limit(MOST_CLASSES)))
        form.classroom.choices = [("", _("All classes")), *((each.public_id, each.title) for each in classes)]
        labels = sorted((str(kind.label), name) for name, kind in kinds().items() if user.role in kind.roles)
        form.type.choices = [("", _("All types")), *((name, label) for label, name in labels)]
        form.classroom_id = next((each.id for each in classes if each.public_id == form.classroom.data), None)
        form.classroom.data = form.classroom.data if form.classroom_id is not None else ""
        form.type.data = form.type.data if form.type.data in kinds() else ""
        return form


def chosen(form: FilterForm) -> dict[str, str]:
    """What is narrowed, as parts of an address."""
    return {"class": form.classroom.data or "", "type": form.type.data or ""}
