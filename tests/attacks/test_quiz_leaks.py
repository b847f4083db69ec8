"""Nothing of keys, feedback and comments reaches a student before it is shown, on no way at all (security.md T3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from time_machine import travel

from app import clock, mail, queue
from app.actions import attempts, hand_grading, push_keys, quiz_publishing, quiz_showing
from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.classroom import Classroom
from app.models.file import StoredFile
from app.models.lesson import LessonKind
from app.models.progress import FinishRule
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.models.reveal import Part, Reveals
from app.models.user import User
from app.notifications import subscriptions, sweep
from app.notifications.channels import email, push
from app.push.send import Sender
from tests.attacks.secrets_of_quizzes import (
    ANSWERS,
    KEYS,
    TOLD,
    Overheard,
    Received,
    mark,
    marks_in,
    picture_of,
    question_ids,
    released,
    secret_quiz,
)
from tests.support.api import PREFIX, Program
from tests.support.browsing import Browser
from tests.support.people import make_lesson, make_user
from tests.support.push_service import PushService
from tests.support.ring import Ring
from tests.support.smtp import SmtpCatcher

pytestmark = pytest.mark.slow
NOTHING = Reveals(after=frozenset()).json()
# What the own answer earned, as a fraction: part of the marks.
OWN_SHARE = {"73519/100000"}
NUMBERS = {"73519/100000", "4711.08"}
A_WHILE = timedelta(minutes=2)


@pytest.fixture
def picture(ring: Ring) -> StoredFile:
    return picture_of(ring.classroom, "p" * 32)


@pytest.fixture
def quiz(ring: Ring, picture: StoredFile) -> Quiz:
    """Not published yet; it stands in a lesson, too."""
    quiz = secret_quiz(ring.classroom, picture, published=False, reveal=NOTHING, pass_percent=1)
    make_lesson(ring.classroom, kind=LessonKind.QUIZ, quiz_id=quiz.id, finish_rule=FinishRule.QUIZ)
    return quiz


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    with PushService() as service:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], push_hosts=(service.origin,)))
        push_keys.ensure()
        yield service


@pytest.fixture
def sockets(app: Flask) -> Iterator[Overheard]:
    overheard = Overheard(queue.redis())
    yield overheard
    overheard.close()


def things(ring: Ring, quiz: Quiz, picture: StoredFile) -> dict[str, str]:
    """What there is to ask for, by the names of the access matrix."""
    found = {"classroom": ring.classroom.public_id, "quiz": quiz.public_id, "file": picture.public_id}
    found["quiz_section"] = db.session.scalars(select(QuizSection.public_id)).first() or ""
    found["lesson"] = db.session.scalars(db.text("SELECT public_id FROM lessons")).first()
    found["module"] = db.session.scalars(db.text("SELECT public_id FROM modules")).first()
    mine = db.text("SELECT public_id FROM memberships WHERE user_id = :user_id")
    found["member"] = db.session.scalars(mine, {"user_id": ring.students[0].id}).first()
    return found


def received(app: Flask, ring: Ring, quiz: Quiz, picture: StoredFile, attempt: Attempt | None = None) -> Received:
    """Everything that the first student can ask for now."""
    known = things(ring, quiz, picture)
    if attempt is not None:
        known["attempt"] = attempt.public_id
    told = db.session.scalars(db.text("SELECT public_id FROM notifications")).first()
    found = Received(app, ring.students[0], {**known, "notification": told or "0" * 32}, question_ids(quiz))
    found.pages()
    assert found.asked > 150
    return found


def again(model: type[Any], row: Any) -> Any:
    """The row in the session of now: hearing ended the one it came from."""
    return db.session.get(model, inspect(row).identity)


def take(app: Flask, ring: Ring, quiz: Quiz) -> tuple[Attempt, bytes]:
    """The first student answers everything, by the API and by the page; what he was told on the way."""
    student, said = ring.students[0], b""
    program, browser = Program(app, student), Browser(app).log_in(student)
    attempt = attempts.start(quiz, actor=student)
    rows = select(Question.public_id, Question.type).where(Question.quiz_id == quiz.id)
    for public_id, type_ in db.session.execute(rows).all():
        path = f"/attempts/{attempt.public_id}/answers/{public_id}"
        answer = program.put(path, {"answer": ANSWERS[type_]})
        assert answer.status_code == 200, answer.text
        said += answer.get_data() + program.put(path, {"answer": {"rubbish": 1}}).get_data()
        fields = {f"q{public_id}-choice": "b", f"q{public_id}-text": "nothing"}
        said += browser.post(f"/attempts/{attempt.public_id}/answers", data=fields, check=False).get_data()
    return attempt, said


def hand_in(app: Flask, ring: Ring, attempt: Attempt) -> bytes:
    return Program(app, ring.students[0]).post(f"/attempts/{attempt.public_id}/submission").get_data()


def grade(ring: Ring, attempt: Attempt) -> None:
    found = select(Response, Question.public_id).join(Question, Question.id == Response.question_id)
    wanted = found.where(Response.attempt_id == attempt.id, Response.share.is_(None))
    for response, public_id in db.session.execute(wanted).all():
        about = {"comment": mark("comment"), "version": response.version, "actor": ring.teacher}
        hand_grading.grade(attempt, public_id, points=response.points, **about)


def test_nothing_reaches_a_student_before_it_is_shown(
    app: Flask,
    ring: Ring,
    quiz: Quiz,
    picture: StoredFile,
    service: PushService,
    sockets: Overheard,
    tmp_path: Path,
) -> None:
    """From a draft over its publication, the attempt, the grades, and what push, mail and sockets say of all that."""
    student = ring.students[0]
    phone = service.subscribe(subscriptions.key().public_key)
    keys = {"endpoint": phone.endpoint, "p256dh": phone.p256dh, "auth": phone.auth}
    subscriptions.subscribe(student, **keys, label="Phone")
    assert received(app, ring, quiz, picture).seen == {}
    quiz_publishing.publish(quiz, actor=ring.teacher)
    assert received(app, ring, quiz, picture).seen == {}
    attempt, said = take(app, ring, quiz)
    assert marks_in(said) == set()
    assert received(app, ring, quiz, picture, attempt).seen == {}
    assert marks_in(hand_in(app, ring, attempt)) == set()
    grade(ring, attempt)
    assert received(app, ring, quiz, picture, attempt).seen == {}
    released(quiz, reveal=Reveals(after=frozenset(), closed=frozenset({Part.SCORE})).json())
    with travel(clock.now() + A_WHILE):
        quiz_showing.release(quiz, actor=ring.teacher)
    with travel(clock.now() + 2 * A_WHILE):
        sweep.run()
        pusher = push.Pusher(Sender("mailto:admin@example.org", origins=(service.origin,)))
        with SmtpCatcher() as post, closing(mail.outbox(f"smtp://{post.address}", tmp_path)) as outbox:
            assert email.send_due(outbox) >= 2
            assert pusher.send_due() >= 2
        pusher.close()
        ring.classroom, ring.students[0] = again(Classroom, ring.classroom), again(User, student)
        quiz, picture, attempt = again(Quiz, quiz), again(StoredFile, picture), again(Attempt, attempt)
        assert received(app, ring, quiz, picture, attempt).seen == {}
    heard = [phone.read(each.body) for each in service.received]
    assert all(words in b"".join(heard) for words in (b"New quiz: Everything", b"Your result is there: Everything"))
    for content in [*heard, *(message.as_bytes() for message in post.messages), sockets.said()]:
        assert marks_in(content) == set()


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (set(), set()),
        ({Part.SCORE}, set()),
        ({Part.MARKS}, set()),
        ({Part.FEEDBACK}, TOLD),
        ({Part.KEY}, KEYS),
        (set(Part), TOLD | KEYS),
    ],
)
def test_what_is_shown_is_just_that(
    app: Flask, ring: Ring, quiz: Quiz, picture: StoredFile, parts: set[Part], expected: set[str], closed: bool
) -> None:
    """On the page of the result and in the API alike, and nowhere else. Feedback to what was not chosen never is."""
    quiz_publishing.publish(quiz, actor=ring.teacher)
    attempt, _said = take(app, ring, quiz)
    hand_in(app, ring, attempt)
    grade(ring, attempt)
    shown = {"after": [], "closed": [], "during": sorted(Part), "closed" if closed else "after": sorted(parts)}
    released(quiz, reveal=shown, released_at=clock.now() if closed else None)
    found = received(app, ring, quiz, picture, attempt)
    result = f"/attempts/{attempt.public_id}/result"
    whole = {PREFIX + result, f"{PREFIX}/attempts/{attempt.public_id}"}
    places = {path for path in found.seen if not path.startswith(("/files/", f"{PREFIX}/files/"))}
    assert places <= ({result} | whole if expected else whole if Part.MARKS in parts else set())
    assert found.seen.get(PREFIX + result, set()) - OWN_SHARE == expected - OWN_SHARE
    assert found.seen.get(result, set()) - NUMBERS == expected - NUMBERS
    assert found.seen.get(f"{PREFIX}/attempts/{attempt.public_id}", set()) <= expected | OWN_SHARE


@pytest.mark.parametrize("part", list(Part))
def test_a_picture_in_feedback_is_there_with_the_feedback(
    app: Flask, ring: Ring, quiz: Quiz, picture: StoredFile, part: Part
) -> None:
    browser = Browser(app).log_in(ring.students[0])
    path = f"{PREFIX}/files/{picture.public_id}"
    program = Program(app, ring.students[0])
    quiz_publishing.publish(quiz, actor=ring.teacher)
    attempt, _said = take(app, ring, quiz)
    assert program.get(path.removeprefix(PREFIX)).status_code == 404
    hand_in(app, ring, attempt)
    assert program.get(path.removeprefix(PREFIX)).status_code == 404
    assert browser.get(f"/files/{picture.public_id}").status_code == 404
    released(quiz, reveal={"after": [part.value]})
    expected = 200 if part in (Part.FEEDBACK, Part.KEY) else 404
    assert program.get(path.removeprefix(PREFIX)).status_code == expected


def test_others_never_see_any_of_it(app: Flask, ring: Ring, quiz: Quiz, picture: StoredFile) -> None:
    """Another student of the class, one of another class, and a teacher of another class, with everything shown."""
    quiz_publishing.publish(quiz, actor=ring.teacher)
    attempt, _said = take(app, ring, quiz)
    hand_in(app, ring, attempt)
    released(quiz, reveal=Reveals(after=frozenset(Part)).json(), released_at=clock.now())
    known = {**things(ring, quiz, picture), "attempt": attempt.public_id}
    for other in (ring.students[1], make_user(), make_user("teacher")):
        found = Received(app, other, known, question_ids(quiz))
        found.pages()
        assert found.seen == {}, other.name
