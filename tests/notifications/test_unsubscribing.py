"""The way out of every mail (NOT8, RFC 8058). Tests 9 and 10 of notifications.md, section 5."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock, mail
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState, due_deliveries
from app.models.notification import Channel
from app.models.preference import KindPolicy, Mode, NotificationChoice, Rule
from app.models.user import User
from app.notifications import fanout, leases, unsubscribing
from app.notifications.channels import email
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member
from tests.support.ring import Ring
from tests.support.smtp import SmtpCatcher

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def way_out(user: User, what: str = "new_content") -> str:
    return f"/unsubscribe/{unsubscribing.token(user, what)}"


def choices() -> list[tuple[str, Mode]]:
    found = select(NotificationChoice.kind, NotificationChoice.mode).where(NotificationChoice.channel == Channel.EMAIL)
    return [tuple(row) for row in db.session.execute(found)]


def mails(ring: Ring, folder: Path) -> list[EmailMessage]:
    fanout.run(ring.dispatch(ring.publish()).id)
    with SmtpCatcher() as catcher, closing(mail.outbox(f"smtp://{catcher.address}", folder)) as outbox:
        email.send_due(outbox)
    db.session.add_all([ring.teacher, ring.classroom, *ring.students])
    return sorted(catcher.messages, key=lambda message: str(message["To"]))


def test_every_mail_names_its_list_its_thread_and_the_way_out(ring: Ring, client: Browser, tmp_path: Path) -> None:
    ring.students[1].email_on = False
    first = mails(ring, tmp_path)[0]
    let_bundles_pass()
    second = mails(ring, tmp_path)[0]
    label = f"class-{ring.classroom.public_id}.localhost"
    thread = f"<new_content.class-{ring.classroom.public_id}.thread@localhost>"
    for message in (first, second):
        assert message["List-Id"] == f'"Biology" <{label}>'
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["In-Reply-To"] == message["References"] == thread
    assert first["Message-ID"] != second["Message-ID"]
    assert str(first["From"]).startswith("Hill School")
    address = str(first["List-Unsubscribe"]).strip("<>")
    assert address == f"http://localhost{way_out(ring.students[0])}"
    assert address in next(iter(first.iter_parts())).get_content()
    assert client.post(address.removeprefix("http://localhost"), data=ONE_CLICK, csrf=False).status_code == 200
    assert choices() == [("new_content", Mode.OFF)]


def let_bundles_pass() -> None:
    for delivery in db.session.scalars(select(Delivery)):
        if delivery.sent_at:
            delivery.sent_at -= timedelta(hours=1)
    db.session.commit()


def test_a_class_with_letters_of_its_own_names_its_list(ring: Ring, tmp_path: Path) -> None:
    title = "जीव विज्ञान, कक्षा नौ की बहुत लंबी सूची"
    classroom = make_classroom(ring.teacher, title=title)
    make_member(classroom, ring.students[0])
    message = mails(Ring(ring.teacher, classroom, ring.students[:1]), tmp_path)[0]
    phrase, _, address = str(message["List-Id"]).rpartition(" ")
    assert address == f"<class-{classroom.public_id}.localhost>"
    assert phrase == title


def test_9_who_unsubscribes_between_lease_and_sending_gets_nothing(ring: Ring, client: Browser, tmp_path: Path) -> None:
    """Without a cookie, by POST; a second time is well, too."""
    fanout.run(ring.dispatch(ring.publish()).id)
    token, ids = leases.take(
        Delivery, due_deliveries(Channel.EMAIL, clock.now()), 50, email.LEASE, DeliveryState.LEASED
    )
    for _ in range(2):
        answer = client.post(way_out(ring.students[0]), data=ONE_CLICK, csrf=False)
        assert answer.status_code == 200
    assert [written.to for written in email.prepare(ids, token)] == [ring.students[1].email]
    left = select(Delivery.state, Delivery.reason).where(Delivery.user_id == ring.students[0].id)
    assert tuple(db.session.execute(left).one()) == (DeliveryState.SUPPRESSED, "preference")


def test_10_opening_the_link_changes_nothing(ring: Ring, client: Browser) -> None:
    for what in ("new_content", "digest"):
        answer = client.get(way_out(ring.students[0], what))
        assert answer.status_code == 200
        assert "<form" in answer.text
        assert client.head(way_out(ring.students[0], what)).status_code == 200
    assert choices() == []
    assert ring.students[0].email_on


def test_the_page_speaks_the_readers_language(ring: Ring, client: Browser) -> None:
    ring.students[0].language = "es"
    assert 'lang="es"' in client.get(way_out(ring.students[0])).text


def test_no_mail_at_all_is_one_button_too(ring: Ring, client: Browser) -> None:
    student = ring.students[0]
    assert client.post(f"{way_out(student)}/all", csrf=False).status_code == 200
    db.session.refresh(student)
    assert not student.email_on
    assert "unsubscribe/" not in client.get(way_out(student)).text.split("<main")[1]


@pytest.mark.parametrize("what", ["new_content", "digest"])
def test_what_the_school_forces_ends_with_all_mail(ring: Ring, client: Browser, what: str) -> None:
    """RFC 8058 leaves no way to refuse; the switch for all mail is everybody's own (docs/notifications.md)."""
    mode = Mode.DIGEST if what == "digest" else Mode.INSTANT
    said = {"rule": Rule.FORCED, "mode": mode, "reason": "Exams"}
    db.session.add(KindPolicy(kind="new_content", channel=Channel.EMAIL, **said))
    student = ring.students[0]
    assert "Exams" in client.get(way_out(student, what)).text
    assert client.post(way_out(student, what), data=ONE_CLICK, csrf=False).status_code == 200
    db.session.refresh(student)
    assert not student.email_on


def test_the_digest_ends_with_every_kind_in_it(ring: Ring, client: Browser) -> None:
    student = ring.students[0]
    key = {"user_id": student.id, "channel": Channel.EMAIL}
    db.session.add(NotificationChoice(kind="new_content", mode=Mode.DIGEST, **key))
    db.session.add(NotificationChoice(kind="announcement", mode=Mode.INSTANT, **key))
    assert client.post(way_out(student, "digest"), data=ONE_CLICK, csrf=False).status_code == 200
    assert sorted(choices()) == [("announcement", Mode.INSTANT), ("new_content", Mode.OFF)]
    assert ring.students[0].email_on


def test_a_notice_that_nobody_chooses_about_ends_with_all_mail(ring: Ring, client: Browser) -> None:
    client.post(way_out(ring.students[0], "system"), csrf=False)
    db.session.refresh(ring.students[0])
    assert not ring.students[0].email_on


@pytest.mark.parametrize("change", ["other kind", "other person", "no mac", "strange", "unknown kind"])
def test_a_link_that_we_did_not_write_is_none(ring: Ring, client: Browser, change: str) -> None:
    student, other = ring.students
    token = unsubscribing.token(student, "new_content")
    mac = token.rsplit(".", 1)[1]
    made = {
        "other kind": f"{student.public_id}.announcement.{mac}",
        "other person": f"{other.public_id}.new_content.{mac}",
        "no mac": f"{student.public_id}.new_content.",
        "strange": "é",
        "unknown kind": unsubscribing.token(student, "nothing"),
    }
    for path in (f"/unsubscribe/{made[change]}", f"/unsubscribe/{made[change]}/all"):
        assert client.post(path, csrf=False).status_code == 404
    assert client.get(f"/unsubscribe/{made[change]}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(NotificationChoice)) == 0


def test_the_link_opens_nothing_else(ring: Ring, client: Browser) -> None:
    client.post(way_out(ring.students[0]), csrf=False)
    assert client.get("/me").status_code == 302
