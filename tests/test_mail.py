"""Mail: well-formed whatever people are called, handed to a real server, refusals told from delays."""

from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app import clock
from app.mail import FolderOutbox, Mail, MailDelayed, MailRefused, SmtpOutbox, build, outbox
from tests.support.certificates import self_signed
from tests.support.smtp import SmtpCatcher

UNSUBSCRIBE = "<https://school.example/mail/off/" + "t" * 200 + ">"


def mail(**changes: object) -> Mail:
    fields: dict[str, object] = {
        "to": "sam@school.example",
        "subject": "Nueva lección: «Ñandú» 🦤",
        "text": "Hola Sam\n\nUna línea muy larga: " + "ñ" * 1200 + "\n.\nFin\n",
        "html": "<!doctype html><p>Hola <strong>Sam</strong> ñ</p>",
        "language": "es",
        "message_id": "<42.v1@school.example>",
        "headers": {
            "List-ID": "Tess's class <c1.school.example>",
            "List-Unsubscribe": UNSUBSCRIBE,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "References": "<class-1@school.example>",
        },
    }
    return Mail(**(fields | changes))  # type: ignore[arg-type]


def built(**changes: object) -> EmailMessage:
    return build(mail(**changes), sender="bell@school.example", school_name='Escuela "Núm. 1", Lima')


def check(message: EmailMessage) -> None:
    """What every reader must find in it."""
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == mail().text
    assert html.get_content().strip() == mail().html
    assert {part.get_content_charset() for part in (plain, html)} == {"utf-8"}
    assert message["Subject"] == mail().subject
    assert message["To"].addresses[0].addr_spec == "sam@school.example"
    assert message["From"].addresses[0].display_name == 'Escuela "Núm. 1", Lima'
    assert message["From"].addresses[0].addr_spec == "bell@school.example"
    assert message["Message-ID"] == "<42.v1@school.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "es"
    assert abs((message["Date"].datetime - clock.now()).total_seconds()) < 60
    assert message["List-Unsubscribe"] == UNSUBSCRIBE
    assert message["MIME-Version"] == "1.0"
    assert message.defects == []
    assert not any(header.defects for header in message.values())


def test_a_message_is_whole_when_read_back() -> None:
    check(message_from_bytes(built().as_bytes(), policy=default))


def test_the_bytes_pass_through_every_server() -> None:
    lines = built().as_bytes().split(b"\r\n")

    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert b"List-Unsubscribe: " + UNSUBSCRIBE.encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_the_school_writes_under_its_own_name() -> None:
    message = build(mail(), sender="Classbell <bell@school.example>", school_name="Hill School")

    assert message["From"] == "Hill School <bell@school.example>"


def test_the_same_mail_keeps_its_id() -> None:
    assert built()["Message-ID"] == built()["Message-ID"]


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "sam@school.example\r\nBcc: all@school.example"},
        {"to": "sam@school.example\nBcc: all@school.example"},
        {"to": "sam@school.example, all@school.example"},
        {"to": "Sam <sam@school.example>"},
        {"to": ""},
        {"to": "sam"},
        {"to": "@school.example"},
        {"to": "ñ@school.example"},
        {"to": "sam@" + "a" * 100 + ".example"},
        {"subject": "Lesson\r\nBcc: all@school.example"},
        {"subject": "Lesson\nX: y"},
        {"subject": "Lesson\x00"},
        {"subject": "Lesson\rX"},
        {"message_id": "<1@x>\r\nX: y"},
        {"language": "en\r\nX: y"},
        {"headers": {"List-ID": "<a>\r\nX: y"}},
        {"headers": {"List-ID": "<á>"}},
        {"headers": {"List-Unsubscribe": "<https://" + "x" * 1000 + ">"}},
        {"headers": {"X: y\r\nZ": "a"}},
        {"headers": {"Subject": "again"}},
        {"headers": {"to": "all@school.example"}},
    ],
)
def test_nothing_is_smuggled_into_the_headers(changes: dict[str, object]) -> None:
    with pytest.raises(MailRefused):
        built(**changes)


@pytest.mark.parametrize("name", ["School\r\nBcc: all@school.example", "School\nX: y", "School\x1b[2J"])
def test_a_school_with_a_line_break_in_its_name(name: str) -> None:
    with pytest.raises(MailRefused):
        build(mail(), sender="bell@school.example", school_name=name)


def test_a_domain_in_another_script_is_written_in_ascii() -> None:
    assert built(to="sam@bücher.example")["To"].addresses[0].addr_spec == "sam@xn--bcher-kva.example"


def test_a_server_gets_the_message_unchanged() -> None:
    with SmtpCatcher() as catcher, closing(SmtpOutbox(f"smtp://{catcher.address}")) as box:
        box.send(built())

    check(catcher.messages[0])
    assert catcher.envelopes == [("bell@school.example", ["sam@school.example"])]


def test_one_connection_serves_a_batch() -> None:
    with SmtpCatcher() as catcher, closing(SmtpOutbox(f"smtp://{catcher.address}")) as box:
        for number in range(5):
            box.send(built(message_id=f"<{number}@school.example>"))

    assert len(catcher.messages) == 5
    assert len({session.peer for session in catcher.sessions}) == 1


def test_a_batch_goes_on_when_the_server_was_restarted() -> None:
    with SmtpCatcher() as first:
        box = SmtpOutbox(f"smtp://{first.address}")
        box.send(built())
    with pytest.raises(MailDelayed):
        box.send(built())
    with SmtpCatcher() as second:
        box = SmtpOutbox(f"smtp://{second.address}")
        box.send(built())
        box.close()
        box.send(built())
        box.close()
        assert len(second.messages) == 2


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp+starttls", False), ("smtps", True)])
def test_mail_goes_encrypted_with_a_login(scheme: str, implicit: bool) -> None:
    certificate = self_signed()
    with SmtpCatcher(certificate.server(), implicit, ("bell@school", "a:b/%")) as catcher:
        url = f"{scheme}://bell%40school:a%3Ab%2F%25@{catcher.address}"
        with closing(SmtpOutbox(url, certificate.client())) as box:
            box.send(built())

    check(catcher.messages[0])
    assert catcher.sessions[0].authenticated
    assert implicit or catcher.sessions[0].ssl


def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    with SmtpCatcher(self_signed().server()) as catcher, pytest.raises(MailDelayed):
        SmtpOutbox(f"smtp+starttls://{catcher.address}").send(built())
    assert catcher.messages == []


def test_nothing_goes_in_the_clear_when_encryption_is_asked_for() -> None:
    with SmtpCatcher() as catcher, pytest.raises(MailDelayed):
        SmtpOutbox(f"smtp+starttls://name:secret@{catcher.address}").send(built())
    assert catcher.messages == []


def test_a_wrong_password_says_nothing_about_the_mail() -> None:
    with SmtpCatcher(login=("bell", "right")) as catcher, pytest.raises(MailDelayed) as delay:
        SmtpOutbox(f"smtp://bell:wrong@{catcher.address}").send(built())
    assert delay.value.code == 535


@pytest.mark.parametrize("answer", ["550 no such mailbox", "554 no spam"])
def test_a_lasting_refusal(answer: str) -> None:
    with SmtpCatcher(answer=answer) as catcher, closing(SmtpOutbox(f"smtp://{catcher.address}")) as box:
        with pytest.raises(MailRefused) as refusal:
            box.send(built())
        assert refusal.value.code == int(answer[:3])
        catcher.answer = "250 kept"
        box.send(built())
    assert len(catcher.messages) == 1


@pytest.mark.parametrize("answer", ["421 going down", "451 try later", "452 disk full", "530 log in first"])
def test_a_passing_refusal(answer: str) -> None:
    with SmtpCatcher(answer=answer) as catcher, closing(SmtpOutbox(f"smtp://{catcher.address}")) as box:
        with pytest.raises(MailDelayed) as delay:
            box.send(built())
        assert delay.value.code == int(answer[:3])
        catcher.answer = "250 kept"
        box.send(built())
    assert len(catcher.messages) == 1


@pytest.mark.parametrize(("answer", "error"), [("550 unknown", MailRefused), ("450 greylisted", MailDelayed)])
def test_a_refused_recipient(answer: str, error: type[MailRefused | MailDelayed]) -> None:
    with SmtpCatcher(refused={"sam@school.example": answer}) as catcher:
        box = SmtpOutbox(f"smtp://{catcher.address}")
        with pytest.raises(error, match=answer[4:]):
            box.send(built())
        box.send(built(to="sue@school.example"))
        box.close()
    assert len(catcher.messages) == 1


def test_nobody_listens() -> None:
    with SmtpCatcher() as catcher:
        url = f"smtp://{catcher.address}"
    with pytest.raises(MailDelayed):
        SmtpOutbox(url).send(built())


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://:25", "smtp://h:x", "smtp://a:%C3%B1@h"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"SMTP_URL|[Pp]ort"):
        SmtpOutbox(url)


def test_without_a_server_mail_goes_into_a_folder(tmp_path: Path) -> None:
    box = outbox(None, tmp_path / "mail")
    box.send(built())
    box.send(built(message_id="<43@school.example>"))
    box.close()

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    check(message_from_bytes(files[0].read_bytes(), policy=default))


def test_with_an_address_mail_goes_to_the_server(tmp_path: Path) -> None:
    assert isinstance(outbox("smtp://localhost", tmp_path), SmtpOutbox)


def test_a_folder_that_cannot_be_written_delays(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file is in the way")
    with pytest.raises(MailDelayed):
        FolderOutbox(tmp_path / "mail").send(built())
