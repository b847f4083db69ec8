"""What is wrong with a body, said as errors that app/web/answers.py makes problem+json of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from app.errors import ClassbellError

WHOLE = "_schema"
BODY = "body"


class NotJson(ClassbellError):
    """The body is not declared as JSON."""

    status: ClassVar[int] = 415


class Malformed(ClassbellError):
    """The body is declared as JSON and is none."""

    status: ClassVar[int] = 400


def flat(messages: Mapping[Any, Any]) -> dict[str, str]:
    """marshmallow's nested messages as one text a field: {"keys": {"auth": ["a", "b"]}} → {"keys.auth": "a b"}."""
    return dict(_flat(messages, ()))


def _flat(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _flat(inner, path if name == WHOLE else (*path, str(name)))
    else:
        said = messages if isinstance(messages, list) else [messages]
        yield ".".join(path) or BODY, " ".join(str(message) for message in said)
