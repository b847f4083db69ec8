"""Time zones as people type them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import TextInput

from app.web.language import zones

LIST_ID = "zones"


def named(given: str) -> str | None:
    """The zone that is meant: its name in whatever case, with spaces or not, or just its last part (the city)."""
    wanted = given.strip().casefold().replace(" ", "_")
    cities = [zone for zone in zones() if zone.casefold().rpartition("/")[2] == wanted]
    for zone in zones():
        if zone.casefold() == wanted:
            return zone
    return cities[0] if len(cities) == 1 else None


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
