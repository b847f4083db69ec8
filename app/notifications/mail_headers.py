"""What stands on every mail about classes beside its words: the list it belongs to, its thread, the way out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select

from app.config import settings
from app.extensions import db
from app.models.classroom import Classroom

PHRASE = 60


@dataclass(frozen=True)
class Place:
    """Where something belongs: a class, or the school as a whole, which has no id."""

    title: str
    public_id: str | None = None

    @property
    def label(self) -> str:
        return f"class-{self.public_id}" if self.public_id else "school"


def places(classroom_ids: Iterable[int | None], school: str) -> dict[int | None, Place]:
    """The place of each of these classes, and of what belongs to none."""
    wanted = {number for number in classroom_ids if number is not None}
    found: dict[int | None, Place] = {None: Place(school)}
    if wanted:
        classes = select(Classroom.id, Classroom.title, Classroom.public_id).where(Classroom.id.in_(wanted))
        found.update({number: Place(title, public_id) for number, title, public_id in db.session.execute(classes)})
    return found


def host() -> str:
    """The name of the portal, for ids of mails and lists."""
    return urlsplit(settings().base_url).hostname or "localhost"


def message_id(name: str) -> str:
    """The same name is the same mail, however often it is sent (RFC 5322, 3.6.4)."""
    return f"<{name}@{host()}>"


def of(place: Place, unsubscribe_token: str, thread: str | None = None) -> dict[str, str]:
    """List-Id (RFC 2919), one-click way out (RFC 2369, RFC 8058), and the thread of `thread` in this place.

    A thread hangs on a first mail that was never sent: so readers put together what comes of one kind from one class.
    No Precedence, which no standard has: Auto-Submitted (RFC 3834) is on every mail of ours.
    """
    headers = {
        "List-Id": f"{_phrase(place.title)} <{place.label}.{host()}>",
        "List-Unsubscribe": f"<{unsubscribe_url(unsubscribe_token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if thread is not None:
        root = message_id(f"{thread}.{place.label}.thread")
        headers.update({"In-Reply-To": root, "References": root})
    return headers


def unsubscribe_url(token: str) -> str:
    return f"{settings().base_url}/unsubscribe/{token}"


def _phrase(title: str) -> str:
    """A name as it may stand in a header: in quotes, unless its letters are encoded anyway."""
    short = "".join(letter for letter in title[:PHRASE] if letter.isprintable())
    if not short.isascii():
        return short
    plain = short.replace("\\", "").replace('"', "'")
    return f'"{plain}"'
