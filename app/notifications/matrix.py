"""How each kind comes to one person on each channel: his own choice, the school's word, and what is usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from app.extensions import db
from app.models.notification import Channel
from app.models.preference import KindPolicy, Mode, NotificationChoice, Rule
from app.models.user import User
from app.notifications.kinds import Kind, kinds

CHOSEN = (Channel.PUSH, Channel.EMAIL)
OFFERED = {
    Channel.PUSH: (Mode.INSTANT, Mode.OFF),
    Channel.EMAIL: (Mode.INSTANT, Mode.DIGEST, Mode.OFF),
}


class Preset(StrEnum):
    """Choices for everything at once."""

    CALM = "calm"
    NORMAL = "normal"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Cell:
    """One kind on one channel. `own` is what the person chose, `usual` how it comes where he chose nothing."""

    kind: Kind
    channel: Channel
    own: Mode | None
    usual: Mode
    rule: Rule
    reason: str

    @property
    def name(self) -> str:
        return f"{self.kind.name}.{self.channel}"

    @property
    def is_locked(self) -> bool:
        """Whether the school decides."""
        return self.rule is not Rule.CHOICE

    @property
    def mode(self) -> Mode:
        """How it comes to him today."""
        if self.rule is Rule.OFF:
            return Mode.OFF
        return self.usual if self.is_locked or self.own is None else self.own

    @property
    def offered(self) -> tuple[Mode, ...]:
        return OFFERED[self.channel]

    def under(self, preset: Preset) -> Mode | None:
        """What `preset` chooses here; None leaves it as it is usual. Nothing comes more often for being calm."""
        if preset is Preset.EVERYTHING:
            return Mode.INSTANT
        if preset is Preset.NORMAL or self.usual is Mode.OFF:
            return None
        if self.channel is Channel.EMAIL:
            return Mode.DIGEST
        return None if self.kind.may_be_urgent() else Mode.OFF


@dataclass(frozen=True)
class Row:
    """One kind. A channel on which it never comes has no cell."""

    kind: Kind
    cells: dict[Channel, Cell]


def rows(user: User) -> list[Row]:
    """The kinds that `user` may choose about, in the order of their labels."""
    mine = NotificationChoice.user_id == user.id
    chosen = {(own.kind, own.channel): own.mode for own in db.session.scalars(select(NotificationChoice).where(mine))}
    said = policies()
    found = [kind for kind in kinds().values() if kind.choosable and user.role in kind.roles]
    return [_row(kind, chosen, said) for kind in sorted(found, key=lambda kind: str(kind.label).casefold())]


def policies() -> dict[tuple[str, Channel], KindPolicy]:
    """What the school decided, by kind and channel."""
    return {(each.kind, each.channel): each for each in db.session.scalars(select(KindPolicy))}


def _row(kind: Kind, chosen: dict[tuple[str, Channel], Mode], said: dict[tuple[str, Channel], KindPolicy]) -> Row:
    cells = {}
    for channel in CHOSEN:
        if channel in kind.channels:
            policy = said.get((kind.name, channel))
            cells[channel] = Cell(
                kind,
                channel,
                own=chosen.get((kind.name, channel)),
                usual=usual(kind, channel, policy),
                rule=policy.rule if policy else Rule.CHOICE,
                reason=policy.reason if policy else "",
            )
    return Row(kind, cells)


def usual(kind: Kind, channel: Channel, policy: KindPolicy | None) -> Mode:
    """How a kind comes where a person chose nothing, or may not choose."""
    if policy and policy.mode is not None:
        return policy.mode
    return Mode.INSTANT if policy and policy.rule is Rule.FORCED else kind.usual(channel)


def every_cell(found: list[Row]) -> Iterator[Cell]:
    for row in found:
        yield from row.cells.values()


def fitting(found: list[Row]) -> Preset | None:
    """The preset that somebody's choices amount to; None for choices of his own."""
    cells = [cell for cell in every_cell(found) if not cell.is_locked]
    if all(cell.own is None for cell in cells):
        return Preset.NORMAL
    for preset in (Preset.CALM, Preset.EVERYTHING, Preset.NORMAL):
        if all((cell.own or cell.usual) == (cell.under(preset) or cell.usual) for cell in cells):
            return preset
    return None
