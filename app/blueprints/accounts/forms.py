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


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"), [needed(), at_least(limits.PASSWORD_MIN), at_most(limits.PASSWORD_MAX)]
    )


class NamesForm(Form):
    name = StringField(_l("Your name"), [needed(), at_most(limits.PERSON_NAME)])
    username = StringField(_l("Username"), [needed(), like_username()])
    password = PasswordField(_l("Password"), [needed(), at_least(limits.PASSWORD_MIN), at_most(limits.PASSWORD_MAX)])


class InvitationForm(NamesForm):
    """What somebody invited adds to what the school knows."""


class RegisterForm(NamesForm):
    email = EmailField(_l("Email"), [needed(), at_most(limits.EMAIL)])
    email_consent = BooleanField(_l("The school may send me mail about my classes"))


class ResetRequestForm(Form):
    username = StringField(_l("Username or email"), [needed(), at_most(limits.EMAIL)])


class ConfirmForm(Form):
    """Asks nothing of somebody who is in; his password of somebody who registered."""

    password = PasswordField(_l("Password"), [at_most(limits.PASSWORD_MAX)])
