"""What the first visitor says of the school and of himself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import AnyOf

from app.blueprints.accounts.forms import chosen_password, chosen_username, person_name
from app.config import LANGUAGES
from app.models import limits
from app.web.choices import offer
from app.web.forms import Form, at_most, needed
from app.web.zones import of_today, zones


class SetupForm(Form):
    school_name = StringField(_l("Name of the school"), [needed(), at_most(limits.SCHOOL_NAME)])
    language = SelectField(
        _l("Language"), [AnyOf(list(LANGUAGES), _l("Choose one of the list."))], validate_choice=False
    )
    timezone = SelectField(
        _l("Time zone"),
        [AnyOf(zones(), _l("Choose one of the list."))],
        filters=[lambda zone: of_today(zone) if zone else zone],
        validate_choice=False,
    )
    name = person_name()
    username = chosen_username()
    email = EmailField(_l("Email"), [needed(), at_most(limits.EMAIL)])
    password = chosen_password()

    def filled(self) -> SetupForm:
        """With what there is to choose from."""
        self.language.choices = offer(LANGUAGES)
        self.timezone.choices = offer({zone: zone.replace("_", " ") for zone in zones()})
        return self
