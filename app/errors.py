"""Errors that doors turn into answers. Messages are for people."""

from collections.abc import Mapping
from typing import ClassVar


class ClassbellError(Exception):
    """Something a person may be told. `status` is the HTTP status of the answer."""

    status: ClassVar[int] = 400

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(ClassbellError):
    """Input that breaks a rule: `fields` maps a field's name to what is wrong with it."""

    status = 422

    def __init__(self, fields: Mapping[str, str], message: str = "") -> None:
        super().__init__(message or " ".join(fields.values()))
        self.fields = dict(fields)


class Forbidden(ClassbellError):
    """The person may see the object and not do this with it."""

    status = 403


class Foreign(Forbidden):
    """Another site had the browser ask. The person has asked for nothing, so it is not held against him."""


class NotFound(ClassbellError):
    """There is no such object, or the person may not know of it."""

    status = 404


class Conflict(ClassbellError):
    """The object has changed, or is in a state in which this cannot be done."""

    status = 409


class TooMany(ClassbellError):
    """Too many tries; `retry_after` says in how many seconds the next one counts."""

    status = 429

    def __init__(self, message: str = "", retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
