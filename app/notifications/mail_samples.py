"""Every mail that the portal writes, with made-up facts: for an admin to look at before anybody gets one."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.mail import Mail
from app.models.notification import Channel
from app.models.user import User
from app.notifications import digest_mail, letters, templates
from app.notifications.channels import email
from app.notifications.digest_mail import Line, Section
from app.notifications.kinds import Kind
from app.notifications.mail_headers import Place
from app.notifications.policies import decidable
from app.notifications.templates import Said
from app.spoken import speaking

NOBODY = "0" * 32
LETTERS: dict[str, LazyString] = {
    "invitation": _l("Invitation"),
    "confirm": _l("Confirm an address"),
    "reset": _l("New password"),
    "password_changed": _l("Password was changed"),
    "email_changing": _l("Address is to change"),
    "address_known": _l("Address has an account already"),
    "second_factor_on": _l("Second factor was turned on"),
    "second_factor_off": _l("Second factor was turned off"),
}
DIGEST = "digest"


def kinds_by_mail() -> list[Kind]:
    return [kind for kind in decidable() if Channel.EMAIL in kind.channels]


def labels() -> dict[str, LazyString]:
    """The names of all mails, with what they are called."""
    return {**{kind.name: kind.label for kind in kinds_by_mail()}, DIGEST: _l("Gathered mail"), **LETTERS}


def make(name: str, reader: User, language: str, school: str, words: Said | None = None) -> Mail:
    """The mail `name` of labels() as `reader` would get it; `words` for a kind instead of those kept."""
    if name in LETTERS:
        return letters.compose(_letter(name, reader, language, school))
    if name == DIGEST:
        return digest_mail.compose(_digest(reader, language, school))
    kind = next(kind for kind in kinds_by_mail() if kind.name == name)
    said = words or _kept(kind, language)
    with speaking(language):
        place = Place(_("Biology 7b"), NOBODY)
    written = email.Written(
        delivery_id=0,
        to=reader.email or "",
        name=reader.name,
        language=language,
        title=said.title,
        body=said.body,
        path="/",
        school=school,
        place=place,
        thread=kind.name,
        unsubscribe=f"{NOBODY}.{kind.name}.",
    )
    return email.compose(written)


def _kept(kind: Kind, language: str) -> Said:
    own = templates.all_of(kind).get((Channel.EMAIL, language))
    return templates.example(kind, language, own.title, own.body) if own else templates.example(kind, language)


def _letter(name: str, reader: User, language: str, school: str) -> letters.Written:
    facts = {
        "name": reader.name,
        "username": reader.username,
        "new": "new.address@example.org",
        "inviter": "Tess Okonkwo",
        "classroom": "",
        "url": letters.link("pages.home"),
    }
    return letters.Written(0, NOBODY, name, reader.email or "", language, school, facts)


def _digest(reader: User, language: str, school: str) -> digest_mail.Written:
    with speaking(language):
        said = [templates.example(kind, language) for kind in kinds_by_mail()]
        lines = [Line(each.title, each.body, "/", 1, -number) for number, each in enumerate(said)]
        sections = [Section(Place(_("Biology 7b"), NOBODY), lines[:3]), Section(Place(school), lines[3:])]
    return digest_mail.Written(
        id=0,
        public_id=NOBODY,
        deliveries=[],
        to=reader.email or "",
        name=reader.name,
        language=language,
        school=school,
        sections=sections,
        unsubscribe=f"{NOBODY}.{DIGEST}.",
    )
