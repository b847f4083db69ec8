"""The pages of an open attempt, as a browser with and without scripts uses them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import attempts
from app.extensions import db
from app.models.attempt import Attempt, LateAnswer, Response
from app.models.quiz import Layout, Quiz, TimeGrant
from app.models.reveal import Part, Reveals
from app.models.user import User
from tests.attempts.test_starting import change
from tests.support.browsing import Browser
from tests.support.queries import counted
from tests.support.quizzes import make_attempt, make_quiz, questions_of, single
from tests.support.ring import Ring


@pytest.fixture
def browser(app: Flask, student: User) -> Browser:
    return app.test_client().log_in(student)  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def attempt(quiz: Quiz, student: User) -> Attempt:
    change(quiz, time_limit=600)
    return attempts.start(quiz, actor=student)


def page(browser: Browser, attempt: Attempt, rest: str = "") -> str:
    headers = {"HX-Request": "true"} if rest.startswith("/questions") else {}
    return browser.get(f"/attempts/{attempt.public_id}{rest}", headers=headers).get_data(as_text=True)


def kept(attempt: Attempt) -> list[Any]:
    return list(
        db.session.scalars(select(Response.answer).where(Response.attempt_id == attempt.id).order_by(Response.position))
    )


def first_question(attempt: Attempt) -> str:
    return questions_of(attempt.quiz)[0].public_id


def hidden_fields(html: str) -> dict[str, Any]:
    """What the form of a page holds that nobody typed."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(value)
    return found


def test_starting_leads_to_the_first_question(browser: Browser, quiz: Quiz) -> None:
    answer = browser.get(browser.post(f"/quizzes/{quiz.public_id}/attempts").location)
    html = answer.get_data(as_text=True)
    assert "Which is a bird?" in html
    assert "Which are mammals?" not in html
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_wrong_password_is_told_and_guessing_ends(browser: Browser, quiz: Quiz) -> None:
    change(quiz, password="owl")
    for _try in range(5):
        assert browser.post(f"/quizzes/{quiz.public_id}/attempts", data={"password": "x"}).status_code == 303
    assert browser.post(f"/quizzes/{quiz.public_id}/attempts", data={"password": "owl"}).status_code == 429


def test_all_on_one_page_are_25(browser: Browser, ring: Ring, student: User) -> None:
    quiz = make_quiz(ring.classroom, [single(f"Question {n}?") for n in range(30)], layout=Layout.ALL)
    attempt = attempts.start(quiz, actor=student)
    assert page(browser, attempt).count('class="take-question"') == 25
    assert page(browser, attempt, "?question=26").count('class="take-question"') == 5
    assert page(browser, attempt, "/questions?from=26").count('class="take-question"') == 5


def test_pages_ask_the_same_however_many_questions_there_are(browser: Browser, ring: Ring, student: User) -> None:
    def statements(number: int) -> int:
        quiz = make_quiz(ring.classroom, [single() for _ in range(number)], layout=Layout.ALL)
        attempt = attempts.start(quiz, actor=student)
        with counted() as queries:
            page(browser, attempt)
        return len(queries)

    statements(1)
    assert statements(2) == statements(20)


def test_without_scripts_a_page_is_kept_and_leads_on(browser: Browser, attempt: Attempt) -> None:
    fields = hidden_fields(page(browser, attempt))
    fields |= {f"q{first_question(attempt)}-choice": "right", "go": "2"}
    answer = browser.post(f"/attempts/{attempt.public_id}/answers", data=fields)
    assert answer.location == f"/attempts/{attempt.public_id}?question=2"
    assert kept(attempt) == [{"choice": "right"}, None, None, None]
    assert "Which are mammals?" in page(browser, attempt), "a reload goes on where he was"


def test_an_old_page_that_is_sent_unchanged_takes_nothing_back(browser: Browser, attempt: Attempt) -> None:
    fields = hidden_fields(page(browser, attempt))
    _answered_elsewhere(attempt)
    browser.post(f"/attempts/{attempt.public_id}/answers", data={**fields, "go": "2"})
    assert kept(attempt)[0] == {"choice": "right"}


def _answered_elsewhere(attempt: Attempt) -> None:
    from app.actions import answers

    answers.save_answer(attempt, first_question(attempt), {"choice": "right"}, actor=attempt.user)


def test_marking_and_looking_over_without_scripts(browser: Browser, attempt: Attempt) -> None:
    fields = hidden_fields(page(browser, attempt))
    question = first_question(attempt)
    browser.post(f"/attempts/{attempt.public_id}/answers", data={**fields, "flag": question})
    assert 'name="unflag"' in page(browser, attempt)
    answer = browser.post(f"/attempts/{attempt.public_id}/answers", data={**fields, "go": "review"})
    assert answer.location == f"/attempts/{attempt.public_id}/review"
    html = page(browser, attempt, "/review")
    assert "4 questions are not answered." in html
    assert "not answered, marked" in html


def test_handing_in_leads_to_the_result(browser: Browser, attempt: Attempt) -> None:
    for _twice in range(2):
        answer = browser.post(f"/attempts/{attempt.public_id}/submission")
        assert answer.location == f"/attempts/{attempt.public_id}/result"
    assert browser.get(f"/attempts/{attempt.public_id}").location == f"/attempts/{attempt.public_id}/result"


def test_without_scripts_the_page_turns_at_the_end(browser: Browser, attempt: Attempt) -> None:
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+;', page(browser, attempt))
    change(attempt, deadline_at=clock.now() - timedelta(seconds=1))
    fields = {"shown[]": first_question(attempt), f"q{first_question(attempt)}-choice": "right", "go": "2"}
    assert "Your time is over" in page(browser, attempt)
    browser.post(f"/attempts/{attempt.public_id}/answers", data=fields)
    assert kept(attempt) == [None] * 4


def save(browser: Browser, attempt: Attempt, **sent: Any) -> Any:
    address = f"/attempts/{attempt.public_id}/answers/{sent.pop('question', None) or first_question(attempt)}"
    return browser.post(address, json={"fields": {"choice": ["right"]}, "sequence": 0, **sent})


def test_scripts_save_and_are_told_how_things_stand(browser: Browser, attempt: Attempt) -> None:
    answer = save(browser, attempt).get_json()
    assert (answer["outcome"], answer["sequence"], answer["answered"], answer["open"]) == ("kept", 1, True, True)
    assert answer["deadline"] - answer["now"] <= 600_000
    assert answer["said"].startswith("Saved ")
    assert kept(attempt)[0] == {"choice": "right"}


def test_saving_takes_few_statements(browser: Browser, attempt: Attempt) -> None:
    question = first_question(attempt)
    address = f"/attempts/{attempt.public_id}/answers/{question}"
    browser.post(address, json={"fields": {"choice": ["right"]}, "sequence": 0})
    with counted() as queries:
        browser.post(address, json={"fields": {"choice": ["wrong"]}, "sequence": 1})
    assert len(queries) <= 5, queries


@pytest.mark.parametrize(
    "sent",
    [
        {"fields": {"choice": ["nobody"]}},
        {"fields": {"choice": "right"}, "sequence": "7", "typed_at": 1e300},
        {"fields": ["right"], "sequence": None, "typed_at": "now"},
        {"fields": None, "sequence": [], "check": 1},
    ],
)
def test_rubbish_is_refused_or_nothing(browser: Browser, attempt: Attempt, sent: dict[str, Any]) -> None:
    assert save(browser, attempt, **sent).status_code in (200, 422)
    assert kept(attempt)[0] is None


def test_what_is_no_json_is_refused(browser: Browser, attempt: Attempt) -> None:
    address = f"/attempts/{attempt.public_id}/answers/{first_question(attempt)}"
    assert browser.post(address, data="[", content_type="application/json").status_code == 422
    assert browser.post(address, json=[1]).status_code == 422


def test_late_answers_are_told_and_kept_apart(browser: Browser, attempt: Attempt) -> None:
    change(attempt, deadline_at=clock.now() - timedelta(seconds=7))
    answer = save(browser, attempt).get_json()
    assert (answer["outcome"], answer["open"]) == ("late", False)
    assert "does not count" in answer["said"]
    assert len(db.session.scalars(select(LateAnswer)).all()) == 1


def test_flags_positions_and_the_clock(browser: Browser, attempt: Attempt) -> None:
    question = first_question(attempt)
    assert browser.post(f"/attempts/{attempt.public_id}/flags/{question}", json={"flagged": True}).status_code == 204
    assert browser.post(f"/attempts/{attempt.public_id}/position", json={"position": 2}).status_code == 204
    assert browser.post(f"/attempts/{attempt.public_id}/position", json={"position": "x"}).status_code == 204
    told = browser.get(f"/attempts/{attempt.public_id}/clock").get_json()
    assert told["open"]
    assert told["token"]
    assert told["deadline"] > told["now"]
    assert "A bat is a bird." in page(browser, attempt)


def test_a_checked_answer_shows_what_the_quiz_shows_on_the_way(browser: Browser, attempt: Attempt) -> None:
    change(attempt.quiz, reveal=Reveals(during=frozenset({Part.MARKS})).json())
    assert "Check this answer" in page(browser, attempt)
    assert save(browser, attempt, fields={"choice": ["wrong"]}, check=True).get_json()["checked"]
    html = page(browser, attempt)
    assert "Wrong" in html
    assert "Right answer" not in html
    assert save(browser, attempt).status_code == 409


def test_a_session_that_ended_is_said_to_scripts(app: Flask, attempt: Attempt) -> None:
    address = f"/attempts/{attempt.public_id}/answers/{first_question(attempt)}"
    asks = {"Accept": "application/json"}
    assert app.test_client().post(address, json={}, headers=asks).status_code == 401
    assert app.test_client().get(f"/attempts/{attempt.public_id}/clock", headers=asks).status_code == 401


def test_nobody_answers_for_another(app: Flask, attempt: Attempt, ring: Ring) -> None:
    other = app.test_client().log_in(ring.students[1])  # type: ignore[attr-defined]
    teacher = app.test_client().log_in(ring.teacher)  # type: ignore[attr-defined]
    assert save(other, attempt).status_code == 404
    assert save(teacher, attempt).status_code == 403
    assert teacher.get(f"/attempts/{attempt.public_id}").location == f"/attempts/{attempt.public_id}/result"


def test_teachers_try_a_quiz_and_students_do_not(app: Flask, ring: Ring, browser: Browser) -> None:
    draft = make_quiz(ring.classroom, published=False)
    teacher = app.test_client().log_in(ring.teacher)  # type: ignore[attr-defined]
    answer = teacher.get(teacher.post(f"/quizzes/{draft.public_id}/attempts", data={"preview": "1"}).location)
    assert "You are trying this quiz" in answer.get_data(as_text=True)
    assert browser.post(f"/quizzes/{draft.public_id}/attempts", data={"preview": "1"}).status_code == 404
    open_one = make_quiz(ring.classroom)
    assert browser.post(f"/quizzes/{open_one.public_id}/attempts", data={"preview": "1"}).status_code == 403
    assert teacher.post(f"/quizzes/{open_one.public_id}/attempts").status_code == 403


def test_teachers_give_minutes(app: Flask, attempt: Attempt, ring: Ring) -> None:
    teacher = app.test_client().log_in(ring.teacher)  # type: ignore[attr-defined]
    for minutes in ("5", "0", "x"):
        teacher.post(f"/quizzes/{attempt.quiz.public_id}/time-grants", data={"minutes": minutes})
    assert [each.seconds for each in db.session.scalars(select(TimeGrant))] == [300]


def test_what_was_handed_in_has_no_questions_to_load(browser: Browser, quiz: Quiz, student: User) -> None:
    attempt = make_attempt(quiz, student)
    assert browser.get(f"/attempts/{attempt.public_id}/questions").status_code == 409
    assert browser.get(f"/attempts/{attempt.public_id}/review").status_code == 302
