"""What is said of a recording."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from wtforms import RadioField, SelectField, StringField

from app.actions.recordings import KEPT_DAYS, USUAL_DAYS
from app.models import limits
from app.models.recording import RecordingShown
from app.web.choices import offer
from app.web.forms import Form, at_most, needed

SHOWN = {
    RecordingShown.PARTICIPANTS: _l("Whom the session concerned"),
    RecordingShown.CLASS: _l("The whole class"),
    RecordingShown.STAFF: _l("Only who teaches the class"),
}
FOR_GOOD, AS_IT_IS = "", "as_it_is"


def kept_words(days: int) -> str:
    """“1 year”, "30 days"."""
    years = days // 365
    if years:
        return ngettext("%(num)d year", "%(num)d years", years)
    return ngettext("%(num)d day", "%(num)d days", days)


class AboutForm(Form):
    """What every recording has. `first`: what is offered before the lengths."""

    first: ClassVar[dict[str, LazyString]] = {}
    title = StringField(_l("Title"), [at_most(limits.LIVE_TITLE)])
    shown = RadioField(_l("Who may see it"), choices=offer(SHOWN), default=RecordingShown.PARTICIPANTS.value)
    days = SelectField(_l("It is kept"), default=str(USUAL_DAYS))

    def offer_days(self) -> None:
        """How long it can be kept, in the reader's language."""
        lengths = {str(days): kept_words(days) for days in KEPT_DAYS}
        self.days.choices = offer({**self.first, **lengths, FOR_GOOD: _l("Until somebody deletes it")})

    def kept(self) -> int | None:
        """How many days a valid form says; None for good."""
        return int(self.days.data) if self.days.data else None

    def seen_by(self) -> RecordingShown:
        return RecordingShown(self.shown.data)


class AddForm(AboutForm):
    """A file, or an address."""

    url = StringField(_l("Or the address of a recording"), [at_most(limits.LINK_URL)])


class EditForm(AboutForm):
    """One that there is; how long it stays is counted anew only where somebody chooses it."""

    first: ClassVar[dict[str, LazyString]] = {AS_IT_IS: _l("As long as now")}
    title = StringField(_l("Title"), [needed(), at_most(limits.LIVE_TITLE)])
    days = SelectField(_l("It is kept"), default=AS_IT_IS)

    def keep(self) -> tuple[int | None] | None:
        """For `recordings.change`."""
        return None if self.days.data == AS_IT_IS else (self.kept(),)
