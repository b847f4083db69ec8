"""Two people, one moment: nothing is lost and nothing rings twice."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app.actions import lesson_drafts, lesson_publishing, lessons, modules
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.event import Dispatch
from app.models.lesson import Lesson, Module
from app.models.revision import LessonDraft, LessonRevision
from app.models.user import User
from tests.lessons.conftest import School
from tests.support.at_once import at_once

Work = Callable[[User], object]


def together(app: Flask, actor: User, *works: Work) -> list[object]:
    """What each of `works` returned or raised, all begun at the same moment."""

    def by(work: Work) -> Callable[[], object]:
        def deed() -> object:
            person = db.session.get(User, key)
            assert person is not None
            db.session.commit()
            return work(person)

        return deed

    key = actor.id
    return at_once(app, map(by, works))


def test_published_by_two_at_once_it_rings_once(app: Flask, biology: School) -> None:
    together(app, biology.people["owner"], *[lambda actor: lesson_publishing.publish(biology.draft, actor=actor)] * 4)
    assert db.session.scalar(select(func.count()).select_from(Dispatch)) == 1


def test_of_two_saves_at_once_one_is_told(app: Flask, biology: School) -> None:
    def save(title: str) -> Work:
        return lambda actor: lessons.update(biology.lesson, actor=actor, version=1, title=title)

    results = together(app, biology.people["owner"], *(save(f"Title {number}") for number in range(4)))
    assert sum(isinstance(result, Conflict) for result in results) == 3
    db.session.expire_all()
    kept = db.session.get(Lesson, biology.lesson.id)
    assert kept is not None
    assert kept.version == 2


def test_a_module_deleted_while_a_lesson_comes_in_loses_nothing(app: Flask, biology: School) -> None:
    module = modules.create(biology.classroom, actor=biology.people["owner"], title="Contested")
    results = together(
        app,
        biology.people["owner"],
        lambda actor: modules.delete(db.session.merge(module), actor=actor),
        lambda actor: lessons.create(module, actor=actor, title="New"),
    )
    db.session.expire_all()
    deleted = db.session.get(Module, module.id)
    assert results[0] is None
    assert deleted is not None
    made = list(db.session.scalars(select(Lesson).where(Lesson.title == "New")))
    assert isinstance(results[1], NotFound) is not bool(made)
    assert all(each.deleted_at == deleted.deleted_at for each in made)


def test_drafts_of_one_person_at_once_are_one_and_a_save_beside_them_stands(app: Flask, biology: School) -> None:
    def keep(body: str) -> Work:
        return lambda actor: lesson_drafts.keep(biology.lesson, actor=actor, version=1, title="t", body=body)

    def save(actor: User) -> object:
        return lessons.update(biology.lesson, actor=actor, version=1, body="Whole")

    results = together(app, biology.people["owner"], keep("a"), keep("ab"), save, keep("abc"))
    assert all(isinstance(result, LessonDraft | Lesson | Conflict) for result in results), results
    db.session.expire_all()
    kept = db.session.get(Lesson, biology.lesson.id)
    assert kept is not None
    assert (kept.body, kept.version) == ("Whole", 2)
    assert db.session.scalar(select(func.count()).select_from(LessonDraft)) in (0, 1)
    assert sorted(db.session.scalars(select(LessonRevision.version))) == [1, 2]
