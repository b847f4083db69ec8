"""What somebody reached: given at once, once, and found again from scratch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from app import clock
from app.actions import achievements, active_days, class_recognition, progress
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Dispatch
from app.models.lesson import Lesson, Module
from app.models.recognition import Achievement, ActiveDay
from app.models.user import User
from app.notifications import fanout
from tests.support.at_once import at_once
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.queries import counted
from tests.support.ring import notes_of

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def classroom(app: Flask, school: object) -> Classroom:
    return make_classroom()


@pytest.fixture
def sam(classroom: Classroom) -> User:
    user = make_user(name="Sam")
    make_member(classroom, user)
    return user


def lessons(classroom: Classroom, number: int, **values: object) -> list[Lesson]:
    return [make_lesson(classroom, position=place, **values) for place in range(number)]


def names(user: User) -> list[str]:
    return sorted(db.session.scalars(select(Achievement.name).where(Achievement.user_id == user.id)))


def rows() -> set[tuple[object, ...]]:
    found = select(
        Achievement.user_id, Achievement.name, Achievement.about, Achievement.classroom_id, Achievement.awarded_at
    )
    return {tuple(row) for row in db.session.execute(found)}


def test_the_first_lesson_the_module_and_the_class(classroom: Classroom, sam: User) -> None:
    first, second = lessons(classroom, 2)
    progress.finish(first, sam)
    assert names(sam) == ["first_lesson"]
    progress.finish(second, sam)
    progress.finish(second, sam)
    assert names(sam) == ["class_done", "first_lesson", "module_done"]


def test_the_tenth_lesson_counts_once_however_often_it_is_done(classroom: Classroom, sam: User) -> None:
    all_ten = lessons(classroom, 10)
    for lesson in all_ten[:9]:
        progress.finish(lesson, sam)
        progress.reopen(lesson, sam)
        progress.finish(lesson, sam)
    assert "lessons_10" not in names(sam)
    progress.finish(all_ten[9], sam)
    assert "lessons_10" in names(sam)


def test_what_is_undone_stays_earned(classroom: Classroom, sam: User) -> None:
    (only,) = lessons(classroom, 1)
    progress.finish(only, sam)
    progress.reopen(only, sam)
    assert names(sam) == ["class_done", "first_lesson", "module_done"]


def test_it_stands_in_the_bell_as_one_and_rings_nothing(classroom: Classroom, sam: User) -> None:
    (only,) = lessons(classroom, 1)
    progress.finish(only, sam)
    for key in db.session.scalars(select(Dispatch.id).where(Dispatch.kind == "achievement")).all():
        fanout.run(key)
    told = [note for note in notes_of(sam) if note.kind == "achievement"]
    assert len(told) == 3
    assert {note.group_key for note in told} == {"achievement"}
    assert not notes_of(classroom.owner)


def test_two_lessons_at_once_give_the_milestone_once(app: Flask, classroom: Classroom, sam: User) -> None:
    other = make_classroom()
    make_member(other, sam)
    all_ten = [*lessons(classroom, 9), make_lesson(other)]
    for lesson in all_ten[:8]:
        progress.finish(lesson, sam)
    keys = [lesson.id for lesson in all_ten[8:]]
    db.session.commit()

    def finish(key: int) -> None:
        lesson, user = db.session.get(Lesson, key), db.session.get(User, sam_id)
        assert lesson is not None
        assert user is not None
        progress.finish(lesson, user)

    sam_id = sam.id
    results = at_once(app, [lambda key=key: finish(key) for key in keys])
    assert results == [None, None]
    db.session.expire_all()
    assert names(db.session.get(User, sam_id)).count("lessons_10") == 1  # type: ignore[arg-type]


def test_a_class_without_recognition_counts_for_nothing(classroom: Classroom, sam: User) -> None:
    class_recognition.choose(classroom, actor=classroom.owner, recognises=False, certifies=False)
    progress.finish(lessons(classroom, 1)[0], sam)
    assert names(sam) == []
    assert db.session.scalar(select(func.count()).select_from(ActiveDay)) == 0
    class_recognition.choose(classroom, actor=classroom.owner, recognises=True, certifies=False)
    assert achievements.recompute() == 3
    class_recognition.choose(classroom, actor=classroom.owner, recognises=False, certifies=False)
    shown = db.session.scalars(achievements.shown_to(sam)).all()
    assert [each.name for each in shown] == ["first_lesson"]


def test_nobody_sees_those_of_others(classroom: Classroom, sam: User) -> None:
    progress.finish(lessons(classroom, 1)[0], sam)
    assert not db.session.scalars(achievements.shown_to(classroom.owner)).all()


def test_days_in_a_row_and_the_way_back(classroom: Classroom, sam: User) -> None:
    day = timedelta(days=1)
    for ahead in range(5):
        with clock.pretend(BEGIN + ahead * day):
            active_days.note(sam, classroom)
            active_days.note(sam, classroom)
    assert names(sam) == ["streak_5"]
    with clock.pretend(BEGIN + 40 * day):
        active_days.note(sam, classroom)
    assert names(sam) == ["comeback", "streak_5"]


def test_teachers_have_no_days(classroom: Classroom) -> None:
    active_days.note(classroom.owner, classroom)
    assert db.session.scalar(select(func.count()).select_from(ActiveDay)) == 0


def test_finishing_asks_no_more_for_long_histories(classroom: Classroom, sam: User) -> None:
    some = lessons(classroom, 12)
    for lesson in some[:2]:
        progress.finish(lesson, sam)
    with counted() as early:
        progress.finish(some[2], sam)
    for lesson in some[3:10]:
        progress.finish(lesson, sam)
    with counted() as late:
        progress.finish(some[10], sam)
    assert len(late) == len(early), late


STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), st.integers(0, 3)), min_size=1, max_size=40)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_wiped_and_worked_out_anew_it_is_the_same(
    app: Flask, school: object, steps: list[tuple[int, int, int]]
) -> None:
    """Lessons finished on many days by several people, in two classes of two modules: the record alone tells it all."""
    people, content = _two_classes()
    moment = BEGIN
    for who, what, later in steps:
        moment += timedelta(hours=7 * later)
        with clock.pretend(moment):
            progress.finish(content[what], people[who])
    with clock.pretend(moment):
        assert achievements.recompute() == 0
        ours = {person.id for person in people}
        before = {row for row in rows() if row[0] in ours}
        db.session.execute(delete(Achievement))
        db.session.commit()
        achievements.recompute()
        assert {row for row in rows() if row[0] in ours} == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_with_undoing_nothing_is_ever_missing(app: Flask, school: object, steps: list[tuple[int, int, int]]) -> None:
    people, content = _two_classes()
    for who, what, way in steps:
        (progress.reopen if way == 0 else progress.finish)(content[what], people[who])
    before = rows()
    assert achievements.recompute() == 0
    assert rows() == before


def _two_classes() -> tuple[list[User], list[Lesson]]:
    people = [make_user() for _ in range(3)]
    content = []
    for _ in range(2):
        classroom = make_classroom()
        for person in people:
            make_member(classroom, person)
        for place in range(2):
            module = Module(classroom_id=classroom.id, title="Part", position=place)
            db.session.add(module)
            db.session.commit()
            content += [make_lesson(classroom, module_id=module.id, position=number) for number in range(2)]
    return people, content
