"""One mail with what was kept for it (NOT8), through a real mail server. Test 33 of notifications.md, section 5."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app import mail
from app.extensions import db
from app.models.classroom import Membership, MemberState
from app.models.delivery import Delivery, DeliveryState, Digest, DigestState
from app.models.lesson import Lesson, LessonState
from app.models.notification import Channel
from app.models.preference import ClassMute, Every, Mode, NotificationChoice, NotificationSchedule
from app.models.user import User
from app.notifications import digest_mail, digests, fanout, reading
from app.notifications.channels import email
from app.notifications.digest_mail import Line, Section, shown
from app.notifications.mail_headers import Place
from tests.support.at_once import at_once
from tests.support.people import make_classroom, make_lesson, make_member
from tests.support.ring import Ring, notes_of
from tests.support.smtp import SmtpCatcher

MORNING = datetime(2026, 3, 4, 9, tzinfo=UTC)
EVENING = datetime(2026, 3, 4, 16, 1, tzinfo=UTC)


@pytest.fixture
def post() -> Iterator[SmtpCatcher]:
    with SmtpCatcher() as catcher:
        yield catcher


def gathers(ring: Ring) -> User:
    """A student whose mail about lessons is gathered; the other gets none."""
    student, other = ring.students
    other.email_on = False
    db.session.add(NotificationChoice(user_id=student.id, kind="new_content", channel=Channel.EMAIL, mode=Mode.DIGEST))
    db.session.commit()
    return student


def publish(ring: Ring, number: int = 1, at: datetime = MORNING) -> None:
    with travel(at, tick=False):
        for _ in range(number):
            fanout.run(ring.dispatch(ring.publish(title="Cells & membranes")).id)
        digests.gather()


def send(post: SmtpCatcher, folder: Path, ring: Ring, at: datetime = EVENING) -> int:
    with travel(at, tick=False), closing(mail.outbox(f"smtp://{post.address}", folder)) as outbox:
        taken = digest_mail.send_due(outbox) + email.send_due(outbox)
    db.session.add_all([ring.teacher, ring.classroom, *ring.students])
    return taken


def digest() -> Digest:
    return db.session.scalars(select(Digest).execution_options(populate_existing=True)).one()


def states() -> list[tuple[DeliveryState, str | None]]:
    mails = select(Delivery).where(Delivery.channel == Channel.EMAIL, Delivery.digest_id.is_not(None))
    found = db.session.scalars(mails.order_by(Delivery.id).execution_options(populate_existing=True))
    return [(each.state, each.reason) for each in found]


def test_33_two_builders_and_two_senders_make_one_mail(
    app: Flask, ring: Ring, post: SmtpCatcher, tmp_path: Path
) -> None:
    gathers(ring)
    with travel(MORNING, tick=False):
        for _ in range(4):
            fanout.run(ring.dispatch(ring.publish()).id)
        assert sorted(at_once(app, [digests.gather, digests.gather])) in ([0, 4], [4, 4])

    def round_of_one() -> int:
        with closing(mail.outbox(f"smtp://{post.address}", tmp_path)) as outbox:
            return digest_mail.send_due(outbox)

    with travel(EVENING, tick=False):
        assert sorted(at_once(app, [round_of_one, round_of_one])) == [0, 1]
    assert [message["Subject"] for message in post.messages] == ["4 things from Biology"]
    assert digest().state is DigestState.SENT
    assert states() == [(DeliveryState.SENT, None)] * 4


def test_33_nothing_left_to_read_is_no_mail(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    student = gathers(ring)
    publish(ring, 3)
    reading.mark_read(student, [note.id for note in notes_of(student)])
    assert send(post, tmp_path, ring) == 1
    assert post.messages == []
    assert digest().state is DigestState.CANCELLED
    assert states() == [(DeliveryState.SUPPRESSED, "read")] * 3


def test_it_reads_by_class_with_like_ones_together(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    student = gathers(ring)
    chess = Ring(ring.teacher, make_classroom(ring.teacher, title="Ajedrez"), [])
    make_member(chess.classroom, student)
    publish(ring, 3)
    publish(chess, at=MORNING + timedelta(hours=1))
    send(post, tmp_path, ring)
    (message,) = post.messages
    assert message["Subject"] == "4 things from your classes"
    text, html = (part.get_content() for part in message.iter_parts())
    assert text.index("Ajedrez") < text.index("3 new lessons in Biology")
    assert "New lesson: Cells & membranes" in text
    assert f"http://localhost/classrooms/{ring.classroom.public_id}" in text
    assert "New lesson: Cells &amp; membranes" in html
    assert "<script" not in html


def test_each_is_written_in_its_readers_language(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    student = gathers(ring)
    student.language = "es"
    db.session.commit()
    publish(ring)
    send(post, tmp_path, ring)
    assert post.messages[0]["Content-Language"] == "es"
    assert "Lección nueva: Cells & membranes" in next(iter(post.messages[0].iter_parts())).get_content()


@pytest.mark.parametrize("change", ["mute", "switch", "kind", "left", "deleted"])
def test_what_he_no_longer_wants_or_may_know_is_left_out(
    ring: Ring, post: SmtpCatcher, tmp_path: Path, change: str
) -> None:
    student = gathers(ring)
    publish(ring)
    if change == "mute":
        db.session.add(ClassMute(user_id=student.id, classroom_id=ring.classroom.id))
    elif change == "switch":
        student.email_on = False
    elif change == "kind":
        db.session.scalars(select(NotificationChoice)).one().mode = Mode.OFF
    elif change == "left":
        member = db.session.scalars(Membership.of(ring.classroom, student)).one()
        member.state = MemberState.REMOVED
    else:
        notes_of(student)[0].archived_at = MORNING
    db.session.commit()
    send(post, tmp_path, ring)
    assert post.messages == []
    assert digest().state is DigestState.CANCELLED
    assert states()[0][0] is DeliveryState.SUPPRESSED


def test_a_weekly_one_holds_what_is_older_than_a_push_may_be(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    student = gathers(ring)
    db.session.add(NotificationSchedule(user_id=student.id, digest_every=Every.WEEK, digest_weekday=2, digest_hour=8))
    db.session.commit()
    publish(ring)
    send(post, tmp_path, ring, MORNING + timedelta(days=7))
    assert [message["Subject"] for message in post.messages] == ["1 thing from Biology"]


def test_24_34_it_waits_after_4xx_and_comes_under_the_same_name(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    """The mail half of test 24: a repetition bears the same Message-ID."""
    gathers(ring)
    publish(ring)
    post.answer = "451 later"
    send(post, tmp_path, ring)
    assert digest().state is DigestState.RETRY
    assert states() == [(DeliveryState.BATCHED, "digest")]
    assert send(post, tmp_path, ring) == 0
    post.answer = "250 kept"
    send(post, tmp_path, ring, EVENING + timedelta(minutes=2))
    kept = digest()
    assert (kept.state, kept.attempts) == (DigestState.SENT, 2)
    assert post.messages[0]["Message-ID"] == f"<{kept.public_id}.digest.v1@localhost>"


def test_24_a_sender_that_died_after_sending_sends_the_same_mail(
    ring: Ring, post: SmtpCatcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathers(ring)
    publish(ring)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(digest_mail, "conclude", die)
        with pytest.raises(KeyboardInterrupt):
            send(post, tmp_path, ring)
    send(post, tmp_path, ring, EVENING + timedelta(minutes=6))
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert digest().state is DigestState.SENT


def test_one_that_is_refused_is_set_aside_with_all_it_says(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    gathers(ring)
    publish(ring, 2)
    post.answer = "554 no"
    send(post, tmp_path, ring)
    assert digest().state is DigestState.DEAD
    assert states() == [(DeliveryState.DEAD, "digest")] * 2


def test_a_long_one_shows_the_newest_and_counts_the_rest() -> None:
    lines = [Line(f"Line {number}", "", "/", 2, number) for number in range(40, 0, -1)]
    sections, more = shown([Section(Place("Biology"), lines[:35]), Section(Place("Chess"), lines[35:])])
    assert [section.place.title for section in sections] == ["Biology"]
    assert len(sections[0].lines) == digest_mail.LINES
    assert more == 20


def test_one_that_cannot_be_written_does_not_stop_the_others(
    ring: Ring, post: SmtpCatcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ring.students
    gathers(ring)
    second.email_on = True
    db.session.add(NotificationChoice(user_id=second.id, kind="new_content", channel=Channel.EMAIL, mode=Mode.DIGEST))
    db.session.commit()
    publish(ring)
    first.email = "not an address"
    db.session.commit()
    send(post, tmp_path, ring)
    assert [message["To"] for message in post.messages] == [second.email]


def test_lessons_of_drafts_are_not_told(ring: Ring, post: SmtpCatcher, tmp_path: Path) -> None:
    gathers(ring)
    publish(ring)
    db.session.scalars(select(Lesson)).one().state = LessonState.DRAFT
    db.session.commit()
    make_lesson(ring.classroom)
    send(post, tmp_path, ring)
    assert post.messages == []
    assert states() == [(DeliveryState.SUPPRESSED, "withdrawn")]
