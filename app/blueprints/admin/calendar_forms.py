"""What admins type about the school's calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.models import limits
from app.models.calendar import Weekday
from app.web.choices import offer
from app.web.forms import Form, at_most, needed
from app.web.moments import DayField

WEEKDAYS = {
    Weekday.MONDAY: _l("Monday"),
    Weekday.TUESDAY: _l("Tuesday"),
    Weekday.WEDNESDAY: _l("Wednesday"),
    Weekday.THURSDAY: _l("Thursday"),
    Weekday.FRIDAY: _l("Friday"),
    Weekday.SATURDAY: _l("Saturday"),
    Weekday.SUNDAY: _l("Sunday"),
}


class SchoolDaysForm(Form):
    school_days = SelectMultipleField(
        _l("There is school on"),
        choices=offer(WEEKDAYS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @property
    def chosen(self) -> list[Weekday]:
        return [Weekday(day) for day in self.school_days.data or []]


class HolidayForm(Form):
    name = StringField(_l("Name"), [needed(), at_most(limits.HOLIDAY_NAME)], render_kw={"autocomplete": "off"})
    starts_on = DayField(_l("First day"), [needed()])
    ends_on = DayField(_l("Last day"), [needed()])
