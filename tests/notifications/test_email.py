"""Notification mail (NOT8), through a real SMTP server."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import time_machine
from sqlalchemy import select

from app import clock, mail
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.notifications import fanout
from app.notifications.channels import email
from tests.support.people import make_member, make_user
from tests.support.ring import Ring, notes_of
from tests.support.smtp import SmtpCatcher


def hear(ring: Ring) -> None:
    fanout.run(ring.dispatch(ring.publish(title="Cells & membranes")).id)


def states() -> list[DeliveryState]:
    db.session.expire_all()
    found = db.session.scalars(select(Delivery).where(Delivery.channel == "email").order_by(Delivery.id))
    return [delivery.state for delivery in found]


def test_a_multipart_mail_goes_to_each_member(ring: Ring, tmp_path: object) -> None:
    ring.students[0].language = "es"
    db.session.commit()
    hear(ring)
    with SmtpCatcher() as catcher, closing(mail.outbox(f"smtp://{catcher.address}", tmp_path)) as outbox:
        assert email.send_due(outbox) == 2
    spanish, english = sorted(catcher.messages, key=lambda message: message["To"] != ring.students[0].email)
    assert english.get_content_type() == "multipart/alternative"
    text, html = english.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    assert english["Subject"] == "New lesson: Cells & membranes"
    assert "http://localhost/lessons/" in text.get_content()
    assert "Cells &amp; membranes" in html.get_content()
    assert english["Auto-Submitted"] == "auto-generated"
    assert english["Message-ID"].endswith(".v1@localhost>")
    assert spanish["Content-Language"] == "es"
    assert states() == [DeliveryState.SENT, DeliveryState.SENT]


def test_what_was_read_is_not_mailed(ring: Ring, tmp_path: object) -> None:
    hear(ring)
    for student in ring.students:
        notes_of(student)[0].read_at = clock.now()
    db.session.commit()
    with SmtpCatcher() as catcher, closing(mail.outbox(f"smtp://{catcher.address}", tmp_path)) as outbox:
        email.send_due(outbox)
    assert catcher.messages == []
    assert states() == [DeliveryState.SUPPRESSED, DeliveryState.SUPPRESSED]


def test_a_server_that_is_away_is_tried_again(ring: Ring, tmp_path: object) -> None:
    hear(ring)
    email.send_due(mail.outbox("smtp://127.0.0.1:1", tmp_path))
    assert states() == [DeliveryState.RETRY, DeliveryState.RETRY]
    first = db.session.scalars(select(Delivery).where(Delivery.channel == "email")).first()
    assert first.attempts == 1
    assert first.next_attempt_at > clock.now()


def test_without_a_server_it_lies_in_a_folder(ring: Ring, tmp_path: object) -> None:
    hear(ring)
    email.send_due(mail.outbox(None, tmp_path))
    assert len(list(tmp_path.glob("*.eml"))) == 2


class Slow:
    """A mail server that takes three minutes for each mail."""

    def __init__(self, time: time_machine.Traveller) -> None:
        self.time, self.sent = time, 0

    def send(self, _message: object) -> None:
        self.sent += 1
        self.time.shift(timedelta(minutes=3))


def test_a_lease_that_is_over_is_left_to_others(ring: Ring) -> None:
    """They may have taken those mails already: sent now they would come twice."""
    for _ in range(3):
        make_member(ring.classroom, make_user())
    with time_machine.travel(clock.now(), tick=False) as time:
        hear(ring)
        slow = Slow(time)
        assert email.send_due(slow) == 5
        assert slow.sent == 2
    assert states().count(DeliveryState.LEASED) == 3
