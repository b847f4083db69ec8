"""The school's own words (NOT11), and the last part of test 35 of notifications.md, section 5."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import mail
from app.config import LANGUAGES
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.delivery import Delivery
from app.models.event import Dispatch, Event, EventText
from app.models.notification import Channel, PushSubscription, VapidKey
from app.models.school import School
from app.models.template import NotificationTemplate
from app.models.user import Role, User
from app.notifications import fanout, templates
from app.notifications.channels import email
from app.notifications.kinds import Kind
from app.notifications.policies import decidable
from app.notifications.templates import Said, Spot
from app.spoken import speaking
from tests.support.people import make_user
from tests.support.ring import Ring, notes_of
from tests.support.smtp import SmtpCatcher


@pytest.fixture
def admin(school: School) -> User:
    return make_user(Role.ADMIN, "Ada")


def spot(channel: str = "bell", language: str = "en", kind: str = "new_content") -> Spot:
    return Spot.at(kind, channel, language)


def say(admin: User, title: str, body: str = "", **where: str) -> None:
    templates.save(spot(**where), title=title, body=body, actor=admin)


def hear(ring: Ring, title: str = "Cells") -> Event:
    event = ring.publish(title=title)
    fanout.run(ring.dispatch(event).id)
    return event


def texts() -> dict[tuple[str, str], tuple[str, str, int]]:
    found = db.session.scalars(select(EventText).order_by(EventText.id.desc()).limit(9))
    return {(each.channel, each.language): (each.title, each.body, each.template_version) for each in found}


def test_each_channel_and_language_says_its_own(ring: Ring, admin: User) -> None:
    say(admin, "Bell: {title}", "{{look}} in {classroom}")
    say(admin, "Push: {title}", channel="push")
    say(admin, "Mail: {title}", channel="email")
    say(admin, "Correo: {title}", channel="email", language="es")
    hear(ring)
    said = texts()
    assert said["bell", "en"] == ("Bell: Cells", "{look} in Biology", 1)
    assert said["push", "en"] == ("Push: Cells", "", 1)
    assert said["email", "en"] == ("Mail: Cells", "", 1)
    assert said["email", "es"] == ("Correo: Cells", "", 1)
    assert said["push", "es"] == ("Lección nueva: Cells", "En Biology", templates.OURS)
    assert notes_of(ring.students[0])[0].title == "Bell: Cells"


def test_mail_and_push_use_the_words_of_their_own_channel(ring: Ring, admin: User, tmp_path: Path) -> None:
    from app.notifications import recheck
    from app.notifications import texts as kept
    from app.notifications.channels.push import payload

    key = VapidKey(public_key="public", private_pem="private")
    db.session.add(key)
    db.session.flush()
    facts: dict[str, Any] = {"endpoint": "https://push.example/1", "p256dh": "p", "auth": "a", "endpoint_sha256": "e"}
    db.session.add(PushSubscription(user_id=ring.students[0].id, vapid_key_id=key.id, **facts))
    db.session.commit()
    say(admin, "Bell: {title}")
    say(admin, "Push: {title}", channel="push")
    say(admin, "Mail: {title}", channel="email")
    hear(ring)
    push = db.session.scalars(select(Delivery).where(Delivery.channel == Channel.PUSH)).one()
    push.lease_token = "ours"
    db.session.flush()
    [held] = recheck.leased([push.id], "ours")
    assert payload(held, "tag", kept.said([held])[held.id], None, 1)["notification"]["title"] == "Push: Cells"
    with SmtpCatcher() as catcher, closing(mail.outbox(f"smtp://{catcher.address}", tmp_path)) as outbox:
        email.send_due(outbox)
    assert {message["Subject"] for message in catcher.messages} == {"Mail: Cells"}


def test_what_was_said_stays_and_the_next_has_a_new_version(ring: Ring, admin: User) -> None:
    say(admin, "One: {title}")
    hear(ring, "Cells")
    say(admin, "Two: {title}")
    hear(ring, "Roots")
    first, second = notes_of(ring.students[0])
    assert (first.title, first.text.template_version) == ("One: Cells", 1)
    assert (second.title, second.text.template_version) == ("Two: Roots", 2)
    templates.reset(spot(), actor=admin)
    hear(ring, "Leaves")
    assert notes_of(ring.students[0])[2].title == "New lesson: Leaves"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{nothing}", "There is no {nothing} here. You can use: {title}, {classroom}."),
        ("{title.__class__}", "There is no {title.__class__} here. You can use: {title}, {classroom}."),
        ("{0}", "There is no {0} here. You can use: {title}, {classroom}."),
        ("{}", "There is no {} here. You can use: {title}, {classroom}."),
        ("{title", "The braces are not right: each { needs its }, with a name between."),
        ("title}", "The braces are not right: each { needs its }, with a name between."),
        ("{title!r}", "The braces are not right: each { needs its }, with a name between."),
        ("{title:>999999999}", "The braces are not right: each { needs its }, with a name between."),
    ],
)
def test_braces_are_checked_at_their_field(admin: User, text: str, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        say(admin, f"New: {text}", f"Look: {text}")
    assert refusal.value.fields["title"].startswith(said)
    assert refusal.value.fields["body"].startswith(said)
    assert db.session.scalars(select(NotificationTemplate)).first() is None


@pytest.mark.parametrize(
    ("title", "body", "field"), [("", "", "title"), ("x" * 256, "", "title"), ("x", "y" * 1001, "body")]
)
def test_what_is_empty_or_too_long_is_refused(admin: User, title: str, body: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        say(admin, title, body)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("kind", "channel", "language"),
    [
        ("nothing", "bell", "en"),
        ("system", "bell", "en"),
        ("new_content", "smoke", "en"),
        ("new_content", "bell", "xx"),
    ],
)
def test_there_are_words_only_where_something_is_said(app: Flask, kind: str, channel: str, language: str) -> None:
    with pytest.raises(NotFound):
        Spot.at(kind, channel, language)


def test_it_is_written_down(admin: User) -> None:
    for title in ("One: {title}", "One: {title}", "Two: {title}"):
        say(admin, title)
    for _ in range(2):
        templates.reset(spot(), actor=admin)
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.deed for entry in entries] == ["template.changed", "template.changed", "template.reset"]
    assert (entries[1].before["title"], entries[1].after["title"]) == ("One: {title}", "Two: {title}")


def test_35_a_template_that_is_wrong_stops_nobody(ring: Ring, admin: User, tmp_path: Path) -> None:
    """Should one get into the table in spite of the checks: its language says our words, the others are untouched."""
    say(admin, "Bell: {title}", language="en")
    say(admin, "Timbre: {title}", language="es")
    broken = db.session.get(NotificationTemplate, ("new_content", Channel.BELL, "es"))
    assert broken is not None
    broken.title = "{gone"
    ring.students[0].language = "es"
    db.session.commit()
    hear(ring)
    assert notes_of(ring.students[0])[0].title == "Lección nueva: Cells"
    assert notes_of(ring.students[1])[0].title == "Bell: Cells"


def test_35_a_mail_that_cannot_be_rendered_stops_no_other(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(ring)
    compose, victim = email.compose, ring.students[0].email

    def fails_for_one(written: email.Written) -> mail.Mail:
        if written.to == victim:
            raise ZeroDivisionError
        return compose(written)

    monkeypatch.setattr(email, "compose", fails_for_one)
    with SmtpCatcher() as catcher, closing(mail.outbox(f"smtp://{catcher.address}", tmp_path)) as outbox:
        email.send_due(outbox)
    db.session.add_all(ring.students)
    assert [message["To"] for message in catcher.messages] == [ring.students[1].email]


def test_a_trial_comes_to_its_sender_alone_and_on_its_channel(ring: Ring, admin: User) -> None:
    templates.try_out(spot("email"), title="{title} now", body="In {classroom}", actor=admin)
    dispatch = db.session.scalars(select(Dispatch)).one()
    fanout.run(dispatch.id)
    [note] = notes_of(admin)
    assert (note.title, note.body) == ("Photosynthesis now", "In Biology 7b")
    assert [each.channel for each in db.session.scalars(select(Delivery))] == [Channel.EMAIL]
    assert notes_of(ring.students[0]) == []
    with pytest.raises(Invalid):
        templates.try_out(spot("email"), title="{nothing}", body="", actor=admin)


@pytest.mark.parametrize("kind", decidable(), ids=lambda kind: kind.name)
def test_every_kind_can_be_shown_with_its_examples(kind: Kind, app: Flask) -> None:
    for language in LANGUAGES:
        said = templates.example(kind, language)
        assert said.title
        names = " ".join(f"{{{name}}}" for name in kind.variables)
        assert "{" not in templates.example(kind, language, f"x {names}").title


def test_values_are_never_templates_themselves(app: Flask) -> None:
    assert templates.fill("{title} {{x}}", {"title": "{title}"}) == "{title} {x}"


def test_an_announcement_to_the_school_names_it(app: Flask) -> None:
    kind = Spot.at("announcement", "bell", "en").kind
    facts = {"title": "Snow", "author": "Ada", "classroom": None}
    with speaking("en"):
        own = NotificationTemplate(
            kind=kind.name, channel=Channel.BELL, language="en", title="{title}: {classroom}", body="", version=4
        )
        assert templates.words(kind, Event(type="x", facts=facts), own) == Said("Snow: the school", "", 4)
