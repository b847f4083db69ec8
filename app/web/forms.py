"""What forms of all pages share: how they read what was typed, and how a refusal finds its field.

form = LessonForm()
if form.validate_on_submit() and (lesson := attempt(form, lessons.create, classroom, actor=viewer(), **form.data)):
    return redirect(...)
return show(form, "lessons/new.html")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import EmailField, Field, SearchField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Regexp, StopValidation

from app.errors import Conflict, Invalid, TooMany
from app.formats.plain_text import one_line
from app.models import limits
from app.web.form_words import Words

T = TypeVar("T")

STRIPPED = (StringField, TextAreaField, EmailField, SearchField)
KEPT_AS_TYPED = ("PasswordField",)


def stripped(value: Any) -> Any:
    """Without spaces around it, and without the NUL that PostgreSQL keeps in no text."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def on_one_line(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """Parent of every form of a page. The request's own guard checks the CSRF token, before the form is made.

    `refusal` is what was in the way of a form that is right: it may be sent again as it is, later or differently.
    """

    refusal: Conflict | TooMany | None = None

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            kind = unbound_field.field_class
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, STRIPPED) and kind.__name__ not in KEPT_AS_TYPED:
                filters.insert(0, stripped if issubclass(kind, TextAreaField) else on_one_line)
            return unbound_field.bind(form=form, **{**options, "filters": filters})

        def get_translations(self, form: Any) -> Words:
            return Words()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a page's form sends, and never JSON, whose values would be of any type."""
            if formdata is _Auto and request.is_json:
                return None
            return super().wrap_formdata(form, formdata)


def attempt(form: Form, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
    """What `verb` returns, or None when it refuses: then `form` says why, and keeps what was typed."""
    try:
        return verb(*args, **kwargs)
    except Invalid as refusal:
        blame(form, refusal)
    except (Conflict, TooMany) as refusal:
        form.refusal = refusal
        form.form_errors.append(refusal.message)
    return None


def blame(form: Form, refusal: Invalid) -> None:
    """Put what `refusal` says onto the fields of `form`; what has no field there concerns the form as a whole."""
    for name, message in refusal.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, message]
        else:
            form.form_errors.append(message)
    if not refusal.fields:
        form.form_errors.append(refusal.message)


def show(form: Form, template: str, **context: Any) -> ResponseReturnValue:
    """The page of a form: with what was typed if something about it is wrong, or in its way."""
    return answered(render_template(template, form=form, **context), form)


def answered(page: str, *forms: Form) -> ResponseReturnValue:
    """`page` with what became of the `forms` that were sent: 409, or 429 with Retry-After; 422 if one is wrong."""
    refusal = next((form.refusal for form in forms if form.refusal), None)
    if isinstance(refusal, TooMany):
        return page, refusal.status, {"Retry-After": str(refusal.retry_after)}
    return page, refusal.status if refusal else 422 if any(form.errors for form in forms) else 200


class Needed(InputRequired):
    """Something must be there; blanks are nothing."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise StopValidation(str(self.message))


def needed() -> Needed:
    return Needed(_l("This is needed."))


def at_most(characters: int) -> Length:
    return Length(max=characters, message=_l("At most %(max)d characters."))


def at_least(characters: int) -> Length:
    return Length(min=characters, message=_l("At least %(min)d characters."))


def like_username() -> Regexp:
    return Regexp(
        limits.USERNAME_PATTERN,
        message=_l("3 to 32 letters, digits, dots, dashes or underscores; the first a letter or digit."),
    )
