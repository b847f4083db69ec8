"""Days and instants as people type them: by the clock on their own wall."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from wtforms import DateField, DateTimeLocalField

from app.formats import wall_clock
from app.web.language import choose_zone

TYPED = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
DAY = "%Y-%m-%d"
YEARS = range(2000, 2100)


class MomentField(DateTimeLocalField):
    """`data` is an instant, or None where nothing was typed. What cannot be read stays in the field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = _first(valuelist)
        self.data = None
        if given:
            shown = _read(given, TYPED)
            self.data = wall_clock.instant(shown.date(), shown.hour * 60 + shown.minute, choose_zone())

    def _value(self) -> str:
        if self.raw_data:
            return _first(self.raw_data)
        return self.data.astimezone(ZoneInfo(choose_zone())).strftime(TYPED[0]) if self.data else ""


class DayField(DateField):
    """`data` is a date, or None where nothing was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = _first(valuelist)
        self.data: date | None = _read(given, (DAY,)).date() if given else None

    def _value(self) -> str:
        if self.raw_data:
            return _first(self.raw_data)
        return self.data.strftime(DAY) if self.data else ""


def _first(given: list[Any]) -> str:
    return str(given[0]).replace("\x00", "").strip() if given else ""


def _read(given: str, formats: tuple[str, ...]) -> datetime:
    """Without a zone. Raises ValueError, whose words stand at the field."""
    for format_ in formats:
        try:
            shown = datetime.strptime(given, format_)  # noqa: DTZ007 - as a wall shows it
        except ValueError:
            continue
        if shown.year in YEARS:
            return shown
    raise ValueError(_("This is no date that we can read."))
