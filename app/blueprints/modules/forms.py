"""What is typed into a module."""

from __future__ import annotations

from typing import TypedDict

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from app.models import limits
from app.web.forms import Form, at_most, needed


class Typed(TypedDict):
    """What a module is made of."""

    title: str
    description: str


class ModuleForm(Form):
    title = StringField(_l("Title of the module"), [needed(), at_most(limits.MODULE_TITLE)])
    description = TextAreaField(_l("What it is about"), [Optional(), at_most(limits.DESCRIPTION)])

    def typed(self) -> Typed:
        """What a valid form says, as the actions take it."""
        return {"title": self.title.data or "", "description": self.description.data or ""}
