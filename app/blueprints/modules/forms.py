"""What is typed into a module, and where a lesson is put."""

from __future__ import annotations

from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from app.actions.outline import Part
from app.models import limits
from app.models.lesson import Lesson
from app.web.forms import Form, at_most, needed


class Typed(TypedDict):
    """What a module is made of."""

    title: str
    description: str


class ModuleTitleForm(Form):
    title = StringField(_l("Title of the module"), [needed(), at_most(limits.MODULE_TITLE)])


class ModuleForm(ModuleTitleForm):
    description = TextAreaField(_l("What it is about"), [Optional(), at_most(limits.DESCRIPTION)])

    def typed(self) -> Typed:
        """What a valid form says, as the actions take it."""
        return {"title": self.title.data or "", "description": self.description.data or ""}


class PlaceForm(Form):
    """A place in the whole class: at the beginning of a module, or after a lesson."""

    place = SelectField(_l("Put it"))
    parts: list[Part]

    @classmethod
    def among(cls, parts: list[Part], lesson: Lesson) -> PlaceForm:
        """The places that there are for `lesson`."""
        form = cls()
        form.parts = parts
        form.place.choices = {
            part.module.title: [
                (f"module:{part.module.public_id}", _("At the beginning of %(module)s", module=part.module.title)),
                *(
                    (f"lesson:{each.public_id}", _("After “%(lesson)s”", lesson=each.title))
                    for each in part.lessons
                    if each.id != lesson.id
                ),
            ]
            for part in parts
        }
        return form

    def chosen(self) -> dict[str, Any]:
        """The module of a valid form, and the neighbour there."""
        kind, _colon, public_id = (self.place.data or "").partition(":")
        for part in self.parts:
            if kind == "module" and part.module.public_id == public_id:
                return {"module": part.module, "before": part.lessons[0] if part.lessons else None}
            for lesson in part.lessons:
                if kind == "lesson" and lesson.public_id == public_id:
                    return {"module": part.module, "after": lesson}
        raise RuntimeError("a valid form names a place that there is")
