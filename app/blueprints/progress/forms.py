"""What is sent about a lesson being looked at, and what makes one done."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form as AnyForm
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from app.models import limits
from app.models.progress import FinishRule
from app.web.forms import Form

DAY = 24 * 3600
PIECES = r"^(?:[0-9]{1,5}-[0-9]{1,5}(?:,[0-9]{1,5}-[0-9]{1,5}){0,199})?\Z"


class ViewingForm(Form):
    """Where the player stands, and what it played since the page was opened: "0-15,40-61", in seconds."""

    position = IntegerField(validators=[Optional(), NumberRange(0, DAY)])
    seen = HiddenField(validators=[Regexp(PIECES)], default="")

    def played(self) -> list[list[int]]:
        """The stretches of a valid form."""
        pieces = [piece for piece in (self.seen.data or "").split(",") if piece]
        return [[int(second) for second in piece.split("-")] for piece in pieces]


class Finishing(AnyForm):
    """The fields of a lesson's form that say what makes it done: a part of a form, not one of its own."""

    finish_rule = RadioField(
        _l("When is this lesson done?"),
        choices=[
            (FinishRule.BUTTON.value, _l("When the student says so")),
            (FinishRule.OPENED.value, _l("As soon as it is opened")),
            (FinishRule.MINUTES.value, _l("After some minutes on the page")),
            (FinishRule.VIDEO.value, _l("When the video was watched")),
        ],
        default=FinishRule.BUTTON.value,
        validate_choice=True,
    )
    finish_minutes = IntegerField(
        _l("Minutes on the page"),
        [Optional(), NumberRange(1, limits.LESSON_MINUTES, message=_l("From %(min)d to %(max)d."))],
    )

    def validate_finish_minutes(self, field: Any) -> None:
        if self.finish_rule.data == FinishRule.MINUTES.value and not field.data and not field.errors:
            raise ValidationError(_l("Say how many minutes."))

    def finishing(self) -> dict[str, Any]:
        """What a valid form says, as the actions take it."""
        rule = FinishRule(self.finish_rule.data or FinishRule.BUTTON.value)
        minutes = self.finish_minutes.data or 0
        return {"finish_rule": rule, "finish_minutes": minutes if rule is FinishRule.MINUTES else 0}
