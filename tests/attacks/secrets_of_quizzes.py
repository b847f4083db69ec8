"""A quiz of every type in which all that must not be seen bears a mark, and all that reaches people, as bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FileKind, StoredFile
from app.models.question import Question
from app.models.quiz import Quiz
from app.models.user import User
from app.questions import base
from app.questions.base import Words
from app.realtime import CHANNEL
from tests.access.knocking import OTHERS, TYPED
from tests.support.api import PREFIX, Program
from tests.support.browsing import Browser
from tests.support.quizzes import make_quiz, question

MARK = re.compile(rb"zqmark-([a-z_-]+)")
# Worths and tolerances are numbers: these are as good as marks.
NUMBERS = (b"73519/100000", b"0.73519", b"4711.08")


def mark(name: str) -> str:
    return f"zqmark-{name}"


def marks_in(content: bytes) -> set[str]:
    """The names of all marks, wherever they stand and however they are escaped."""
    found = {name.decode().rstrip("-") for name in MARK.findall(content)}
    return found | {number.decode() for number in NUMBERS if number in content}


GAP = {"accepted": [{"text": mark("cloze-key"), "worth": "1", "feedback": mark("cloze-unmatched")}]}
CONTENTS: dict[str, dict[str, Any]] = {
    "single": {
        "choices": [
            {"id": "a", "text": "Alpha", "worth": "1", "feedback": mark("single-unchosen")},
            {"id": "b", "text": "Beta", "worth": "0.73519", "feedback": mark("single-chosen")},
        ]
    },
    "multiple": {
        "choices": [
            {"id": "a", "text": "Alpha", "worth": "1", "feedback": mark("multiple-unchosen")},
            {"id": "b", "text": "Beta", "worth": "-0.73519", "feedback": mark("multiple-chosen")},
        ],
        "scheme": "worths",
    },
    "true_false": {
        "right": True,
        "feedback_true": mark("true_false-unchosen"),
        "feedback_false": mark("true_false-chosen"),
    },
    "short": {"accepted": [{"text": mark("short-key"), "worth": "1", "feedback": mark("short-unmatched")}]},
    "numeric": {
        "ranges": [{"low": "4711.0815", "high": "4711.0825", "worth": "1", "feedback": mark("numeric-unmatched")}]
    },
    "matching": {
        "pairs": [
            {"id": "p1", "prompt": "One", "answer_id": "x1", "answer": "Uno"},
            {"id": "p2", "prompt": "Two", "answer_id": "x2", "answer": "Dos"},
        ]
    },
    "ordering": {"items": [{"id": "i1", "text": "First"}, {"id": "i2", "text": "Second"}]},
    "cloze": {
        "gaps": [
            {
                "id": "g1",
                "type": "short",
                "content": {
                    "accepted": [{"text": mark("cloze-key"), "worth": "1", "feedback": mark("cloze-unmatched")}]
                },
            }
        ]
    },
    "essay": {"notes": mark("essay-key")},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "single": {"choice": "b"},
    "multiple": {"choices": ["b"]},
    "true_false": {"value": False},
    "short": {"text": "nothing"},
    "numeric": {"text": "3"},
    "matching": {"pairs": {"p1": "x2"}},
    "ordering": {"order": ["i2", "i1"]},
    "cloze": {"gaps": {"g1": {"text": "nothing"}}},
    "essay": {"text": "Because."},
}
# What feedback brings with these answers, and what the keys do.
TOLD = {f"{type_}-whole" for type_ in CONTENTS} | {"single-chosen", "multiple-chosen", "true_false-chosen", "comment"}
KEYS = {"short-key", "cloze-key", "essay-key", "4711.08", "73519/100000"}


def secret_questions(picture: StoredFile) -> Iterator[base.Question]:
    for type_, content in CONTENTS.items():
        text = "Fill in [[g1]]" if type_ == "cloze" else f"What of {type_}?"
        words = f"{mark(f'{type_}-whole')} ![seen](/files/{picture.public_id})"
        yield question(type_, text, content, 2, name=mark("name"), feedback=Words(words), tags=(mark("tag"),))


def picture_of(classroom: Classroom, key: str) -> StoredFile:
    about = {
        "key": key,
        "filename": f"{mark('file')}.png",
        "media_type": "image/png",
        "kind": FileKind.IMAGE,
        "size": 1,
    }
    file = StoredFile(classroom_id=classroom.id, uploader_id=classroom.owner_id, sha256="0" * 64, **about)
    db.session.add(file)
    db.session.commit()
    return file


def secret_quiz(classroom: Classroom, picture: StoredFile, **settings: Any) -> Quiz:
    return make_quiz(classroom, secret_questions(picture), title="Everything", **settings)


@dataclass
class Received:
    """Everything that reached one person: where it came from, and its bytes."""

    app: Flask
    person: User
    things: dict[str, str]
    questions: list[str]
    seen: dict[str, set[str]] = field(default_factory=dict)
    asked: int = 0

    def take(self, source: str, content: bytes) -> None:
        self.asked += 1
        if marks := marks_in(content):
            self.seen[source] = self.seen.get(source, set()) | marks

    def pages(self) -> None:
        """Every GET of the site and of the API, as this person."""
        browser, program = Browser(self.app), Program(self.app, self.person)
        browser.log_in(self.person)
        for path in self.addresses():
            if path.startswith(PREFIX):
                answer = program.get(path.removeprefix(PREFIX))
            else:
                answer = browser.get(path, check=False)
            self.take(path, answer.get_data() + str(answer.headers).encode())
            answer.close()

    def addresses(self) -> Iterator[str]:
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
                continue
            path = rule.rule.removeprefix("/api/v1")
            place = max((prefix for prefix in TYPED if path.startswith(prefix + "/<id>")), key=len, default="")
            ids = self.questions if place == "/questions" else [self.things.get(TYPED.get(place, ""), "0" * 32)]
            for public_id in ids:
                for question_id in self.questions if "<question>" in rule.rule else [""]:
                    filled = rule.rule.replace("<id>", public_id).replace("<question>", question_id)
                    for name, value in {**OTHERS, "<code>": "x", "<section>": self.things["quiz_section"]}.items():
                        filled = filled.replace(name, value)
                    yield filled


class Overheard:
    """All that is said to any socket, on the queue server's own channel."""

    def __init__(self, client: Any) -> None:
        self.listening = client.pubsub(ignore_subscribe_messages=True)
        self.listening.subscribe(CHANNEL)
        self.listening.get_message(timeout=1)

    def said(self) -> bytes:
        found = b""
        while (message := self.listening.get_message(timeout=0.2)) is not None:
            found += message["data"]
        return found

    def close(self) -> None:
        self.listening.close()


def question_ids(quiz: Quiz) -> list[str]:
    return list(db.session.scalars(select(Question.public_id).where(Question.quiz_id == quiz.id).order_by(Question.id)))


def released(quiz: Quiz, **values: Any) -> None:
    """Change the row of the quiz, as its teacher could."""
    for name, value in values.items():
        setattr(quiz, name, value)
    quiz.updated_at = clock.now()
    db.session.add(quiz)
    db.session.commit()
