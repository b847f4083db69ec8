"""Forms about oneself."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    validators,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.actions.tokens import SCOPES
from app.config import LANGUAGES
from app.models import limits
from app.models.user import Theme, Visibility
from app.web.choices import offer
from app.web.forms import Form, at_least, at_most, like_username, needed
from app.web.zones import ZoneField

SCOPE_LABELS = {
    "read": _l("Read what I may see"),
    "write": _l("Change what I may change"),
    "admin": _l("Do admin work"),
}


class ProfileForm(Form):
    name = StringField(_l("Name"), [needed(), at_most(limits.PERSON_NAME)], render_kw={"autocomplete": "name"})
    username = StringField(
        _l("Username"),
        [needed(), like_username()],
        description=_l("You can log in with it."),
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    language = SelectField(_l("Language"), choices=offer(LANGUAGES))
    timezone = ZoneField(_l("Time zone"), description=_l("Type the name of a big city near you."))


class EmailForm(Form):
    email = EmailField(
        _l("New email address"),
        [needed(), at_most(limits.EMAIL)],
        description=_l("We write to this address first. It counts once you press the link in that mail."),
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        _l("Your password"),
        [needed(), at_most(limits.PASSWORD_MAX)],
        description=_l("So that nobody else can change it for you."),
        render_kw={"autocomplete": "current-password"},
    )


class PictureForm(Form):
    avatar = FileField(
        _l("Picture"),
        [FileRequired(_l("Choose a picture first."))],
        description=_l("JPEG, PNG, GIF or WebP. We cut a square from its middle."),
        render_kw={"accept": "image/jpeg,image/png,image/gif,image/webp"},
    )


class ThemeForm(Form):
    theme = SelectField(choices=offer({theme: theme for theme in Theme}))


class PrivacyForm(Form):
    profile_visibility = RadioField(
        _l("Who sees my profile"),
        choices=offer(
            {
                Visibility.SCHOOL: _l("Everybody at school"),
                Visibility.CLASSMATES: _l("People in my classes"),
                Visibility.TEACHERS: _l("Only my teachers"),
            }
        ),
    )
    read_receipts = BooleanField(_l("Others see that I have read their message"))
    show_online = BooleanField(_l("Others see when I am online"))


class ConsentForm(Form):
    email_consent = BooleanField(_l("The school may write to my email address"))


class ChangePasswordForm(Form):
    current = PasswordField(
        _l("Present password"),
        [needed(), at_most(limits.PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"),
        [needed(), at_least(limits.PASSWORD_MIN), at_most(limits.PASSWORD_MAX)],
        description=_l("At least 10 characters. Three or four words in a row are easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password again"),
        [validators.EqualTo("new", _l("The two new passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class TokenForm(Form):
    name = StringField(
        _l("Name"),
        [needed(), at_most(limits.TOKEN_NAME)],
        description=_l("What is it for? For example: timetable script."),
    )
    scopes = SelectMultipleField(
        _l("What may it do?"),
        default=["read"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = SelectField(
        _l("How long is it good?"),
        choices=offer({30: _l("30 days"), 90: _l("90 days"), 365: _l("One year"), 0: _l("Until I revoke it")}),
        default="90",
    )

    def __init__(self, *args: Any, admin: bool = False, **kwargs: Any) -> None:
        """`admin` offers the scope for admin work."""
        super().__init__(*args, **kwargs)
        self.scopes.choices = offer({scope: SCOPE_LABELS[scope] for scope in SCOPES if admin or scope != "admin"})

    def validate_scopes(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l("Choose what the token may do."))

    @property
    def lifetime(self) -> int | None:
        return int(self.days.data) or None
