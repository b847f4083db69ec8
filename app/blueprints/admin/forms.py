"""What admins type."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SearchField, SelectField, StringField
from wtforms.validators import Optional

from app.blueprints.admin.labels import FACTOR_POLICIES, ORDERS, POLICIES, ROLES, STATUSES
from app.config import LANGUAGES
from app.models import limits
from app.models.school import FactorPolicy
from app.models.user import Role
from app.web.choices import offer
from app.web.forms import Form, at_most, like_username, needed
from app.web.zones import ZoneField


class SearchForm(Form):
    """The filters of the list of people; what makes no sense in an address filters nothing."""

    q = SearchField(_l("Name, username or email"))
    role = SelectField(_l("Role"), choices=offer({"": _l("All roles"), **ROLES}), validate_choice=False)
    status = SelectField(_l("Account"), choices=offer({"": _l("All accounts"), **STATUSES}), validate_choice=False)
    sort = SelectField(_l("Order"), choices=offer(ORDERS), default="name", validate_choice=False)


class PersonForm(Form):
    name = StringField(_l("Name"), [needed(), at_most(limits.PERSON_NAME)])
    role = RadioField(_l("Role"), choices=offer(ROLES), default=Role.STUDENT.value)
    username = StringField(
        _l("Username"),
        [Optional(), like_username()],
        description=_l("Left empty, we make one of the name."),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
    email = EmailField(
        _l("Email address"),
        [Optional(), at_most(limits.EMAIL)],
        description=_l("Not needed: who has none gets new passwords from you."),
        render_kw={"autocomplete": "off"},
    )


class InviteForm(Form):
    email = EmailField(_l("Email address"), [needed(), at_most(limits.EMAIL)], render_kw={"autocomplete": "off"})
    role = RadioField(_l("Role"), choices=offer(ROLES), default=Role.TEACHER.value)


class RoleForm(Form):
    role = RadioField(_l("Role"), choices=offer(ROLES))


class SchoolForm(Form):
    name = StringField(_l("Name of the school"), [needed(), at_most(limits.SCHOOL_NAME)])
    registration = RadioField(_l("Who may make an account"), choices=offer(POLICIES))
    second_factor = RadioField(
        _l("Who needs a second factor to log in"), choices=offer(FACTOR_POLICIES), validate_choice=False
    )
    language = SelectField(_l("Language of new people"), choices=offer(LANGUAGES))
    timezone = ZoneField(_l("Time zone"), description=_l("Type the name of a big city near you."))

    @property
    def policy(self) -> FactorPolicy | None:
        """None leaves it as it is."""
        chosen = self.second_factor.data
        return FactorPolicy(chosen) if chosen in set(FactorPolicy) else None
