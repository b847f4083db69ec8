"""Mail switched off from the mail itself (RFC 8058): a link for one person and one kind, which opens nothing else.

The link never ends, since mails are kept for years, and needs no log-in. A kind that the person has no switch for,
since the school forces it or nobody chooses about it, ends with all his mail: whoever says "no more" gets no more.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from app.config import settings
from app.extensions import db
from app.models.notification import Channel
from app.models.preference import Mode
from app.models.user import User
from app.notifications.kinds import kinds
from app.notifications.matrix import Cell, rows
from app.notifications.preferences import keep
from app.transaction import action

DIGEST = "digest"
MAC = 32


@dataclass(frozen=True)
class Wish:
    """Whose mail, and of what: the name of a kind, or DIGEST for all that comes gathered in one mail."""

    user: User
    what: str

    @property
    def cells(self) -> list[Cell]:
        """The person's own switches that this is about."""
        mails = [row.cells[Channel.EMAIL] for row in rows(self.user) if Channel.EMAIL in row.cells]
        if self.what == DIGEST:
            return [cell for cell in mails if cell.mode is Mode.DIGEST]
        return [cell for cell in mails if cell.kind.name == self.what]

    @property
    def is_whole(self) -> bool:
        """Whether only the switch for all mail ends it."""
        cells = self.cells
        return any(cell.is_locked and cell.mode is not Mode.OFF for cell in cells) or (
            not cells and self.what != DIGEST
        )

    @property
    def is_done(self) -> bool:
        """Whether no such mail comes any more."""
        return not self.user.email_on or (not self.is_whole and all(cell.mode is Mode.OFF for cell in self.cells))


def token(user: User, what: str) -> str:
    """What stands in the link of a mail to `user` about `what`."""
    return f"{user.public_id}.{what}.{_mac(user.public_id, what)}"


def wish(token: str) -> Wish | None:
    """What a link asks for; None if we did not write it, or its person is no longer here."""
    public_id, _, rest = token.partition(".")
    what, _, mac = rest.partition(".")
    if not token.isascii() or not hmac.compare_digest(_mac(public_id, what), mac):
        return None
    user = db.session.scalars(select(User).where(User.public_id == public_id)).first()
    return Wish(user, what) if user is not None and (what == DIGEST or what in kinds()) else None


def _mac(public_id: str, what: str) -> str:
    key = settings().secret_key.encode()
    return hmac.new(key, f"unsubscribe:{public_id}:{what}".encode(), sha256).hexdigest()[:MAC]


@action
def fulfil(wish: Wish) -> None:
    """No more mail of this. A second time changes nothing."""
    if wish.is_whole:
        wish.user.email_on = False
        return
    for cell in wish.cells:
        keep(wish.user, cell, Mode.OFF)


@action
def end_all(user: User) -> None:
    """No more mail about anything; letters that the account needs still come."""
    user.email_on = False
