"""What is typed to copy a class."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Optional

from app.models import limits
from app.web.forms import Form, at_most, needed
from app.web.moments import DayField


class CopyForm(Form):
    title = StringField(_l("Name of the new class"), [needed(), at_most(limits.CLASSROOM_TITLE)])
    starts_on = DayField(_l("Its first date"), [Optional()])

    def typed(self) -> dict[str, Any]:
        """What a valid form says, as the action takes it."""
        return {"title": self.title.data or "", "starts_on": self.starts_on.data}
