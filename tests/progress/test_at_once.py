"""Many at the same moment: a student in many windows, his teacher, his classmates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.actions import completions, lesson_publishing, viewing
from app.extensions import db
from app.models.lesson import Lesson
from app.models.progress import FinishRule
from app.models.user import User
from tests.progress.conftest import Learning, recount
from tests.progress.recomputed import kept, recomputed
from tests.support.at_once import at_once
from tests.support.people import make_lesson

Verb = Callable[..., Any]


def deed(verb: Verb, lesson_id: int, user_id: int) -> Callable[[], Any]:
    def work() -> Any:
        lesson, user = db.session.get(Lesson, lesson_id), db.session.get(User, user_id)
        return verb(lesson, actor=user)

    return work


def test_one_student_finishes_many_lessons_while_his_teacher_publishes(app: Flask, learning: Learning) -> None:
    there = [make_lesson(learning.classroom) for _ in range(8)]
    drafts = [make_lesson(learning.classroom, published=False) for _ in range(4)]
    recount(learning.classroom)
    works = [deed(completions.complete, lesson.id, learning.sam.id) for lesson in there]
    works += [deed(lesson_publishing.publish, lesson.id, learning.teacher.id) for lesson in drafts]
    works += [deed(completions.complete, lesson.id, learning.sue.id) for lesson in there[:3]]
    room = learning.classroom.id
    results = at_once(app, works)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert kept(room) == recomputed(room)
    assert (learning.whole().done, learning.whole().total) == (8, 15)
    assert learning.whole(learning.sue).done == 3


def test_done_and_undone_in_turns_by_many_windows(app: Flask, learning: Learning) -> None:
    first, second, _third = learning.lessons
    works = [
        deed(completions.complete, first.id, learning.sam.id),
        deed(completions.withdraw, first.id, learning.sam.id),
    ]
    works += [deed(lesson_publishing.withdraw, second.id, learning.teacher.id)]
    works += [deed(completions.complete, second.id, learning.sam.id)]
    room = learning.classroom.id
    results = at_once(app, works * 3)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert kept(room) == recomputed(room)


def test_many_tabs_count_no_second_twice(app: Flask, learning: Learning) -> None:
    lesson = learning.lessons[0]
    lesson.finish_rule, lesson.finish_minutes = FinishRule.MINUTES, 1
    db.session.commit()
    viewing.opened(lesson, learning.sam)
    results = at_once(app, [deed(viewing.seen, lesson.id, learning.sam.id)] * 10)
    assert results == [False] * 10
    assert learning.of(lesson).seconds <= 5  # type: ignore[union-attr]
