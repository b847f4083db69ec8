"""Addresses that mail comes back from (NOT8). Test 34 of notifications.md, section 5."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app import clock, mail
from app.actions import accounts, credentials
from app.config import settings
from app.extensions import db
from app.mail.bounces import Bounce, read, says_nobody
from app.models.audit import AuditEntry
from app.models.credential import UserToken
from app.models.delivery import Delivery, DeliveryState
from app.models.letter import Letter, LetterState
from app.models.notification import Channel
from app.models.suppression import EmailSuppression, SuppressionReason
from app.models.user import Role
from app.notifications import fanout, letters
from app.notifications.channels import email
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.ring import Ring
from tests.support.smtp import SmtpCatcher

SECRET = "for the mail server alone"
DSN = """From: MAILER-DAEMON@mail.example
To: classbell@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

Subject: New lesson

--b--
"""


def report(address: str = "gone@example.org", action: str = "failed", status: str = "5.1.1") -> bytes:
    return DSN.format(address=address, action=action, status=status).replace("\n", "\r\n").encode()


def suppressed() -> list[tuple[str, SuppressionReason]]:
    found = select(EmailSuppression.address, EmailSuppression.reason).order_by(EmailSuppression.address)
    return [tuple(row) for row in db.session.execute(found)]


def state_of(user_id: int) -> tuple[DeliveryState, str | None, int]:
    found = select(Delivery.state, Delivery.reason, Delivery.attempts)
    mine = found.where(Delivery.user_id == user_id, Delivery.channel == Channel.EMAIL).order_by(Delivery.id.desc())
    return tuple(db.session.execute(mine.limit(1)).one())


def send(catcher: SmtpCatcher, ring: Ring, folder: Path) -> None:
    with closing(mail.outbox(f"smtp://{catcher.address}", folder)) as outbox:
        email.send_due(outbox)
    db.session.add_all([ring.teacher, ring.classroom, *ring.students])


@pytest.fixture
def reporting(app: Flask) -> Iterator[None]:
    """The school's mail server may report."""
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(kept, mail_bounce_token=SECRET)
    yield
    app.config["SETTINGS"] = kept


def tell(client: Browser, body: bytes, content_type: str = "message/rfc822", secret: str = SECRET) -> tuple[int, int]:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": content_type}
    answer = client.post("/mail/bounces", data=body, headers=headers, csrf=False)
    return answer.status_code, answer.json["suppressed"] if answer.status_code == 200 else 0


def test_34_later_is_tried_again_and_never_ends_the_address(ring: Ring, tmp_path: Path) -> None:
    student, other = ring.students
    fanout.run(ring.dispatch(ring.publish()).id)
    with SmtpCatcher(refused={student.email: "450 4.2.1 later"}) as catcher:
        send(catcher, ring, tmp_path)
        assert state_of(student.id)[::2] == (DeliveryState.RETRY, 1)
        assert state_of(other.id)[0] is DeliveryState.SENT
        assert suppressed() == []
        catcher.refused[student.email] = "550 5.1.1 no such user"
        with travel(clock.now() + timedelta(minutes=2)):
            send(catcher, ring, tmp_path)
        assert state_of(student.id)[0] is DeliveryState.DEAD
        assert suppressed() == [(student.email, SuppressionReason.BOUNCE)]
        fanout.run(ring.dispatch(ring.publish()).id)
    assert state_of(student.id)[:2] == (DeliveryState.SUPPRESSED, "no_target")
    assert state_of(other.id)[0] is DeliveryState.PENDING


def test_what_waits_is_asked_again(ring: Ring, tmp_path: Path) -> None:
    fanout.run(ring.dispatch(ring.publish()).id)
    db.session.add(EmailSuppression(address=ring.students[0].email, reason=SuppressionReason.COMPLAINT))
    db.session.commit()
    with SmtpCatcher() as catcher:
        send(catcher, ring, tmp_path)
    assert [message["To"] for message in catcher.messages] == [ring.students[1].email]


@pytest.mark.usefixtures("reporting")
def test_34_a_bounce_told_twice_is_one_row(client: Browser) -> None:
    assert [tell(client, report()) for _ in range(3)] == [(200, 1), (200, 0), (200, 0)]
    assert suppressed() == [("gone@example.org", SuppressionReason.BOUNCE)]


@pytest.mark.usefixtures("reporting")
def test_a_report_may_come_as_part_or_as_json(client: Browser) -> None:
    part = (
        b"Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822;Gone@Example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    assert tell(client, part, "message/delivery-status") == (200, 1)
    whole = report("whole@example.org").partition(b"\r\n\r\n")[2]
    assert tell(client, whole, 'multipart/report; report-type=delivery-status; boundary="b"') == (200, 1)
    spam = b'{"address": "Spam@example.org", "type": "complaint", "detail": "FBL"}'
    assert [tell(client, spam, "application/json") for _ in range(2)] == [(200, 1), (200, 0)]
    assert suppressed() == [
        ("gone@example.org", SuppressionReason.BOUNCE),
        ("spam@example.org", SuppressionReason.COMPLAINT),
        ("whole@example.org", SuppressionReason.BOUNCE),
    ]


@pytest.mark.usefixtures("reporting")
def test_the_secret_may_be_a_password(client: Browser) -> None:
    shown = base64.b64encode(f"mail:{SECRET}".encode()).decode()
    headers = {"Authorization": f"Basic {shown}", "Content-Type": "message/rfc822"}
    assert client.post("/mail/bounces", data=report(), headers=headers, csrf=False).status_code == 200


@pytest.mark.usefixtures("reporting")
@pytest.mark.parametrize("secret", ["", "wrong", "é", SECRET[:-1]])
def test_without_the_secret_there_is_no_such_page(client: Browser, secret: str) -> None:
    assert tell(client, report(), secret=secret)[0] == 404
    assert suppressed() == []


def test_without_a_setting_there_is_no_such_page(client: Browser) -> None:
    assert tell(client, report(), secret="")[0] == 404


@pytest.mark.usefixtures("reporting")
@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"address": 1, "type": []}', b'{"address": "a@b", "type": "open"}', b'{"type": "bounce"}'],
)
def test_json_that_says_nothing_is_refused(client: Browser, body: bytes) -> None:
    assert tell(client, body, "application/json")[0] == 422
    assert suppressed() == []


@pytest.mark.usefixtures("reporting")
@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"Content-Type: multipart/report\r\n\r\n", b"hello"])
def test_a_mail_that_is_no_report_changes_nothing(client: Browser, body: bytes) -> None:
    for content_type in ("message/rfc822", "multipart/report", "message/delivery-status", "x"):
        assert tell(client, body, content_type) == (200, 0)


@pytest.mark.parametrize(
    ("action", "status", "found"),
    [
        ("failed", "5.1.1", True),
        ("failed", "5.0.0", True),
        ("failed", "5.2.1", True),
        ("failed", "5.2.2", False),
        ("failed", "5.7.1", False),
        ("failed", "4.4.7", False),
        ("delayed", "5.1.1", False),
        ("delivered", "2.0.0", False),
    ],
)
def test_only_an_address_without_anybody_counts(action: str, status: str, found: bool) -> None:
    bounces = read(report("a@example.org", action, status), "message/rfc822")
    assert bounces == ([Bounce("a@example.org", "smtp; 550 5.1.1 User unknown")] if found else [])


@pytest.mark.parametrize(
    ("code", "text", "of_recipient", "nobody"),
    [
        (550, "5.1.1 no such user", True, True),
        (550, "no such user", True, True),
        (550, "no such user", False, False),
        (550, "5.1.1 no such user", False, True),
        (551, "not local", True, True),
        (553, "5.1.3 bad address", True, True),
        (550, "5.7.1 we do not like you", True, False),
        (552, "5.2.2 mailbox full", True, False),
        (450, "4.1.1 later", True, False),
        (None, "no connection", True, False),
    ],
)
def test_a_refusal_says_that_nobody_is_there_or_does_not(
    code: int | None, text: str, of_recipient: bool, nobody: bool
) -> None:
    assert says_nobody(code, text, of_recipient=of_recipient) is nobody


def test_a_letter_that_comes_back_counts_too(client: Browser, tmp_path: Path) -> None:
    db.session.add(Letter(template="reset", address="gone@example.org", language="en", facts={}))
    db.session.commit()
    refusing = SmtpCatcher(refused={"gone@example.org": "550 no"})
    with refusing as catcher, closing(mail.outbox(f"smtp://{catcher.address}", tmp_path)) as outbox:
        letters.send_due(outbox)
    assert db.session.scalars(select(Letter)).one().state is LetterState.DEAD
    assert suppressed() == [("gone@example.org", SuppressionReason.BOUNCE)]


def test_an_admin_sees_it_and_tries_the_address_again(client: Browser) -> None:
    admin, person = make_user(Role.ADMIN), make_user(email="gone@example.org")
    db.session.add(EmailSuppression(address=person.email, reason=SuppressionReason.BOUNCE, detail="550 5.1.1 nobody"))
    client.log_in(admin)
    page = f"/admin/users/{person.public_id}"
    assert "550 5.1.1 nobody" in client.get(page).text
    for _ in range(2):
        assert client.post(f"{page}/suppression/removal").status_code == 303
    assert suppressed() == []
    assert client.post(f"{page}/suppression").status_code == 303
    assert suppressed() == [("gone@example.org", SuppressionReason.MANUAL)]
    deeds = list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))
    assert deeds == ["mail.released", "mail.stopped"]


def test_the_person_is_told_what_to_do(client: Browser) -> None:
    person = make_user(email="gone@example.org")
    client.log_in(person)
    assert "Mail does not reach you there" not in client.get("/me").text
    db.session.add(EmailSuppression(address="gone@example.org", reason=SuppressionReason.BOUNCE))
    assert "Mail does not reach you there" in client.get("/me").text


def test_who_confirms_the_same_address_again_gets_mail_again(client: Browser) -> None:
    person = make_user(email="back@example.org")
    accounts.change_email(person, "back@example.org", actor=person)
    assert db.session.scalars(select(UserToken)).first() is None
    db.session.add(EmailSuppression(address="back@example.org", reason=SuppressionReason.BOUNCE))
    db.session.commit()
    accounts.change_email(person, "back@example.org", actor=person)
    token = db.session.scalars(select(UserToken)).one()
    credentials.confirm_email(token.secret(settings().secret_key))
    assert suppressed() == []
