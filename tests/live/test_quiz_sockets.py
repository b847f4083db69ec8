"""Who follows a quiz over a socket: its teachers, as long as they are (security.md T3, T15)."""

from __future__ import annotations

from app.actions import quiz_hints
from app.extensions import db
from app.models.classroom import Membership, MemberState
from app.sockets.quizzes import CHECK_SECONDS
from tests.live.conftest import cookie
from tests.support.people import make_member, make_user
from tests.support.portal import Portal, wait_until
from tests.support.quizzes import make_quiz
from tests.support.ring import Ring
from tests.support.socket_client import SocketClient


def follow(live: Portal, person: object, public_id: object) -> SocketClient:
    socket = SocketClient(live.url, cookie(live, person))
    assert socket.wait_for("bell") is not None
    socket.emit("watch", public_id)
    return socket


def hears(socket: SocketClient, quiz_id: int) -> bool:
    quiz_hints.changed(quiz_id)
    return socket.wait_for("quiz", seconds=1.5) is not None


def test_teachers_hear_that_something_changed_and_nothing_else(live: Portal, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom)
    socket = follow(live, ring.teacher, quiz.public_id)
    assert wait_until(lambda: hears(socket, quiz.id), 10)
    quiz_hints.changed(quiz.id)
    assert socket.wait_for("quiz", seconds=3) in (None, {"within": 1})
    socket.close()


def test_nobody_else_gets_in(live: Portal, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom)
    assistant = make_member(ring.classroom, make_user("teacher"), "assistant").user
    for person in (ring.students[0], make_user("teacher"), make_user(), assistant):
        socket = follow(live, person, quiz.public_id)
        assert not hears(socket, quiz.id)
        socket.close()
    for rubbish in (None, 7, {"id": quiz.public_id}, "x", "0" * 32):
        socket = follow(live, ring.teacher, rubbish)
        assert not hears(socket, quiz.id)
        socket.close()


def test_another_quiz_takes_the_place_of_the_first(live: Portal, ring: Ring) -> None:
    first, second = make_quiz(ring.classroom), make_quiz(ring.classroom)
    socket = follow(live, ring.teacher, first.public_id)
    assert wait_until(lambda: hears(socket, first.id), 10)
    socket.emit("watch", second.public_id)
    assert wait_until(lambda: hears(socket, second.id), 10)
    assert not hears(socket, first.id)
    socket.close()


def test_who_stops_teaching_stops_hearing(live: Portal, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom)
    colleague = make_member(ring.classroom, make_user("teacher"), "teacher")
    socket = follow(live, colleague.user, quiz.public_id)
    assert wait_until(lambda: hears(socket, quiz.id), 10)
    member = db.session.get(Membership, colleague.id, populate_existing=True)
    member.state = MemberState.SUSPENDED
    db.session.commit()
    assert wait_until(lambda: not hears(socket, quiz.id), CHECK_SECONDS * 3)
    socket.close()
