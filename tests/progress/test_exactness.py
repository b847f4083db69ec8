"""Whatever happens in a class, in whatever order: after each step progress is what its rows add up to."""

from __future__ import annotations

import contextlib
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.actions import (
    completions,
    duplicates,
    groups,
    lesson_publishing,
    lessons,
    memberships,
    modules,
    placing,
    recently_deleted,
    releases,
)
from app.actions.releases import Release
from app.errors import ClassbellError
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, JoinPolicy, Membership
from app.models.group import Group
from app.models.lesson import Lesson, Module
from app.models.user import User
from tests.progress.recomputed import kept, recomputed
from tests.support.people import make_classroom, make_user

WHICH = st.integers(0, 30)
STUDENTS = 3


class SchoolYear(RuleBasedStateMachine):
    """A class in which anything is done that may be done; what is refused changes nothing."""

    @initialize()
    def begin(self) -> None:
        classroom = make_classroom(join_policy=JoinPolicy.OPEN)
        self.id, self.teacher_id = classroom.id, classroom.owner_id
        self.people = [make_user().id for _ in range(STUDENTS)]
        for number in range(2):
            self._try(modules.create, classroom, title=f"Module {number}")
            self._add(number)
        self._add(0)
        self._lesson(-1, lesson_publishing.delete)
        for number in range(STUDENTS - 1):
            self._enrol(number)
        self._try(groups.create, classroom, name="Advanced", people=[self._student(0).public_id])
        self._put(0, Release(group=self._one(Group, 0)), whole_module=False)

    def _put(self, which: int, release: Release, *, whole_module: bool) -> None:
        if whole_module:
            self._try(releases.put, self._one(Module, which), release)
        else:
            self._lesson(which, lambda lesson, actor: releases.put(lesson, release, actor=actor))

    def _try(self, verb: Any, *args: Any, **kwargs: Any) -> None:
        with contextlib.suppress(ClassbellError):
            verb(*args, actor=db.session.get(User, self.teacher_id), **kwargs)

    def _one(self, model: Any, which: int) -> Any:
        rows = db.session.query(model).filter_by(classroom_id=self.id).order_by(model.id).all()
        return rows[which % len(rows)] if rows else None

    def _student(self, which: int) -> User:
        found = db.session.get(User, self.people[which % STUDENTS])
        assert found is not None
        return found

    def _lesson(self, which: int, verb: Any, **kwargs: Any) -> None:
        if (lesson := self._one(Lesson, which)) is not None:
            self._try(verb, lesson, **kwargs)

    def _member(self, which: int, verb: Any, *args: Any) -> None:
        found = db.session.query(Membership).filter_by(classroom_id=self.id, user_id=self._student(which).id).first()
        if found is not None:
            self._try(verb, found, *args)

    def _add(self, which: int) -> None:
        self._try(lessons.create, self._one(Module, which), title="Lesson")
        self._lesson(-1, lesson_publishing.publish)

    def _enrol(self, which: int) -> None:
        with contextlib.suppress(ClassbellError):
            memberships.join(db.session.get(Classroom, self.id), self._student(which))  # type: ignore[arg-type]

    @rule(which=WHICH)
    def add(self, which: int) -> None:
        self._add(which)

    @rule(which=WHICH)
    def publish(self, which: int) -> None:
        self._lesson(which, lesson_publishing.publish)

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        self._lesson(which, lesson_publishing.withdraw)

    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        self._lesson(which, lesson_publishing.delete)

    @rule(which=WHICH)
    def restore(self, which: int) -> None:
        self._lesson(which, recently_deleted.restore_lesson)

    @rule(which=WHICH)
    def delete_module(self, which: int) -> None:
        self._try(modules.delete, self._one(Module, which))

    @rule(which=WHICH)
    def restore_module(self, which: int) -> None:
        self._try(recently_deleted.restore_module, self._one(Module, which))

    @rule(which=WHICH, module=WHICH)
    def move(self, which: int, module: int) -> None:
        self._lesson(which, placing.put_lesson, module=self._one(Module, module))

    @rule(which=WHICH)
    def duplicate(self, which: int) -> None:
        self._lesson(which, duplicates.duplicate_lesson)

    @rule(which=WHICH, lesson=WHICH)
    def done(self, which: int, lesson: int) -> None:
        if (found := self._one(Lesson, lesson)) is not None:
            completions.complete(found, actor=self._student(which))

    @rule(which=WHICH, lesson=WHICH)
    def undo(self, which: int, lesson: int) -> None:
        if (found := self._one(Lesson, lesson)) is not None:
            completions.withdraw(found, actor=self._student(which))

    @rule(which=WHICH)
    def enrol(self, which: int) -> None:
        self._enrol(which)

    @rule(which=WHICH)
    def leave(self, which: int) -> None:
        with contextlib.suppress(ClassbellError):
            memberships.leave(db.session.get(Classroom, self.id), self._student(which))  # type: ignore[arg-type]

    @rule(which=WHICH)
    def suspend(self, which: int) -> None:
        self._member(which, memberships.suspend)

    @rule(which=WHICH)
    def readmit(self, which: int) -> None:
        self._member(which, memberships.readmit)

    @rule(which=WHICH, role=st.sampled_from((ClassRole.STUDENT, ClassRole.ASSISTANT)))
    def change_role(self, which: int, role: ClassRole) -> None:
        self._member(which, memberships.change_role, role)

    @rule(people=st.sets(st.integers(0, STUDENTS - 1)))
    def fill_group(self, people: set[int]) -> None:
        self._try(groups.update, self._one(Group, 0), people=[self._student(each).public_id for each in people])

    @rule(which=WHICH, on=st.booleans(), whole_module=st.booleans())
    def rule_for_group(self, which: int, on: bool, whole_module: bool) -> None:
        self._put(which, Release(group=self._one(Group, 0)) if on else Release(), whole_module=whole_module)

    @invariant()
    def progress_is_what_it_adds_up_to(self) -> None:
        if hasattr(self, "id"):
            assert kept(self.id) == recomputed(self.id)
            db.session.rollback()


def test_progress_is_exact_after_every_step(app: Flask, school: object) -> None:
    few = settings(
        max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(SchoolYear, settings=few)
