"""Fields that take exactly what they say: no "5" for 5, no 1 for true, and messages in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

from app.formats.plain_text import one_line
from app.formats.wall_clock import minute_of

NEEDED = {"required": _l("This is needed."), "null": _l("This cannot be empty.")}
BIGGEST = 2**53 - 1
YEARS = range(2000, 2100)


class Spoken(fields.Field[Any]):
    """A field whose messages are translated when they are needed."""

    def make_error(self, key: str, **values: Any) -> ValidationError:
        return ValidationError(str(self.error_messages[key]).format(**values))


class Text(Spoken, fields.String):
    """A text of `least` to `most` characters on one line; `lines` leaves its lines, no `strip` the spaces around them.

    Signs that no database keeps (NUL, halves of surrogate pairs) are refused.
    """

    default_error_messages = {**NEEDED, "invalid": _l("This must be a text.")}

    def __init__(self, most: int, *, least: int = 0, lines: bool = False, strip: bool = True, **options: Any) -> None:
        checks = [validate.Length(max=most, error=_l("At most {max} characters."))]
        if least:
            error = _l("This is needed.") if least == 1 else _l("At least {min} characters.")
            checks.append(validate.Length(min=least, error=error))
        super().__init__(validate=[*checks, *options.pop("also", ())], **options)
        self.lines, self.strip = lines, strip

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise ValidationError(_("This has signs that cannot be kept."))
        if not self.lines:
            return one_line(text)
        return text.strip() if self.strip else text


class Number(Spoken, fields.Integer):
    """A whole number from `least` to `most`; from a query string, its digits."""

    default_error_messages = {**NEEDED, "invalid": _l("This must be a whole number.")}

    def __init__(self, least: int = 0, most: int = BIGGEST, *, typed: bool = True, **options: Any) -> None:
        error = _l("From {min} to {max}.")
        super().__init__(strict=typed, validate=validate.Range(least, most, error=error), **options)
        self.typed = typed

    def _validated(self, value: Any) -> Any:
        if self.typed and (isinstance(value, (bool, str, bytes))):
            raise self.make_error("invalid")
        if (
            not self.typed
            and isinstance(value, str)
            and not (value.isascii() and value.isdecimal() and len(value) < 17)
        ):
            raise self.make_error("invalid")
        return super()._validated(value)


class Flag(Spoken, fields.Boolean):
    """True or false; in a query string, the words."""

    default_error_messages = {**NEEDED, "invalid": _l("This must be true or false.")}

    def __init__(self, *, typed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.typed = typed

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if self.typed and not isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Choice(Spoken, fields.Enum[Any]):
    """One of the values of an enumeration."""

    default_error_messages = {**NEEDED, "unknown": _l("Choose one of: {choices}.")}

    def __init__(self, values: type[StrEnum], **options: Any) -> None:
        super().__init__(values, by_value=True, **options)


class Moment(fields.DateTime):
    """An instant as RFC 3339 in UTC, such as 2026-03-01T08:30:00.5Z."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class MomentGiven(Spoken, Moment):
    """An instant that somebody sends: with its zone, in this century."""

    default_error_messages = {
        **NEEDED,
        "invalid": _l("This must be an instant with its zone, such as 2026-03-01T08:30:00Z."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        try:
            given = datetime.fromisoformat(value)
        except ValueError:
            raise self.make_error("invalid") from None
        if given.tzinfo is None or given.year not in YEARS:
            raise self.make_error("invalid")
        return given.astimezone(UTC)


class Clock(Spoken, fields.String):
    """A time of day such as "07:05", as minutes from midnight."""

    default_error_messages = {**NEEDED, "invalid": _l("This must be a text.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        minute = minute_of(super()._deserialize(value, attr, data, **kwargs))
        if minute is None:
            raise ValidationError(_("Write a time such as 20:00."))
        return minute


class Day(Spoken, fields.Date):
    """A day of a calendar, such as 2026-03-01."""

    default_error_messages = {**NEEDED, "invalid": _l("This must be a day, such as 2026-03-01.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        if day.year not in YEARS:
            raise self.make_error("invalid")
        return day


class Nest(Spoken, fields.Nested):
    """An object inside an object."""

    default_error_messages = {**NEEDED, "type": _l("This must be a JSON object.")}


class Several(Spoken, fields.List[Any]):
    """A list of one kind of things."""

    default_error_messages = {**NEEDED, "invalid": _l("This must be a list.")}


class Anything(Spoken, fields.Dict):
    """A JSON object of which nothing is known."""

    default_error_messages = {**NEEDED, "invalid": _l("This must be a JSON object.")}
