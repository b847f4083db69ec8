"""What a person chooses about being reached. What is already on its way asks again before it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import delete

from app.errors import Invalid
from app.extensions import db
from app.models.notification import Channel
from app.models.preference import Mode, NotificationChoice
from app.models.upsert import insert_or
from app.models.user import User
from app.notifications.kinds import kinds
from app.notifications.matrix import Cell, Preset, every_cell, rows
from app.transaction import action

Modes = Mapping[str, Mapping[str, str]]


@action
def switch(user: User, *, push_on: bool, email_on: bool) -> None:
    """Turn whole channels on or off."""
    user.push_on = push_on
    user.email_on = email_on


@action
def apply(user: User, preset: Preset) -> None:
    """Choose everything at once; where the school decides, it takes effect once the school lets go."""
    for cell in every_cell(rows(user)):
        keep(user, cell, cell.under(preset))


@action
def choose(user: User, modes: Modes) -> None:
    """Choose by kind and channel; what is left out stays. Raises Invalid with fields named `kind.channel`."""
    cells = {(cell.kind.name, cell.channel.value): cell for cell in every_cell(rows(user))}
    wrong: dict[str, str] = {}
    for kind, channels in modes.items():
        for channel, mode in channels.items():
            if refusal := _refusal(kind, channel, mode, cells.get((kind, channel))):
                wrong[f"{kind}.{channel}"] = refusal
    if wrong:
        raise Invalid(wrong)
    for kind, channels in modes.items():
        for channel, mode in channels.items():
            if (cell := cells[kind, channel]).mode != mode:
                keep(user, cell, Mode(mode) if mode != cell.usual else None)


def _refusal(kind: str, channel: str, mode: str, cell: Cell | None) -> str:
    """Why this is no choice of his, or nothing."""
    if cell is None:
        return _no_such(kind, channel)
    if mode not in set(Mode):
        return _("Choose one of: %(modes)s.", modes=", ".join(cell.offered))
    if mode not in cell.offered:
        return _("Only mail is gathered in a digest.")
    if cell.is_locked and mode != cell.mode:
        return decided(cell.reason)
    return ""


def _no_such(kind: str, channel: str) -> str:
    if kind not in kinds():
        return _("There is no such kind of notification.")
    if channel == Channel.BELL:
        return _("The bell always rings.")
    if channel not in set(Channel):
        return _("There is no such channel.")
    return _("This is not yours to choose.")


def decided(reason: str) -> str:
    """Why somebody cannot choose."""
    return _("Your school decides this: %(reason)s", reason=reason) if reason else _("Your school decides this.")


def keep(user: User, cell: Cell, mode: Mode | None) -> None:
    """One choice; None takes it back."""
    key = {"user_id": user.id, "kind": cell.kind.name, "channel": cell.channel}
    if mode is None:
        own = NotificationChoice
        taken_back = delete(own).where(own.user_id == user.id, own.kind == cell.kind.name, own.channel == cell.channel)
        db.session.execute(taken_back)
    else:
        new = insert_or(NotificationChoice).values(**key, mode=mode)
        db.session.execute(new.on_conflict_do_update(index_elements=list(key), set_={"mode": mode}))
