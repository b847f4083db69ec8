"""What admins type about notifications."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField

from app.models import limits
from app.models.notification import Channel
from app.models.preference import Mode, Rule
from app.notifications.matrix import OFFERED
from app.web.choices import offer
from app.web.clock_times import ClockField
from app.web.forms import Form, at_most, needed
from app.web.reaching import MODES, RULES

USUAL = ""


class SchoolHoursForm(Form):
    on = BooleanField(_l("Quiet hours for students"))
    start = ClockField(_l("They begin at"), [needed()])
    end = ClockField(_l("They end at"), [needed()])
    urgent_passes = BooleanField(_l("What is urgent may ring all the same"))


class PolicyForm(Form):
    """One kind on one channel."""

    rule = RadioField(_l("Who decides?"), choices=offer(RULES), default=Rule.CHOICE.value)
    mode = SelectField(_l("How it comes"), description=_l("Where people choose, this is so until they do."))
    reason = StringField(
        _l("Why?"),
        [at_most(limits.POLICY_REASON)],
        description=_l("Needed where people do not choose: they read it beside the lock."),
    )

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=channel.value, **kwargs)
        self.mode.choices = offer({USUAL: _l("As usual"), **{mode: MODES[mode] for mode in OFFERED[channel]}})

    @property
    def said(self) -> dict[str, Any]:
        """What `policies.decide` takes."""
        mode = Mode(self.mode.data) if self.mode.data else None
        return {"rule": Rule(self.rule.data), "mode": mode, "reason": self.reason.data or ""}
