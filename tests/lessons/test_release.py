"""When things open: by date, after others, for a group; published at their time; told of when they open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import (
    groups,
    lesson_publishing,
    modules,
    outline,
    progress,
    recently_deleted,
    releases,
    upkeep,
)
from app.actions.releases import Release
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState, State
from app.models.event import Dispatch, Event
from app.models.group import Group
from app.models.lesson import Lesson, LessonState, Module
from app.models.progress import ClassProgress, LessonProgress
from app.models.user import User
from app.notifications.audience import audience
from app.notifications.kinds import kind_of
from tests.support.at_once import at_once
from tests.support.people import make_classroom, make_lesson, make_member

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def classroom(app: object, school: object) -> Classroom:
    return make_classroom(title="Biology 7b")


@pytest.fixture
def student(classroom: Classroom) -> User:
    return make_member(classroom).user


def shown(classroom: Classroom, user: User) -> list[str]:
    parts = outline.parts(classroom, user, empty=False)
    return [lesson.title for part in parts for lesson in part.lessons]


def told_to(event: Event) -> set[int]:
    return set(db.session.scalars(audience(event, kind_of("new_content"))))


def told() -> list[Event]:
    wanted = select(Event).where(Event.type == "lesson.published").order_by(Event.id)
    return list(db.session.scalars(wanted))


def totals(user: User) -> tuple[int, int]:
    db.session.expire_all()
    return db.session.execute(
        select(ClassProgress.done, ClassProgress.total).where(ClassProgress.user_id == user.id)
    ).one()


def test_published_at_its_time_and_once(classroom: Classroom, student: User) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        lesson = make_lesson(classroom, title="a", published=False)
        lesson_publishing.schedule(lesson, NOW + timedelta(hours=1), actor=classroom.owner)
        assert lesson_publishing.publish_due() == 0
        assert shown(classroom, student) == []
        traveller.shift(timedelta(days=3))
        assert [lesson_publishing.publish_due() for _ in range(2)] == [1, 0]
        assert shown(classroom, student) == ["a"]
        assert lesson.published_at == clock.now()
        assert [each.actor_id for each in told()] == [None]
        assert totals(student) == (0, 1)


def test_several_clocks_publish_it_once(app: Flask, classroom: Classroom) -> None:
    lesson = make_lesson(classroom, published=False)
    lesson.state, lesson.publish_at = LessonState.SCHEDULED, clock.now() - timedelta(days=1)
    db.session.commit()
    results = at_once(app, [lesson_publishing.publish_due] * 4)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert len(told()) == 1


@pytest.mark.parametrize("away", [timedelta(minutes=-1), timedelta(days=800)])
def test_a_time_that_makes_no_sense(classroom: Classroom, away: timedelta) -> None:
    lesson = make_lesson(classroom, published=False)
    with pytest.raises(Invalid) as refusal:
        lesson_publishing.schedule(lesson, clock.now() + away, actor=classroom.owner)
    assert "publish_at" in refusal.value.fields


def test_what_is_published_is_not_scheduled_and_what_is_scheduled_can_be_taken_back(classroom: Classroom) -> None:
    later, published = clock.now() + timedelta(hours=1), make_lesson(classroom)
    with pytest.raises(Conflict):
        lesson_publishing.schedule(published, later, actor=classroom.owner)
    lesson = make_lesson(classroom, published=False)
    lesson_publishing.schedule(lesson, later, actor=classroom.owner)
    back = lesson_publishing.withdraw(lesson, actor=classroom.owner)
    assert (back.state, back.publish_at) == (LessonState.DRAFT, None)


def test_nothing_is_published_in_a_class_that_was_put_away(classroom: Classroom) -> None:
    lesson = make_lesson(classroom, published=False)
    lesson.state, lesson.publish_at = LessonState.SCHEDULED, clock.now() - timedelta(days=1)
    classroom.state = State.ARCHIVED
    db.session.commit()
    assert lesson_publishing.publish_due() == 0
    classroom.state = State.PUBLISHED
    db.session.commit()
    assert lesson_publishing.publish_due() == 1


@pytest.mark.parametrize("of_module", [False, True])
def test_from_a_date_it_is_told_of_when_it_opens_and_once(classroom: Classroom, student: User, of_module: bool) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        lesson = make_lesson(classroom, title="a", published=False)
        held = lesson.module if of_module else lesson
        releases.put(held, Release(opens_at=NOW + timedelta(days=2)), actor=classroom.owner)
        lesson_publishing.publish(lesson, actor=classroom.owner)
        assert lesson_publishing.tell_of_opened() == 0
        assert (shown(classroom, student), told()) == ([], [])
        assert shown(classroom, classroom.owner) == ["a"]
        assert totals(student) == (0, 1)
        traveller.shift(timedelta(days=2))
        assert shown(classroom, student) == ["a"]
        assert [lesson_publishing.tell_of_opened() for _ in range(2)] == [1, 0]
        (event,) = told()
        assert student.id in told_to(event)


def test_a_lesson_after_another_opens_when_that_is_done(classroom: Classroom, student: User) -> None:
    first, second = (make_lesson(classroom, title=title) for title in "ab")
    releases.put(second, Release(after_lesson=first), actor=classroom.owner)
    assert shown(classroom, student) == ["a"]
    progress.finish(first, student)
    assert shown(classroom, student) == ["a", "b"]
    lesson_publishing.withdraw(first, actor=classroom.owner)
    assert releases.told(classroom).of_lessons[second.id].blocked
    progress.reopen(first, student)
    assert shown(classroom, student) == []


def test_a_lesson_after_a_module_opens_when_all_of_it_is_done(classroom: Classroom, student: User) -> None:
    first = make_lesson(classroom, title="a")
    other = modules.create(classroom, actor=classroom.owner, title="Next")
    last = make_lesson(classroom, title="z", module_id=other.id)
    releases.put(other, Release(after_module=first.module), actor=classroom.owner)
    assert shown(classroom, student) == ["a"]
    progress.finish(first, student)
    assert shown(classroom, student) == ["a", "z"]
    make_lesson(classroom, title="b")
    assert last.title not in shown(classroom, student)


def test_for_a_group_counts_for_its_members_only(classroom: Classroom, student: User) -> None:
    other = make_member(classroom).user
    lesson = make_lesson(classroom, title="a", published=False)
    some = groups.create(classroom, actor=classroom.owner, name="Blue", people=[student.public_id])
    releases.put(lesson, Release(group=some), actor=classroom.owner)
    lesson_publishing.publish(lesson, actor=classroom.owner)
    assert (shown(classroom, student), shown(classroom, other)) == (["a"], [])
    assert (totals(student), totals(other)) == ((0, 1), (0, 0))
    (event,) = told()
    assert told_to(event) == {student.id}
    groups.update(some, actor=classroom.owner, people=[other.public_id])
    assert (totals(student), totals(other)) == ((0, 0), (0, 1))
    assert told_to(event) == {other.id}
    with pytest.raises(Conflict):
        groups.remove(some, actor=classroom.owner)
    releases.put(lesson, Release(), actor=classroom.owner)
    assert (totals(student), totals(other)) == ((0, 1), (0, 1))
    groups.remove(some, actor=classroom.owner)
    assert db.session.scalar(select(func.count()).select_from(Group)) == 0


def test_staff_hears_of_what_is_closed(classroom: Classroom, student: User) -> None:
    assistant = make_member(classroom, role=ClassRole.ASSISTANT).user
    first, second = make_lesson(classroom), make_lesson(classroom, published=False)
    releases.put(second, Release(after_lesson=first), actor=classroom.owner)
    lesson_publishing.publish(second, actor=classroom.owner)
    (event,) = told()
    assert told_to(event) == {assistant.id}
    progress.finish(first, student)
    assert told_to(event) == {assistant.id, student.id}


def test_circles_are_refused_however_long(classroom: Classroom) -> None:
    a, b, c = (make_lesson(classroom, title=title) for title in "abc")
    releases.put(b, Release(after_lesson=a), actor=classroom.owner)
    releases.put(c, Release(after_lesson=b), actor=classroom.owner)
    for held, rule in (
        (a, Release(after_lesson=a)),
        (a, Release(after_lesson=c)),
        (a, Release(after_module=a.module)),
        (a.module, Release(after_lesson=b)),
        (a.module, Release(after_module=a.module)),
    ):
        with pytest.raises(Invalid, match="nobody could ever open them") as refusal:
            releases.put(held, rule, actor=classroom.owner)
        assert set(refusal.value.fields) == {"after"}
        assert releases.rule_of(held) is None


def test_what_comes_back_closes_no_circle(classroom: Classroom) -> None:
    a = make_lesson(classroom, title="a")
    other = modules.create(classroom, actor=classroom.owner, title="Other")
    b, c = (make_lesson(classroom, title=title, module_id=other.id) for title in "bc")
    releases.put(b, Release(after_lesson=a), actor=classroom.owner)
    lesson_publishing.delete(b, actor=classroom.owner)
    releases.put(a, Release(after_module=other), actor=classroom.owner)
    with pytest.raises(Conflict, match="wait for each other"):
        recently_deleted.restore_lesson(b, actor=classroom.owner)
    releases.put(a, Release(after_lesson=c), actor=classroom.owner)
    assert recently_deleted.restore_lesson(b, actor=classroom.owner).deleted_at is None


def test_nothing_of_another_class_is_waited_for(classroom: Classroom) -> None:
    elsewhere = make_lesson(make_classroom())
    lesson = make_lesson(classroom)
    group = groups.create(elsewhere.classroom, actor=classroom.owner, name="Blue")
    for rule in (
        Release(after_lesson=elsewhere),
        Release(after_module=elsewhere.module),
        Release(group=group),
        Release(opens_at=clock.now() + timedelta(days=900)),
    ):
        with pytest.raises(Invalid):
            releases.put(lesson, rule, actor=classroom.owner)


def test_progress_outlives_the_bin(classroom: Classroom, student: User) -> None:
    lesson = make_lesson(classroom)
    progress.finish(lesson, student)
    assert totals(student) == (1, 1)
    lesson_publishing.delete(lesson, actor=classroom.owner)
    assert totals(student) == (0, 0)
    recently_deleted.restore_lesson(lesson, actor=classroom.owner)
    recently_deleted.restore_lesson(lesson, actor=classroom.owner)
    assert totals(student) == (1, 1)


def test_what_was_to_be_published_meanwhile_comes_back_as_a_draft(classroom: Classroom) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        lesson = make_lesson(classroom, published=False)
        lesson_publishing.schedule(lesson, NOW + timedelta(days=1), actor=classroom.owner)
        lesson_publishing.delete(lesson, actor=classroom.owner)
        traveller.shift(timedelta(days=2))
        assert lesson_publishing.publish_due() == 0
        back = recently_deleted.restore_lesson(lesson, actor=classroom.owner)
        assert back.state is LessonState.DRAFT


def test_after_thirty_days_it_is_gone_unless_something_waits_for_it(classroom: Classroom, student: User) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        gone, awaited, waiting = (make_lesson(classroom, title=title) for title in "abc")
        other = modules.create(classroom, actor=classroom.owner, title="Other")
        inside = make_lesson(classroom, title="d", module_id=other.id)
        progress.finish(gone, student)
        releases.put(waiting, Release(after_lesson=awaited), actor=classroom.owner)
        for lesson in (gone, awaited):
            lesson_publishing.delete(lesson, actor=classroom.owner)
        modules.delete(other, actor=classroom.owner)
        traveller.shift(timedelta(days=29))
        assert upkeep.purge_deleted() == 0
        traveller.shift(timedelta(days=2))
        assert upkeep.purge_deleted() == 3
    left = set(db.session.scalars(select(Lesson.title)))
    assert left == {"b", "c"}
    assert inside.title not in left
    assert db.session.scalars(select(Module.title)).all() == ["Cells"]
    assert db.session.scalar(select(func.count()).select_from(LessonProgress)) == 0
    with pytest.raises(NotFound):
        recently_deleted.restore_lesson(gone, actor=classroom.owner)


def test_groups_have_names_of_their_own_and_students_of_the_class(classroom: Classroom, student: User) -> None:
    stranger = make_member(make_classroom()).user
    blue = groups.create(classroom, actor=classroom.owner, name="Blue")
    for wrong in ({"name": "Blue"}, {"name": ""}, {"name": "Red", "people": [stranger.public_id]}):
        with pytest.raises(Invalid):
            groups.create(classroom, actor=classroom.owner, **wrong)
    groups.update(blue, actor=classroom.owner, name="Blue", people=[student.public_id])
    assert [(group.name, many) for group, many in groups.listing(classroom)] == [("Blue", 1)]
    groups.remove(blue, actor=classroom.owner)
    with pytest.raises(NotFound):
        groups.update(blue, actor=classroom.owner, name="Green")


def test_who_left_and_is_back_is_in_his_group(classroom: Classroom, student: User) -> None:
    other = make_member(classroom).user
    blue = groups.create(classroom, actor=classroom.owner, name="Blue", people=[student.public_id])
    seat = db.session.scalars(select(Membership).where(Membership.user_id == student.id)).one()
    seat.state = MemberState.LEFT
    db.session.commit()
    assert [many for _group, many in groups.listing(classroom)] == [0]
    groups.update(blue, actor=classroom.owner, people=[other.public_id])
    seat.state = MemberState.ACTIVE
    db.session.commit()
    assert [many for _group, many in groups.listing(classroom)] == [2]


def test_a_group_without_students_is_warned_of(classroom: Classroom) -> None:
    lesson = make_lesson(classroom)
    blue = groups.create(classroom, actor=classroom.owner, name="Blue")
    releases.put(lesson, Release(group=blue), actor=classroom.owner)
    said = releases.told(classroom).of_lessons[lesson.id]
    assert (said.group, said.blocked) == ("Blue", True)


def test_nothing_rings_for_the_same_publication_twice(classroom: Classroom) -> None:
    lesson = make_lesson(classroom, published=False)
    lesson_publishing.publish(lesson, actor=classroom.owner)
    assert lesson_publishing.tell_of_opened() == 0
    assert db.session.scalar(select(func.count()).select_from(Dispatch)) == 1
