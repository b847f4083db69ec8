"""Lessons and modules put in order: by one, by two at once, over the borders of modules."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import duplicates, lesson_publishing, modules, outline, placing, releases
from app.actions.releases import Release
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FileKind, FilePlace, LessonFile, StoredFile
from app.models.lesson import Lesson, Module
from app.models.progress import ClassProgress
from app.models.user import User
from tests.support.at_once import at_once
from tests.support.people import make_classroom, make_lesson, make_member


@pytest.fixture
def classroom(app: object, school: object) -> Classroom:
    """Cells: a b c; Leaves: d e; Animals: nothing."""
    room = make_classroom(title="Biology 7b")
    for title, lessons in (("Cells", "abc"), ("Leaves", "de"), ("Animals", "")):
        module = modules.create(room, actor=room.owner, title=title)
        for number, name in enumerate(lessons, 1):
            make_lesson(room, title=name, module_id=module.id, position=number)
    return room


def line(classroom: Classroom) -> dict[str, str]:
    db.session.expire_all()
    shown = outline.parts(classroom, classroom.owner, empty=True)
    return {part.module.title: "".join(each.title for each in part.lessons) for part in shown}


def named(title: str) -> Lesson:
    return db.session.scalars(select(Lesson).where(Lesson.title == title)).one()


def module_named(title: str) -> Module:
    return db.session.scalars(select(Module).where(Module.title == title)).one()


@pytest.mark.parametrize(
    ("what", "where", "neighbour", "stands"),
    [
        ("a", "Cells", {"before": "c"}, {"Cells": "bac", "Leaves": "de"}),
        ("c", "Cells", {"before": "a"}, {"Cells": "cab", "Leaves": "de"}),
        ("a", "Cells", {"after": "b"}, {"Cells": "bac", "Leaves": "de"}),
        ("a", "Cells", {}, {"Cells": "bca", "Leaves": "de"}),
        ("b", "Leaves", {"before": "d"}, {"Cells": "ac", "Leaves": "bde"}),
        ("b", "Leaves", {"after": "d"}, {"Cells": "ac", "Leaves": "dbe"}),
        ("e", "Animals", {}, {"Cells": "abc", "Leaves": "d", "Animals": "e"}),
    ],
)
def test_put_where_it_is_wanted(
    classroom: Classroom, what: str, where: str, neighbour: dict[str, str], stands: dict[str, str]
) -> None:
    aside = {name: named(title) for name, title in neighbour.items()}
    placing.put_lesson(named(what), actor=classroom.owner, module=module_named(where), **aside)
    assert line(classroom) == {"Animals": "", **stands}
    positions = db.session.scalars(select(Lesson.position).where(Lesson.module_id == module_named(where).id))
    assert sorted(positions) == list(range(1, len(stands[where]) + 1))


def test_steps_lead_over_the_borders_of_modules(classroom: Classroom) -> None:
    seen = []
    for _ in range(5):
        placing.step_lesson(named("b"), True, actor=classroom.owner)
        seen.append("|".join(line(classroom).values()))
    assert seen == ["acb|de|", "ac|bde|", "ac|dbe|", "ac|deb|", "ac|de|b"]
    assert placing.step_lesson(named("b"), True, actor=classroom.owner).module.title == "Animals"
    placing.step_lesson(named("b"), False, actor=classroom.owner)
    assert line(classroom) == {"Cells": "ac", "Leaves": "deb", "Animals": ""}
    placing.step_lesson(named("a"), False, actor=classroom.owner)
    assert line(classroom)["Cells"] == "ac"


def test_modules_step_and_are_put(classroom: Classroom) -> None:
    placing.step_module(module_named("Animals"), False, actor=classroom.owner)
    assert list(line(classroom)) == ["Cells", "Animals", "Leaves"]
    placing.put_module(module_named("Leaves"), actor=classroom.owner, before=module_named("Cells"))
    assert list(line(classroom)) == ["Leaves", "Cells", "Animals"]
    placing.step_module(module_named("Animals"), True, actor=classroom.owner)
    placing.put_module(module_named("Leaves"), actor=classroom.owner)
    assert list(line(classroom)) == ["Cells", "Animals", "Leaves"]


def test_what_lies_in_the_bin_keeps_its_place(classroom: Classroom) -> None:
    lesson_publishing.delete(named("b"), actor=classroom.owner)
    placing.step_lesson(named("a"), True, actor=classroom.owner)
    assert line(classroom)["Cells"] == "ca"
    with pytest.raises(NotFound):
        placing.step_lesson(named("b"), True, actor=classroom.owner)


def test_a_neighbour_that_is_elsewhere_is_refused(classroom: Classroom) -> None:
    elsewhere = make_classroom()
    theirs = modules.create(elsewhere, actor=elsewhere.owner, title="Theirs")
    other = make_lesson(elsewhere, title="foreign", module_id=theirs.id)
    for wrong in ({"before": named("d")}, {"after": other}, {"before": named("a")}):
        with pytest.raises(Invalid) as refusal:
            placing.put_lesson(named("a"), actor=classroom.owner, module=module_named("Cells"), **wrong)
        assert set(refusal.value.fields) == set(wrong)
    with pytest.raises(Invalid):
        placing.put_lesson(named("a"), actor=classroom.owner, module=other.module)
    modules.delete(module_named("Animals"), actor=classroom.owner)
    with pytest.raises(NotFound):
        placing.put_lesson(named("a"), actor=classroom.owner, module=module_named("Animals"))


def test_a_move_that_closes_a_circle_is_refused(classroom: Classroom) -> None:
    releases.put(named("a"), Release(after_module=module_named("Leaves")), actor=classroom.owner)
    with pytest.raises(Invalid, match="wait for each other"):
        placing.put_lesson(named("a"), actor=classroom.owner, module=module_named("Leaves"))
    assert line(classroom)["Cells"] == "abc"


def test_a_move_does_not_look_like_work_on_the_lesson(classroom: Classroom) -> None:
    before = {each.title: each.updated_at for each in db.session.scalars(select(Lesson))}
    placing.put_lesson(named("a"), actor=classroom.owner, module=module_named("Cells"))
    db.session.expire_all()
    assert {each.title: each.updated_at for each in db.session.scalars(select(Lesson))} == before


def test_two_teachers_reorder_at_once_and_lose_nothing(app: Flask, classroom: Classroom) -> None:
    owner_id, chance = classroom.owner.id, random.Random(4)

    def someone() -> Callable[[], object]:
        what, where = chance.choice("abcde"), chance.choice(["Cells", "Leaves", "Animals"])
        steps = chance.random() < 0.5

        def deed() -> object:
            actor = db.session.get(User, owner_id)
            lesson, module = named(what), module_named(where)
            assert actor is not None
            db.session.commit()
            if steps:
                return placing.step_lesson(lesson, bool(chance.getrandbits(1)), actor=actor)
            return placing.put_lesson(lesson, actor=actor, module=module)

        return deed

    for _round in range(6):
        results = at_once(app, [someone() for _ in range(4)])
        assert not [each for each in results if isinstance(each, Exception)], results
        stands = line(classroom)
        assert Counter("".join(stands.values())) == Counter("abcde")
        for title, lessons in stands.items():
            inside = select(Lesson.position).where(Lesson.module_id == module_named(title).id)
            assert len(set(db.session.scalars(inside))) == len(lessons)


def test_a_copy_is_a_draft_beside_that_shares_the_files(classroom: Classroom) -> None:
    original = named("a")
    releases.put(original, Release(after_lesson=named("d")), actor=classroom.owner)
    stored = StoredFile(
        classroom_id=classroom.id,
        key="k" * 32,
        filename="leaf.png",
        media_type="image/png",
        kind=FileKind.IMAGE,
        size=3,
        sha256="0" * 64,
    )
    db.session.add(stored)
    db.session.flush()
    db.session.add(LessonFile(lesson_id=original.id, file_id=stored.id, place=FilePlace.ATTACHMENT))
    db.session.commit()
    copy = duplicates.duplicate_lesson(original, actor=classroom.owner)
    assert (copy.title, copy.is_published, copy.body_html) == ("a (copy)", False, original.body_html)
    assert line(classroom)["Cells"] == "aa (copy)bc"
    assert db.session.scalars(select(LessonFile.file_id).where(LessonFile.lesson_id == copy.id)).all() == [stored.id]
    assert releases.rule_of(copy) is None


def test_a_copied_module_holds_drafts_and_counts_for_nobody(classroom: Classroom) -> None:
    make_member(classroom)
    lesson_publishing.withdraw(named("c"), actor=classroom.owner)
    lesson_publishing.delete(named("b"), actor=classroom.owner)
    copy = duplicates.duplicate_module(module_named("Cells"), actor=classroom.owner)
    assert list(line(classroom)) == ["Cells", "Cells (copy)", "Leaves", "Animals"]
    assert line(classroom)["Cells (copy)"] == "ac"
    drafts = db.session.scalars(select(Lesson).where(Lesson.module_id == copy.id))
    assert not any(each.is_published for each in drafts)
    assert db.session.scalars(select(ClassProgress.total)).all() == [3]


def test_a_long_title_still_says_that_it_is_a_copy(classroom: Classroom) -> None:
    lesson = make_lesson(classroom, title="x" * 160)
    copy = duplicates.duplicate_lesson(lesson, actor=classroom.owner)
    assert len(copy.title) == 160
    assert copy.title.endswith("x (copy)")
