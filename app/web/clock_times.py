"""Times of day as people type them, and the days of a week in their language."""

from __future__ import annotations

from typing import Any

from babel import Locale, dates
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TimeInput

from app.formats.wall_clock import minute_of, shown_as


class ClockField(Field):
    """`data` is minutes from midnight, or None where no time was typed. What cannot be read stays in the field."""

    widget = TimeInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: int | None = minute_of(str(valuelist[0])) if valuelist else None
        if self.data is None:
            raise ValueError(_("Write a time such as 20:00."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0]).replace("\x00", "")
        return "" if self.data is None else shown_as(self.data)


def weekdays() -> dict[int, str]:
    """The names of the days, Monday first; 0 is Monday."""
    names = dates.get_day_names("wide", "stand-alone", get_locale() or Locale("en"))
    return {day: str(names[day]) for day in range(7)}
