"""Mails say everything in the language of whoever reads them."""

from __future__ import annotations

from contextlib import closing

import pytest

from app import mail
from app.actions import accounts, credentials, letters
from app.extensions import db
from app.models.school import School
from app.models.user import Role, User
from app.notifications import fanout
from app.notifications import letters as sending
from app.notifications.channels import email
from tests.languages import pseudo
from tests.languages.scene import person
from tests.support.people import make_classroom
from tests.support.post import Box
from tests.support.ring import Ring
from tests.support.smtp import SmtpCatcher

PLAIN = ("password_changed", "email_changing", "address_known", "second_factor_on", "second_factor_off")
LETTERS = ("reset", "confirm", "invitation", "invitation into a class", *PLAIN)


@pytest.fixture
def reader(school: School, monkeypatch: pytest.MonkeyPatch) -> User:
    pseudo.speak(monkeypatch)
    school.name = "Σχολείο"
    db.session.commit()
    return person("Άννα", pseudo.LANGUAGE)


def write(letter: str, reader: User) -> None:
    if letter == "reset":
        credentials.send_reset(reader, actor=None)
    elif letter == "confirm":
        credentials.send_confirmation(reader)
    elif letter.startswith("invitation"):
        classroom = make_classroom(title="Βιολογία") if "class" in letter else None
        accounts.invite("1@example.org", Role.STUDENT, actor=reader, classroom=classroom)
    else:
        letters.write(letter, user=reader, new="1@example.org")


@pytest.mark.parametrize("letter", LETTERS)
def test_letters(letter: str, app: object, school: School, reader: User) -> None:
    school.language = pseudo.LANGUAGE
    db.session.commit()
    write(letter, reader)
    box = Box()
    assert sending.send_due(box) == 1
    [message] = box.messages
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert pseudo.OPEN in message["Subject"]
    assert pseudo.foreign_lines(f"{message['Subject']}\n{text.get_content()}") == []
    assert pseudo.foreign_words(html.get_content()) == []


def test_notices(ring: Ring, reader: User, tmp_path: object) -> None:
    ring.classroom.title = "Βιολογία"
    for student in ring.students:
        student.language, student.name = pseudo.LANGUAGE, "Άννα"
    db.session.commit()
    [message, *_others] = _sent(ring, tmp_path)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert pseudo.OPEN in message["Subject"]
    assert pseudo.foreign_lines(text.get_content()) == []
    assert pseudo.foreign_words(html.get_content()) == []


@pytest.mark.parametrize(("language", "subject"), [("es", "Lección nueva: Φως"), ("hi", "नया पाठ: Φως")])
def test_notices_in_translation(language: str, subject: str, ring: Ring, tmp_path: object) -> None:
    for student in ring.students:
        student.language = language
    db.session.commit()
    messages = _sent(ring, tmp_path)
    assert {message["Subject"] for message in messages} == {subject}
    assert {message["Content-Language"] for message in messages} == {language}


def _sent(ring: Ring, folder: object) -> list:
    fanout.run(ring.dispatch(ring.publish(title="Φως")).id)
    with SmtpCatcher() as catcher, closing(mail.outbox(f"smtp://{catcher.address}", folder)) as outbox:
        assert email.send_due(outbox) == 2
    return catcher.messages
