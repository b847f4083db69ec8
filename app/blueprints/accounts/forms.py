"""What people type to come in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, StringField

from app.models import limits
from app.web.forms import Form, at_least, at_most, like_username, needed


class LoginForm(Form):
    username = StringField(_l("Username or email"), [needed(), at_most(limits.EMAIL)])
    password = PasswordField(_l("Password"), [needed(), at_most(limits.PASSWORD_MAX)])
    remember = BooleanField(_l("Keep me signed in on this device"))
    shared = BooleanField(_l("Others use this device, too"))


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"), [needed(), at_least(limits.PASSWORD_MIN), at_most(limits.PASSWORD_MAX)]
    )


def person_name() -> StringField:
    return StringField(_l("Your name"), [needed(), at_most(limits.PERSON_NAME)])


def chosen_username() -> StringField:
    return StringField(_l("Username"), [needed(), like_username()])


def chosen_password() -> PasswordField:
    return PasswordField(_l("Password"), [needed(), at_least(limits.PASSWORD_MIN), at_most(limits.PASSWORD_MAX)])


class InvitationForm(Form):
    """What somebody invited adds to what the school knows."""

    name = person_name()
    username = chosen_username()
    password = chosen_password()


class RegisterForm(Form):
    name = person_name()
    username = chosen_username()
    email = EmailField(_l("Email"), [needed(), at_most(limits.EMAIL)])
    password = chosen_password()
    email_consent = BooleanField(_l("The school may send me mail about my classes"))


class ResetRequestForm(Form):
    username = StringField(_l("Username or email"), [needed(), at_most(limits.EMAIL)])


class ConfirmForm(Form):
    """Asks nothing of somebody who is in; his password of somebody who registered."""

    password = PasswordField(_l("Password"), [at_most(limits.PASSWORD_MAX)])


class CodeForm(Form):
    """The second step. Recovery codes hold letters, so the keyboard is not one of digits only."""

    code = StringField(
        _l("Code"),
        [needed(), at_most(limits.FACTOR_CODE)],
        description=_l("Six digits of your authenticator app, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )
