"""Forms about one's second factor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from app.models import limits
from app.web.forms import Form, at_most, needed


class OwnPasswordForm(Form):
    password = PasswordField(
        _l("Your password"),
        [needed(), at_most(limits.PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )


class FactorCodeForm(Form):
    code = StringField(
        _l("Code of the app"),
        [needed(), at_most(limits.FACTOR_CODE)],
        description=_l("Six digits, new every half minute."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
