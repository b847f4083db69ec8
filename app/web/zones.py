"""Time zones: those offered, and how people type them."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache
from importlib.resources import files
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import TextInput

LIST_ID = "zones"
DATABASE = files("tzdata") / "zoneinfo"


@lru_cache
def zones() -> tuple[str, ...]:
    """What is offered: the names that places have today, one each, of the IANA table zone.tab, and UTC."""
    rows = (DATABASE / "zone.tab").read_text().splitlines()
    names = {row.split("\t")[2] for row in rows if not row.startswith("#")}
    return ("UTC", *sorted(names & zoneinfo.available_timezones()))


@lru_cache
def _former() -> dict[str, str]:
    """Names of former days such as Asia/Calcutta, with those of today (lines “L today former” of tzdata.zi)."""
    links = [row.split(" ") for row in (DATABASE / "tzdata.zi").read_text().splitlines() if row.startswith("L ")]
    offered = set(zones())
    return {former: today for _mark, today, former in links if former not in offered and today in offered}


def of_today(name: str) -> str:
    """The name that is in use today for the same zone; browsers still tell some of the former ones."""
    return _former().get(name, name)


def named(given: str) -> str | None:
    """The zone that is meant: its name in whatever case, with spaces or not, or just its last part (the city).

    A former name gives the one of today; any other name that the database knows stays as it is.
    """
    wanted = given.strip().casefold().replace(" ", "_")
    for known in (zones(), tuple(_former())):
        whole = [zone for zone in known if zone.casefold() == wanted]
        cities = {of_today(zone) for zone in known if zone.casefold().rpartition("/")[2] == wanted}
        if whole or len(cities) == 1:
            return of_today(whole[0]) if whole else cities.pop()
    return given if given in zoneinfo.available_timezones() else None


class ZoneField(StringField):
    """A field to search a zone in: any browser offers those of the list that contain what was typed.

    The page holds the list once, by the macro `zone_list`.
    """

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"render_kw": {"list": LIST_ID, "autocomplete": "off"}, **kwargs})

    def pre_validate(self, form: BaseForm) -> None:
        zone = named(self.data or "")
        if zone is None:
            raise ValidationError(_("Choose a time zone from the list."))
        self.data = zone
