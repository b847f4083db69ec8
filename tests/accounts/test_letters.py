"""Letters: how they read, and that each is sent, whatever happens (T12; R2 for mail)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine

from app import clock, mail, transaction
from app.actions import accounts, credentials, letters
from app.extensions import db
from app.models.letter import Letter, LetterState
from app.models.user import Role, Status
from app.notifications import leases
from app.notifications import letters as sending
from tests.support import post
from tests.support.people import make_classroom, make_user
from tests.support.post import Box
from tests.support.smtp import SmtpCatcher

TEMPLATES = ("reset", "confirm", "invitation", "password_changed", "email_changing", "address_known")


def written(template: str, language: str = "en") -> None:
    user = make_user(name="Ann & <Bo>", language=language)
    if template == "reset":
        credentials.send_reset(user, actor=None)
    elif template == "confirm":
        credentials.send_confirmation(user)
    elif template == "invitation":
        accounts.invite("bo@example.org", Role.STUDENT, actor=user, classroom=make_classroom(title="Maths <1>"))
    else:
        letters.write(template, user=user, new="new@example.org")


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def state() -> tuple[LetterState, int]:
    db.session.expire_all()
    [letter] = post.letters()
    return letter.state, letter.attempts


@pytest.mark.parametrize("language", ["en", "es", "hi"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_each_letter_in_each_language(app: object, school: object, template: str, language: str) -> None:
    written(template, language)
    box = Box()
    assert sending.send_due(box) == 1
    [message] = box.messages
    text, html = parts(message)
    assert message["Subject"]
    assert "\n" not in message["Subject"]
    assert "Hill School" in text
    assert "Hill School" in str(message["From"])
    assert "http://localhost/" in text
    assert "http://localhost/" in html
    assert "<script" not in html
    assert "<Bo>" not in html
    assert "&lt;" not in text
    assert f'lang="{message["Content-Language"]}"' in html
    assert html.count("<h1") == 1
    assert "{" not in text
    assert "\n\n\n\n" not in text
    assert state()[0] is LetterState.SENT


def test_the_link_of_a_letter_opens(client: Any) -> None:
    written("reset")
    box = Box()
    sending.send_due(box)
    text, html = parts(box.messages[0])
    link = next(line for line in text.splitlines() if line.startswith("http://localhost/password/reset/"))
    assert link in html
    assert client.get(link.removeprefix("http://localhost")).status_code == 200


def test_names_cannot_write_headers(app: object, school: Any) -> None:
    school.name = "Hill\r\nBcc: eve@example.org"
    db.session.commit()
    written("reset")
    sending.send_due(Box())
    assert state()[0] is LetterState.DEAD


def test_by_a_real_server(app: object, school: object) -> None:
    written("invitation")
    with SmtpCatcher() as catcher, closing(mail.SmtpOutbox(f"smtp://{catcher.address}")) as outbox:
        assert sending.send_due(outbox) == 1
        assert sending.send_due(outbox) == 0
    [message] = catcher.messages
    assert message["To"] == "bo@example.org"
    assert message.get_content_type() == "multipart/alternative"
    assert message["Auto-Submitted"] == "auto-generated"
    assert catcher.envelopes[0][1] == ["bo@example.org"]


@pytest.mark.parametrize(("answer", "end"), [("451 later", LetterState.RETRY), ("550 no", LetterState.DEAD)])
def test_what_the_server_says_is_written_down(app: object, school: object, answer: str, end: LetterState) -> None:
    written("reset")
    with SmtpCatcher(answer=answer) as catcher, closing(mail.SmtpOutbox(f"smtp://{catcher.address}")) as outbox:
        sending.send_due(outbox)
    assert state() == (end, 1)
    assert answer[:3] in (post.letters()[0].error or "")


def test_a_server_that_is_away_is_asked_again_with_longer_waits(app: object, school: object) -> None:
    written("password_changed")
    box = Box(mail.MailDelayed("away"))
    waits = []
    now = clock.now()
    with time_machine.travel(now, tick=False) as travel:
        for tries in range(1, 7):
            assert sending.send_due(box) == 1
            assert sending.send_due(box) == 0
            [letter] = post.letters()
            assert letter.attempts == tries
            if tries < 6:
                waits.append((letter.next_attempt_at - clock.now()).total_seconds())
                travel.move_to(letter.next_attempt_at + timedelta(seconds=1))
    assert state() == (LetterState.DEAD, 6)
    for number, wait in enumerate(waits):
        assert 30 * 2**number * 0.8 <= wait <= 30 * 2**number * 1.2


def test_a_sender_that_dies_gives_its_letters_back(app: object, school: object) -> None:
    """The lease ends by itself; the letter goes out again under the same Message-ID."""
    written("password_changed")

    class Killed(BaseException):
        pass

    class Dying(Box):
        def send(self, message: EmailMessage) -> None:
            super().send(message)
            raise Killed

    first = Dying()
    with pytest.raises(Killed):
        sending.send_due(first)
    transaction.release()
    again = Box()
    assert sending.send_due(again) == 0
    with time_machine.travel(clock.now() + sending.LEASE + timedelta(seconds=1)):
        assert sending.send_due(again) == 1
    assert first.messages[0]["Message-ID"] == again.messages[0]["Message-ID"]
    assert state() == (LetterState.SENT, 2)


def test_a_letter_that_kills_the_sender_is_set_aside(app: object, school: object) -> None:
    written("password_changed")
    post.letters()[0].attempts = sending.TRIES
    db.session.commit()
    box = Box()
    sending.send_due(box)
    assert box.messages == []
    assert state()[0] is LetterState.DEAD


def test_who_lost_the_lease_writes_nothing_down(app: object, school: object) -> None:
    written("password_changed")
    token, ids = leases.take(Letter, Letter.due(clock.now()), 5, sending.LEASE, LetterState.LEASED)
    with time_machine.travel(clock.now() + sending.LEASE + timedelta(seconds=1)):
        other, _again = leases.take(Letter, Letter.due(clock.now()), 5, sending.LEASE, LetterState.LEASED)
    sending.conclude(ids[0], token, mail.MailRefused("too late"))
    assert state()[0] is LetterState.LEASED
    sending.conclude(ids[0], other, None)
    assert state()[0] is LetterState.SENT


def test_two_senders_never_take_the_same_letter(app: object, school: object, together: Callable[..., Any]) -> None:
    user = make_user()
    for _ in range(30):
        letters.write("password_changed", user=user)
    boxes = [Box() for _ in range(4)]
    together([lambda box=box: sending.send_due(box, limit=10) for box in boxes])
    sent = [message["Message-ID"] for box in boxes for message in box.messages]
    assert len(sent) == len(set(sent)) == 30


def test_a_broken_template_does_not_stop_the_others(app: object, school: object) -> None:
    user = make_user()
    letters.write("there_is_no_such_template", user=user)
    letters.write("password_changed", user=user)
    box = Box()
    assert sending.send_due(box) == 2
    assert len(box.messages) == 1
    assert {letter.state for letter in post.letters()} == {LetterState.RETRY, LetterState.SENT}


def test_a_letter_whose_link_is_useless_is_not_sent(app: object, school: object) -> None:
    user = make_user()
    credentials.send_reset(user, actor=None)
    credentials.send_reset(user, actor=None)
    box = Box()
    sending.send_due(box)
    assert len(box.messages) == 1
    assert [letter.state for letter in post.letters()] == [LetterState.CANCELLED, LetterState.SENT]


def test_nobody_switched_off_is_written_to(app: object, school: object) -> None:
    user = make_user()
    letters.write("password_changed", user=user)
    user.status = Status.DEACTIVATED
    db.session.commit()
    box = Box()
    sending.send_due(box)
    assert box.messages == []
    assert state()[0] is LetterState.CANCELLED


def test_a_letter_that_was_rolled_back_never_goes(app: object, school: object) -> None:
    user = make_user()

    @transaction.action
    def fails() -> None:
        letters.write("password_changed", user=user)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert post.letters() == []


def test_nothing_is_held_while_the_server_is_spoken_to(app: object, school: object) -> None:
    written("reset")
    held: list[bool] = []

    class Watching(Box):
        def send(self, message: EmailMessage) -> None:
            held.append(db.session().in_transaction())

    sending.send_due(Watching())
    assert held == [False]
