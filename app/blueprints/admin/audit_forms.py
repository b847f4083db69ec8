"""What admins look for in the audit log."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SearchField, SelectField

from app.blueprints.admin.labels import DEEDS
from app.blueprints.admin.notice_forms import DAY, begin, word
from app.reports.trail import Wanted
from app.web.forms import Form
from app.web.moments import DayField


class TrailForm(Form):
    """The filters of the log; what makes no sense in an address filters nothing."""

    q = SearchField(_l("Deed, person or address"))
    deed = SelectField(_l("What"), validate_choice=False)
    person = SearchField(_l("Person"))
    since = DayField(_l("From day"))
    until = DayField(_l("To day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted((str(label), deed) for deed, label in DEEDS.items())
        self.deed.choices = [("", _("All")), *((deed, label) for label, deed in labels)]

    @property
    def asked(self) -> dict[str, Any]:
        """As parts of an address."""
        days = {"since": self.since.data, "until": self.until.data}
        words = {name: word(self[name].data) for name in ("q", "deed", "person")}
        return {**words, **{name: day.isoformat() if day else "" for name, day in days.items()}}

    def wanted(self, zone: str) -> Wanted:
        """As a report takes it; days are those of `zone`."""
        asked = self.asked
        last = self.until.data
        over = begin(last, zone)
        return Wanted(asked["q"], asked["deed"], asked["person"], begin(self.since.data, zone), over and over + DAY)
