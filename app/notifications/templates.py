"""The school's own words for a kind of notification: {variables} filled from facts, checked when they are written.

A bundle ("3 new lessons in Biology") keeps our words: it says how many, and no single one of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import audit
from app.config import LANGUAGES
from app.errors import Invalid, NotFound
from app.events import announce
from app.extensions import db
from app.models import limits
from app.models.event import Event
from app.models.notification import Channel
from app.models.school import School
from app.models.template import NotificationTemplate
from app.models.upsert import insert_or
from app.models.user import User
from app.notifications.kinds import Kind
from app.notifications.policies import decidable
from app.spoken import speaking
from app.transaction import action

OURS = 0
Templates = dict[tuple[Channel, str], NotificationTemplate]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """Title and body as they are read, and the version of the template they come from; OURS without one."""

    title: str
    body: str
    version: int = OURS


@dataclass(frozen=True)
class Spot:
    """Where words may be the school's own. Raises NotFound for a place where there are none."""

    kind: Kind
    channel: Channel
    language: str

    @classmethod
    def at(cls, kind: str, channel: str, language: str) -> Spot:
        known = {each.name: each for each in decidable()}.get(kind)
        if known is None or channel not in {each.value for each in known.channels} or language not in LANGUAGES:
            raise NotFound
        return cls(known, Channel(channel), language)

    @property
    def path(self) -> str:
        return f"/admin/notifications/templates/{self.kind.name}/{self.channel}/{self.language}"


def all_of(kind: Kind) -> Templates:
    """The school's own words for `kind`, by channel and language."""
    found = db.session.scalars(select(NotificationTemplate).where(NotificationTemplate.kind == kind.name))
    return {(each.channel, each.language): each for each in found}


def of_each(kinds: Iterable[Kind]) -> dict[str, Templates]:
    """What `all_of` says of several kinds, by their names."""
    found: dict[str, Templates] = {kind.name: {} for kind in kinds}
    for each in db.session.scalars(select(NotificationTemplate).where(NotificationTemplate.kind.in_(found))):
        found[each.kind][each.channel, each.language] = each
    return found


def words(kind: Kind, event: Event, template: NotificationTemplate | None) -> Said:
    """What `event` says in the current language. A template that is wrong by now gives way to our own words."""
    if template is not None:
        try:
            values = kind.values(event)
            return Said(fill(template.title, values), fill(template.body, values), template.version)
        except (LookupError, ValueError):
            log.exception("the template of %s (%s, %s) is wrong", kind.name, template.channel, template.language)
    return Said(kind.title(event), kind.body(event))


def fill(text: str, values: dict[str, str]) -> str:
    """`text` with its {variables} replaced; {{ and }} are braces. Raises KeyError, ValueError."""
    return "".join(literal + (values[name] if name is not None else "") for literal, name in _parts(text))


def _parts(text: str) -> list[tuple[str, str | None]]:
    """Literal text, each with the name that follows it. Raises ValueError for anything but plain names in braces."""
    parts = []
    for literal, name, form, conversion in Formatter().parse(text):
        if form or conversion:
            raise ValueError(f"{{{name}}} has more than a name")
        parts.append((literal, name))
    return parts


def example(kind: Kind, language: str, title: str | None = None, body: str = "") -> Said:
    """What `title` and `body`, or our own words, say with the examples of the variables. Raises Invalid."""
    with speaking(language):
        examples = {name: str(value) for name, value in kind.variables.items()}
        if title is None:
            event = Event(type=kind.hears[0], facts=examples)
            return Said(kind.title(event), kind.body(event))
        _check(kind, title, body)
        return Said(fill(title, examples), fill(body, examples))


def _check(kind: Kind, title: str, body: str) -> None:
    wrong = {}
    if not title:
        wrong["title"] = _("This is needed.")
    for field, text, longest in (("title", title, limits.TEMPLATE_TITLE), ("body", body, limits.TEMPLATE_BODY)):
        if len(text) > longest:
            wrong[field] = _("At most %(max)d characters.", max=longest)
        elif refusal := _refusal(kind, text):
            wrong[field] = refusal
    if wrong:
        raise Invalid(wrong)


def _refusal(kind: Kind, text: str) -> str:
    """What is wrong about the braces of `text`, or nothing."""
    known = ", ".join(f"{{{name}}}" for name in kind.variables) or _("none")
    try:
        names = [name for _literal, name in _parts(text) if name is not None]
    except ValueError:
        return _(
            "The braces are not right: each { needs its }, with a name between. You can use: %(known)s.", known=known
        )
    strange = next((name for name in names if name not in kind.variables), None)
    if strange is None:
        return ""
    return _("There is no {%(name)s} here. You can use: %(known)s.", name=strange, known=known)


@action
def save(spot: Spot, *, title: str, body: str, actor: User) -> None:
    """Say it in the school's own words from the next event on. Raises Invalid for title and body."""
    title, body = " ".join(title.split()), body.strip()
    _check(spot.kind, title, body)
    before = all_of(spot.kind).get((spot.channel, spot.language))
    if before is not None and (before.title, before.body) == (title, body):
        return
    key = {"kind": spot.kind.name, "channel": spot.channel, "language": spot.language}
    was = {"title": before.title, "body": before.body} if before else {}
    new = insert_or(NotificationTemplate).values(**key, title=title, body=body, version=1, updated_by_id=actor.id)
    changed = {"title": title, "body": body, "updated_by_id": actor.id, "updated_at": new.excluded.updated_at}
    newer = {**changed, "version": NotificationTemplate.version + 1}
    db.session.execute(new.on_conflict_do_update(index_elements=list(key), set_=newer))
    db.session.expire_all()
    here = db.session.scalars(School.the()).one()
    after = {"kind": spot.kind.name, "channel": spot.channel.value, "language": spot.language, "title": title}
    audit.record("template.changed", actor=actor, subject=here, before=was, after={**after, "body": body})


@action
def reset(spot: Spot, *, actor: User) -> None:
    """Say it in our words again."""
    own = NotificationTemplate
    mine = own.kind == spot.kind.name, own.channel == spot.channel, own.language == spot.language
    taken = db.session.execute(delete(own).where(*mine).returning(own.title, own.body)).first()
    if taken is None:
        return
    before = {"kind": spot.kind.name, "channel": spot.channel.value, "language": spot.language}
    here = db.session.scalars(School.the()).one()
    audit.record("template.reset", actor=actor, subject=here, before={**before, "title": taken.title})


@action
def try_out(spot: Spot, *, title: str, body: str, actor: User) -> None:
    """Send the actor himself what the words say with examples, on their channel. Raises Invalid."""
    said = example(spot.kind, spot.language, title, body)
    announce(
        "template.tried",
        actor,
        actor=None,
        channel=spot.channel.value,
        path=spot.path,
        title=said.title,
        body=said.body,
    )
