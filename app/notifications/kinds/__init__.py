"""Every kind of notification: one file each, named after the kind; adding one touches nothing else.

A kind's file defines `KIND`, an instance of its own subclass of `Kind`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

from flask_babel.speaklater import LazyString
from sqlalchemy import Select

from app.mail import Attachment
from app.models.event import Event
from app.models.notification import Channel, Priority
from app.models.preference import Mode
from app.models.user import Role

TITLE_LENGTH = 60
EVERYWHERE = frozenset({Channel.BELL, Channel.PUSH, Channel.EMAIL})


class Kind(ABC):
    """What is said of an event, to whom, how urgently. Texts are made in the language that is current.

    `usually` says how it comes where a person has chosen nothing and that is not at once. `roles` are shown it among
    their preferences; with `choosable` off nobody is. `waits` is whether quiet hours hold it (urgent ones pass them
    anyway). More than `sender_limit` in an hour by one sender in one class are held and bundled; None for kinds that
    tell each person something of his own. `variables` are the facts that a school may use in words of its own, each
    with an example.
    """

    name: ClassVar[str]
    hears: ClassVar[tuple[str, ...]]
    label: ClassVar[LazyString]
    icon: ClassVar[str]
    tone: ClassVar[str] = "info"
    priority: ClassVar[Priority] = Priority.MEDIUM
    channels: ClassVar[frozenset[Channel]] = EVERYWHERE
    usually: ClassVar[Mapping[Channel, Mode]] = {}
    roles: ClassVar[frozenset[Role]] = frozenset(Role)
    choosable: ClassVar[bool] = True
    waits: ClassVar[bool] = True
    lifetime: ClassVar[timedelta] = timedelta(days=2)
    sender_limit: ClassVar[int | None] = 20
    variables: ClassVar[Mapping[str, str | LazyString]] = {}

    @abstractmethod
    def audience(self, event: Event) -> Select[int]:
        """User ids of those it concerns. The actor and people who are not active are left out elsewhere."""

    @abstractmethod
    def title(self, event: Event) -> str:
        """About 60 characters, from the event's facts, so that it stays true after a rename."""

    def body(self, event: Event) -> str:
        """One more sentence, or nothing."""
        return ""

    @abstractmethod
    def path(self, event: Event) -> str:
        """Where it leads, a path of ours."""

    def is_due(self, event: Event) -> bool:
        """Whether it is still to be said: not when the object was withdrawn or the matter settled."""
        return True

    def values(self, event: Event) -> dict[str, str]:
        """What the variables stand for, in the current language."""
        return {name: str(event.facts.get(name) or "") for name in self.variables}

    def channels_of(self, event: Event) -> frozenset[Channel]:
        """The channels that this one takes."""
        return self.channels

    def files(self, event: Event) -> tuple[Attachment, ...]:
        """What lies beside its mail, as it is when that is sent. A digest or a bundle has none."""
        return ()

    def only_device(self, event: Event) -> int | None:
        """The key of the one push subscription it is for, if it is not for all of a person's devices."""
        return None

    def collapse_key(self, event: Event) -> str:
        """Pushes with the same key replace each other on a device."""
        return self.group_key(event) or f"{self.name}:{event.subject_type}:{event.subject_id}"

    def priority_of(self, event: Event) -> Priority:
        """How urgent this one is."""
        return self.priority

    @classmethod
    def may_be_urgent(cls) -> bool:
        """Whether some of it, or all, is of high priority."""
        return cls.priority is Priority.HIGH or cls.priority_of is not Kind.priority_of

    def group_key(self, event: Event) -> str | None:
        """Unread ones with the same key are told as one, by `bundle`; at most 80 characters."""
        return None

    def bundle(self, event: Event, count: int) -> str:
        """The title for `count` unread ones of a group, of which `event` is the newest."""
        raise NotImplementedError(f"{self.name} has groups and no words for them")

    def bundle_path(self, event: Event) -> str:
        """Where a bundle leads."""
        return self.path(event)

    def deadline(self, event: Event) -> datetime | None:
        """When telling it has become useless, if that is an instant of its own (the start of a session)."""
        return None

    def expires_at(self, event: Event, sent_from: datetime) -> datetime:
        """Until when it may be sent, if that could begin at `sent_from`."""
        deadline = self.deadline(event)
        return min(sent_from + self.lifetime, deadline) if deadline else sent_from + self.lifetime

    def usual(self, channel: Channel) -> Mode:
        """How it comes on `channel` where neither the person nor the school chose."""
        return self.usually.get(channel, Mode.INSTANT) if channel in self.channels else Mode.OFF


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    found = {}
    for module in iter_modules(__path__):
        kind: Kind = import_module(f"{__name__}.{module.name}").KIND
        if kind.name != module.name:
            raise RuntimeError(f"the kind of {module.name}.py calls itself {kind.name}")
        found[kind.name] = kind
    return found


def kind_of(name: str) -> Kind:
    return kinds()[name]


def shorten(text: str, length: int = TITLE_LENGTH) -> str:
    """`text` within `length` characters, cut at a word with an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head).rstrip(" ,;:–-") + "…"
