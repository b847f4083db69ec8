"""Anything a student, his tabs, his teacher and the clock may do, in any order, against a model of sixty lines (T4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from app import clock
from app.actions import answers, attempt_times, attempts, quiz_exceptions, quiz_questions
from app.actions.quiz_exceptions import Others
from app.errors import Conflict
from app.extensions import db
from app.models.attempt import Attempt, LateAnswer, Response
from app.models.quiz import Quiz
from app.models.user import User
from tests.attempts.model import GRACE, LIMIT, OPEN, Model
from tests.support import database
from tests.support.people import make_school
from tests.support.quizzes import make_quiz, questions_of, single
from tests.support.ring import make_ring

NOON = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
CHOICES = st.sampled_from(["right", "wrong", "other", None])
PLACES = st.sampled_from([0, 0, 0, 1, 2])
AGO = st.sampled_from([0, 0, 1, 9, 40])
TABS = st.integers(0, 1)


class Machine(RuleBasedStateMachine):
    """Three questions of a point each, two attempts, ten minutes and ten seconds of grace; two tabs."""

    @initialize()
    def begin(self) -> None:
        make_school()
        ring = make_ring()
        self.model = Model()
        self.teacher, self.student = ring.teacher.id, ring.students[0].id
        with clock.pretend(NOON):
            quiz = make_quiz(
                ring.classroom,
                [single(f"Question {n}?") for n in range(3)],
                time_limit=LIMIT,
                grace_seconds=GRACE,
                attempts_allowed=2,
            )
        self.quiz_id, self.questions = quiz.id, [each.public_id for each in questions_of(quiz)]
        db.session.commit()

    def teardown(self) -> None:
        database.empty()

    def time(self) -> Any:
        db.session.rollback()
        db.session.expunge_all()
        return clock.pretend(NOON + timedelta(seconds=self.model.now))

    def quiz(self) -> Quiz:
        return db.session.get_one(Quiz, self.quiz_id)

    def user(self) -> User:
        return db.session.get_one(User, self.student)

    def newest(self) -> Attempt:
        return db.session.scalars(select(Attempt).order_by(Attempt.number.desc())).first()  # type: ignore[return-value]

    @rule()
    def start(self) -> None:
        """Also a reload, a second tab, or a second press of the button."""
        with self.time():
            try:
                number = attempts.start(self.quiz(), actor=self.user()).number
            except Conflict:
                number = None
        assert number == self.model.start()

    @precondition(lambda self: self.model.attempts)
    @rule(place=PLACES, choice=CHOICES, tab=TABS, ago=AGO)
    def answer(self, place: int, choice: str | None, tab: int, ago: int) -> None:
        """From a tab that knows the newest answer, or an older one; typed now, or a while ago."""
        sequence = self.model.known[tab].get(place, 0)
        with self.time():
            typed = clock.now() - timedelta(seconds=ago)
            raw = {"choice": choice} if choice else None
            saved = answers.save_answer(
                self.newest(), self.questions[place], raw, actor=self.user(), sequence=sequence, typed_at=typed
            )
        assert (saved.outcome, saved.sequence) == self.model.answer(place, choice, tab, ago)

    @precondition(lambda self: self.model.attempts)
    @rule(place=PLACES, choices=st.lists(st.tuples(CHOICES, TABS, AGO), min_size=3, max_size=9))
    def answer_in_turns(self, place: int, choices: list[tuple[str | None, int, int]]) -> None:
        """Both tabs at one question."""
        for choice, tab, ago in choices:
            self.answer(place, choice, tab, ago)

    @precondition(lambda self: self.model.attempts)
    @rule(tab=TABS)
    def reload(self, tab: int) -> None:
        self.model.reload(tab)

    @precondition(lambda self: self.model.attempts)
    @rule(place=PLACES, flagged=st.booleans())
    def flag(self, place: int, flagged: bool) -> None:
        with self.time():
            try:
                answers.flag(self.newest(), self.questions[place], flagged, actor=self.user())
            except Conflict:
                flagged = self.model.attempts[-1].flags.get(place, False)
        self.model.flag(place, flagged)

    @precondition(lambda self: self.model.attempts)
    @rule()
    def submit(self) -> None:
        with self.time():
            attempts.submit(self.newest(), actor=self.user())
        self.model.submit()

    @rule(seconds=st.sampled_from([1, 9, 10, 60, 290, 599, 600]))
    def wait(self, seconds: int) -> None:
        self.model.now += seconds

    @rule()
    def clock_comes_by(self) -> None:
        with self.time():
            attempts.close_due()
        self.model.close()

    @rule(minutes=st.integers(1, 3))
    def teacher_gives_minutes(self, minutes: int) -> None:
        with self.time():
            attempt_times.give(self.quiz(), actor=db.session.get_one(User, self.teacher), minutes=minutes)
        self.model.longer(minutes * 60)

    @precondition(lambda self: not self.model.excepted)
    @rule()
    def half_as_long_again(self) -> None:
        with self.time():
            teacher = db.session.get_one(User, self.teacher)
            quiz_exceptions.put(self.quiz(), self.user(), Others(time_percent=150), actor=teacher)
        self.model.half_as_long_again()

    @precondition(lambda self: self.model.changes < 3)
    @rule(place=PLACES)
    def teacher_changes_the_key(self, place: int) -> None:
        """Attempts that were begun keep the version they were asked."""
        with self.time():
            question = questions_of(self.quiz())[place]
            other = single(f"Question {place}, now {self.model.changes}?")
            quiz_questions.change(question, other, actor=db.session.get_one(User, self.teacher))
        self.model.changes += 1

    @invariant()
    def everything_is_as_in_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        db.session.rollback()
        found = db.session.scalars(
            select(Attempt).order_by(Attempt.number), execution_options={"populate_existing": True}
        ).all()
        assert [self.seen(each) for each in found] == [each.seen() for each in self.model.attempts]
        late = db.session.scalars(select(LateAnswer)).all()
        assert len(late) == self.model.late
        db.session.rollback()

    def seen(self, attempt: Attempt) -> Any:
        rows = db.session.scalars(
            select(Response).where(Response.attempt_id == attempt.id).order_by(Response.position),
            execution_options={"populate_existing": True},
        ).all()
        chosen = {row.position: row.answer["choice"] for row in rows if row.answer}
        flags = {row.position for row in rows if row.flagged}
        over = attempt.submitted_at and (attempt.submitted_at - NOON).total_seconds()
        end = attempt.deadline_at and (attempt.deadline_at - NOON).total_seconds()
        score = None if attempt.score is None else int(attempt.score)
        return attempt.state.value, end, over, attempt.handed_in_by and attempt.handed_in_by.value, chosen, flags, score


def test_whatever_happens_in_whatever_order(app: Flask) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    quick = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Machine, settings=quick)
    assert OPEN == "open"
