"""What a grader says of one answer."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.models import limits
from app.web.forms import Form, at_most, needed

LONGEST = 12


class GradeForm(Form):
    """Points as people type them, with a point or a comma; `version` is that of the response on the page."""

    points = StringField(_l("Points"), validators=[needed(), at_most(LONGEST)])
    comment = TextAreaField(_l("Comment for the student"), validators=[at_most(limits.GRADER_COMMENT)])
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    names = HiddenField()

    def validate_points(self, field: Any) -> None:
        if self._number() is None:
            raise ValidationError(_("Write a number, like 2 or 2.5."))

    def given(self) -> Fraction:
        """The points of a valid form."""
        return Fraction(self._number() or 0)

    def _number(self) -> Decimal | None:
        try:
            number = Decimal((self.points.data or "").replace(",", "."))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
