"""Every form that makes something, sent twice, makes one thing, and the second answer leads to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db, redis
from app.models.announcement import Announcement
from app.models.calendar import Holiday
from app.models.classroom import Classroom
from app.models.event import Event
from app.models.file import Resource, StoredFile
from app.models.group import Group
from app.models.lesson import Lesson, Module
from app.models.letter import Letter
from app.models.live import LiveSession, LiveState
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.models.recording import Recording
from app.models.user import Role, User
from app.web import once
from tests.support.at_once import at_once
from tests.support.browsing import Browser
from tests.support.forms import fields_of
from tests.support.live import keep_live
from tests.support.people import make_lesson, make_user
from tests.support.queue_server import QueueServer
from tests.support.quizzes import make_quiz, questions_of
from tests.support.ring import Ring

Typed = dict[str, Any]


@dataclass
class Sending:
    """A form: the page it stands on, where it goes (`form` where a button says so), and what is typed into it."""

    makes: type
    page: str
    to: str
    typed: Typed = field(default_factory=dict)
    form: str = ""
    before: Typed | None = None
    by: Role = Role.TEACHER

    def fields(self, browser: Browser) -> Typed:
        text = (browser.get(self.page) if self.before is None else browser.post(self.page, data=self.before)).text
        return {**fields_of(text, self.form or self.to), **self.typed}


@dataclass
class Place:
    """What forms stand in."""

    ring: Ring
    lesson: Lesson
    quiz: Quiz
    session: LiveSession

    @property
    def room(self) -> str:
        return f"/classrooms/{self.ring.classroom.public_id}"

    @property
    def module(self) -> str:
        return f"/modules/{self.lesson.module.public_id}"

    @property
    def of_quiz(self) -> str:
        return f"/quizzes/{self.quiz.public_id}"

    @property
    def question(self) -> str:
        return questions_of(self.quiz)[0].public_id


@pytest.fixture
def place(ring: Ring, client: Browser) -> Place:
    ring.classroom.owner = ring.teacher
    lesson, quiz = make_lesson(ring.classroom), make_quiz(ring.classroom, published=False)
    return Place(ring, lesson, quiz, keep_live(ring.classroom, state=LiveState.COMPLETED))


def _soon() -> str:
    return (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")


TITLE = {"title": "Leaves and roots"}
SAID = {"title": "Fire drill", "body": "At ten.", "group": "everybody", "level": "info", "role": "student"}
SUMMER = {"name": "Summer", "starts_on": "2027-07-01", "ends_on": "2027-08-09"}
LISTED = {"body": "Which is a bird?\n*a) Owl\nb) Bat"}
LINK = {"title": "A page", "url": "https://example.org/leaves"}
BODY = {"title": "Bring a leaf", "body": "Any one"}
AIKEN = b"Which is a leaf?\nA. Oak\nB. Stone\nANSWER: A\n"
DEEDS = "outline-deeds"
NOTICES = "/admin/notifications"

FORMS: dict[str, Callable[[Place], Sending]] = {
    "class": lambda at: Sending(Classroom, "/classrooms/new", "/classrooms", TITLE),
    "copy of a class": lambda at: Sending(Classroom, f"{at.room}/copy", f"{at.room}/copy", TITLE),
    "module": lambda at: Sending(Module, f"{at.room}/learn", f"{at.room}/modules", TITLE),
    "copy of a module": lambda at: Sending(Module, f"{at.room}/learn", f"{at.module}/duplicate", form=DEEDS),
    "lesson": lambda at: Sending(Lesson, f"{at.module}/lessons/new", f"{at.module}/lessons", TITLE),
    "lesson on the outline": lambda at: Sending(Lesson, f"{at.room}/learn", f"{at.module}/drafts", TITLE),
    "copy of a lesson": lambda at: Sending(
        Lesson, f"{at.room}/learn", f"/lessons/{at.lesson.public_id}/duplicate", form=DEEDS
    ),
    "announcement": lambda at: Sending(
        Announcement, f"{at.room}/announcements/new", f"{at.room}/announcements", {**BODY, "audience": "classroom"}
    ),
    "announcement to the school": lambda at: Sending(
        Announcement, "/announcements/new", "/announcements", {**BODY, "audience": "school"}, by=Role.ADMIN
    ),
    "notice": lambda at: Sending(Event, f"{NOTICES}/new", NOTICES, before=SAID, by=Role.ADMIN),
    "quiz": lambda at: Sending(Quiz, f"{at.room}/quizzes/new", f"{at.room}/quizzes/new", TITLE),
    "copy of a quiz": lambda at: Sending(Quiz, at.of_quiz, f"{at.of_quiz}/duplicate"),
    "question": lambda at: Sending(
        Question,
        f"{at.of_quiz}/questions?new=short",
        f"{at.of_quiz}/questions",
        {"body": "What do bees make?", "q-accepted-0-text": "honey"},
    ),
    "copy of a question": lambda at: Sending(
        Question, f"{at.of_quiz}/questions", f"/questions/{at.question}/duplicate", form=DEEDS
    ),
    "list of questions": lambda at: Sending(
        Question, f"{at.of_quiz}/questions/list", f"{at.of_quiz}/questions/list", LISTED
    ),
    "quiz of a file": lambda at: Sending(
        Quiz, f"{at.room}/quizzes/import", f"{at.room}/quizzes/import", {"title": "Leaves", "file": "leaves.txt"}
    ),
    "questions of a file": lambda at: Sending(
        Question, f"{at.of_quiz}/import", f"{at.of_quiz}/import", {"file": "leaves.txt"}
    ),
    "question of the bank": lambda at: Sending(
        Question, "/questions", "/questions/use", {"question": at.question, "quiz": at.quiz.public_id, "put": "yes"}
    ),
    "section": lambda at: Sending(QuizSection, f"{at.of_quiz}/questions", f"{at.of_quiz}/sections", form=DEEDS),
    "group": lambda at: Sending(Group, f"{at.room}/groups", f"{at.room}/groups", {"name": "Roots"}),
    "live session": lambda at: Sending(
        LiveSession, f"{at.room}/live/new", f"{at.room}/live/new", {**TITLE, "starts_at": _soon()}
    ),
    "recording": lambda at: Sending(
        Recording,
        f"/sessions/{at.session.public_id}/recordings/new",
        f"/sessions/{at.session.public_id}/recordings",
        LINK,
    ),
    "resource": lambda at: Sending(Resource, f"{at.room}/resources", f"{at.room}/resources", LINK),
    "file": lambda at: Sending(StoredFile, f"{at.room}/files", f"{at.room}/files", {"file": "leaves.txt"}),
    "holiday": lambda at: Sending(Holiday, "/admin/calendar", "/admin/calendar/holidays", SUMMER, by=Role.ADMIN),
    "person": lambda at: Sending(User, "/admin/users/new", "/admin/users/new", {"name": "Ann Lee"}, by=Role.ADMIN),
    "invited person": lambda at: Sending(
        Letter, "/admin/users/invitations/new", "/admin/users/invitations/new", {"email": "x@y.example"}, by=Role.ADMIN
    ),
}


def _person(place: Place, sending: Sending) -> User:
    return make_user(Role.ADMIN, "Root") if sending.by is Role.ADMIN else place.ring.teacher


def _send(browser: Browser, sending: Sending, fields: Typed) -> TestResponse:
    given = {**fields, "file": (io.BytesIO(AIKEN), fields["file"])} if "file" in sending.typed else fields
    return browser.post(sending.to, data=given)


def _number(makes: type) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(makes)) or 0


def _guarded(app: Flask) -> set[str]:
    """The addresses of all doors that `once` guards."""
    marked = {name for name, view in app.view_functions.items() if getattr(view, "__once__", False)}
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint in marked}


@pytest.mark.parametrize("name", FORMS)
def test_sent_twice_it_makes_one_and_leads_to_it(client: Browser, place: Place, name: str) -> None:
    sending = FORMS[name](place)
    client.log_in(_person(place, sending))
    fields, before = sending.fields(client), _number(sending.makes)
    first = _send(client, sending, fields)
    made = _number(sending.makes)
    second = _send(client, sending, fields)
    assert made > before
    assert first.status_code in (201, 303)
    assert (second.status_code, second.location) == (303, first.location)
    assert client.get(second.location).status_code == 200
    assert _number(sending.makes) == made


def test_no_guarded_door_is_left_out(client: Browser, place: Place, app: Flask) -> None:
    def door(path: str) -> str:
        return str(app.url_map.bind("localhost").match(path, method="POST")[0])

    assert {door(make(place).to) for make in FORMS.values()} == _guarded(app)


def test_two_at_the_same_moment_make_one(app: Flask, client: Browser, place: Place) -> None:
    sending = FORMS["lesson"](place)
    client.log_in(place.ring.teacher)
    fields, before = sending.fields(client), _number(Lesson)
    taps = [app.test_client().log_in(place.ring.teacher) for _ in range(3)]  # type: ignore[attr-defined]
    del fields["csrf_token"]  # of the session that looked at the page; each has its own
    answers = at_once(app, [lambda tap=tap: _send(tap, sending, fields) for tap in taps])
    assert [answer.status_code for answer in answers] == [303] * 3
    assert _number(Lesson) == before + 1
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, answers[0].location)}


def test_what_was_refused_can_be_corrected_and_sent_again(client: Browser, place: Place) -> None:
    sending = FORMS["module"](place)
    client.log_in(place.ring.teacher)
    fields, before = sending.fields(client), _number(Module)
    for _ in range(2):
        assert _send(client, sending, {**fields, "title": ""}).status_code == 422
    assert _send(client, sending, fields).status_code == 303
    assert _number(Module) == before + 1


def test_something_else_typed_is_something_else(client: Browser, place: Place) -> None:
    """Back in the browser, another title, sent again: both are kept."""
    sending = FORMS["module"](place)
    client.log_in(place.ring.teacher)
    fields, before = sending.fields(client), _number(Module)
    _send(client, sending, fields)
    _send(client, sending, {**fields, "title": "Flowers"})
    assert _number(Module) == before + 2


def test_two_pages_are_two_sendings(client: Browser, place: Place) -> None:
    sending = FORMS["module"](place)
    client.log_in(place.ring.teacher)
    before = _number(Module)
    for _ in range(2):
        _send(client, sending, sending.fields(client))
    assert _number(Module) == before + 2


def test_a_word_is_its_owners(client: Browser, place: Place) -> None:
    sending = FORMS["class"](place)
    client.log_in(place.ring.teacher)
    fields, before = sending.fields(client), _number(Classroom)
    _send(client, sending, fields)
    client.log_in(make_user(Role.TEACHER, "Another"))
    _send(client, sending, fields)
    assert _number(Classroom) == before + 2


@pytest.mark.parametrize("word", [None, "", "x" * 32, "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"])
def test_without_a_word_of_ours_nothing_is_guarded(client: Browser, place: Place, word: str | None) -> None:
    sending = FORMS["module"](place)
    client.log_in(place.ring.teacher)
    fields, before = {**sending.fields(client), "once": word}, _number(Module)
    given = {name: value for name, value in fields.items() if value is not None}
    for _ in range(2):
        assert _send(client, sending, given).status_code == 303
    assert _number(Module) == before + 2


def test_without_the_queue_server_it_is_made(client: Browser, place: Place, queue_process: QueueServer) -> None:
    sending = FORMS["module"](place)
    client.log_in(place.ring.teacher)
    fields, before = sending.fields(client), _number(Module)
    queue_process.stop()
    try:
        assert _send(client, sending, fields).status_code == 303
    finally:
        queue_process.start()
    assert _number(Module) == before + 1


def test_the_first_never_says_what_it_made(client: Browser, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process died: whoever sends the form again is told so, and later can."""
    monkeypatch.setattr(once, "SECONDS_WAITED", 0.1)
    sending = FORMS["module"](place)
    client.log_in(place.ring.teacher)
    fields, before = sending.fields(client), _number(Module)
    _send(client, sending, fields)
    [key] = redis().keys("classbell:once:*")
    redis().set(key, "", ex=once.SECONDS_HELD)
    answer = _send(client, sending, fields)
    assert answer.status_code == 409
    assert "may have been saved" in answer.text
    redis().delete(key)
    assert _send(client, sending, fields).status_code == 303
    assert _number(Module) == before + 2
