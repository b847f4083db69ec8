"""Issued by the rule alone, once; never changed; at most revoked (security.md T26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from app import clock
from app.actions import certificates, class_recognition, lesson_publishing, progress
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.certificate import Certificate
from app.models.classroom import Classroom, Membership, MemberState
from app.models.event import Dispatch
from app.models.lesson import Lesson
from app.models.progress import ClassProgress
from app.models.user import User
from app.notifications import fanout
from app.transaction import action
from tests.certificates.conftest import Course
from tests.support.at_once import at_once
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.ring import notes_of


def all_of_them() -> list[Certificate]:
    db.session.expire_all()
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


def complete(course: Course) -> Certificate:
    for lesson in course.lessons:
        progress.finish(lesson, course.student)
    return all_of_them()[-1]


def test_the_last_lesson_brings_it(course: Course) -> None:
    progress.finish(course.lessons[0], course.student)
    assert all_of_them() == []
    made = complete(course)
    assert (made.holder, made.title, made.teacher, made.school) == (
        "Sam Student",
        "Biology 7b",
        "Tess Okonkwo",
        "Hill School",
    )
    assert (made.lessons, made.colour, made.language) == (2, 8, "en")
    assert certificates.is_genuine(made)
    deeds = db.session.scalars(select(AuditEntry.deed)).all()
    assert "certificate.issued" in deeds


def test_its_holder_hears_of_it_and_nobody_else(course: Course) -> None:
    made = complete(course)
    for key in db.session.scalars(select(Dispatch.id).where(Dispatch.kind == "certificate_issued")).all():
        fanout.run(key)
    (told,) = [note for note in notes_of(course.student) if note.kind == "certificate_issued"]
    assert told.title == "Your certificate: Biology 7b"
    assert told.path == f"/certificates/{made.public_id}"
    assert not notes_of(course.teacher)


def test_a_class_that_gives_none_gives_none_until_it_does(course: Course) -> None:
    class_recognition.choose(course.classroom, actor=course.teacher, recognises=True, certifies=False)
    for lesson in course.lessons:
        progress.finish(lesson, course.student)
    assert all_of_them() == []
    assert class_recognition.choose(course.classroom, actor=course.teacher, recognises=True, certifies=True) == 1
    assert class_recognition.choose(course.classroom, actor=course.teacher, recognises=True, certifies=True) == 0
    assert len(all_of_them()) == 1


def test_what_a_teacher_takes_away_completes_it_at_the_next_round(course: Course) -> None:
    progress.finish(course.lessons[0], course.student)
    lesson_publishing.withdraw(course.lessons[1], actor=course.teacher)
    action(progress.recount)(course.classroom.id)
    assert certificates.issue_all() == 1
    assert certificates.issue_all() == 0


def test_undoing_and_leaving_do_not_take_it_away(course: Course) -> None:
    made = complete(course)
    progress.reopen(course.lessons[0], course.student)
    progress.finish(course.lessons[0], course.student)
    db.session.execute(update(Membership).values(state=MemberState.LEFT))
    db.session.commit()
    assert all_of_them() == [made]
    assert certificates.of_code(made.code) is not None


def test_names_that_change_later_leave_it_as_it_is(course: Course) -> None:
    made = complete(course)
    course.student.name, course.classroom.title = "Somebody Else", "Another class"
    db.session.commit()
    assert (all_of_them()[0].holder, all_of_them()[0].title) == ("Sam Student", "Biology 7b")
    assert certificates.is_genuine(made)


@pytest.mark.parametrize("way", ["finish", "issue"])
def test_many_at_once_issue_one(app: Flask, course: Course, way: str) -> None:
    progress.finish(course.lessons[0], course.student)
    if way == "issue":
        class_recognition.choose(course.classroom, actor=course.teacher, recognises=True, certifies=False)
        progress.finish(course.lessons[1], course.student)
        course.classroom.certifies = True
    lesson_id, user_id, classroom_id = course.lessons[1].id, course.student.id, course.classroom.id
    db.session.commit()

    def deed() -> Any:
        if way == "issue":
            return certificates.issue(classroom_id)
        lesson, user = db.session.get(Lesson, lesson_id), db.session.get(User, user_id)
        assert lesson is not None
        assert user is not None
        return progress.finish(lesson, user)

    results = at_once(app, [deed] * 5)
    assert not [each for each in results if isinstance(each, Exception)]
    assert len(all_of_them()) == 1
    kinds = db.session.scalars(select(Dispatch.kind)).all()
    assert kinds.count("certificate_issued") == 1


def test_finishing_while_the_teacher_deletes_lessons_stops_nobody(app: Flask, course: Course) -> None:
    """What is written down in the audit log comes after the locks of progress, whoever does it."""
    people = [course.student, *(make_member(course.classroom).user for _ in range(3))]
    spare = [make_lesson(course.classroom, position=place) for place in range(2, 6)]
    for user in people:
        for lesson in (course.lessons[0], *spare):
            progress.finish(lesson, user)
    last, teacher_id = course.lessons[1].id, course.teacher.id
    ids, extra = [user.id for user in people], [lesson.id for lesson in spare]
    db.session.commit()

    def finish(user_id: int) -> None:
        lesson, user = db.session.get(Lesson, last), db.session.get(User, user_id)
        assert lesson is not None
        assert user is not None
        progress.finish(lesson, user)

    def delete(lesson_id: int) -> None:
        lesson, teacher = db.session.get(Lesson, lesson_id), db.session.get(User, teacher_id)
        assert lesson is not None
        assert teacher is not None
        lesson_publishing.delete(lesson, actor=teacher)

    works = [lambda each=each: finish(each) for each in ids] + [lambda each=each: delete(each) for each in extra]
    assert at_once(app, works) == [None] * len(works)
    assert len(all_of_them()) == len(people)


def test_revoked_for_good_with_a_reason(course: Course) -> None:
    made = complete(course)
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Invalid):
            certificates.revoke(made, actor=course.teacher, reason=reason)
    certificates.revoke(made, actor=course.teacher, reason="Not his own work")
    with pytest.raises(Conflict):
        certificates.revoke(made, actor=course.teacher, reason="Again")
    (kept,) = all_of_them()
    assert kept.is_revoked
    assert certificates.is_genuine(kept)
    progress.reopen(course.lessons[0], course.student)
    progress.finish(course.lessons[0], course.student)
    assert certificates.issue_all() == 0
    assert len(all_of_them()) == 1
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "certificate.revoked")).one()
    assert entry.after == {"reason": "Not his own work"}
    assert entry.actor_name == "Tess Okonkwo"


@pytest.mark.parametrize(
    "change",
    [
        {"holder": "Somebody Else"},
        {"title": "Rocket science"},
        {"teacher": "Nobel"},
        {"school": "MIT"},
        {"lessons": 100},
        {"issued_at": clock.now() - timedelta(days=365)},
        {"code": "A" * 20},
        {"revoked_at": None},
        {"revocation_reason": "Never mind"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_record_that_somebody_changed_proves_nothing(course: Course, change: dict[str, Any]) -> None:
    made = complete(course)
    certificates.revoke(made, actor=course.teacher, reason="Mistake")
    assert certificates.of_code(made.code) is not None
    db.session.execute(update(Certificate).values(**change))
    db.session.commit()
    (changed,) = all_of_them()
    assert certificates.of_code(changed.code) is None
    assert not certificates.is_genuine(changed)


def test_the_person_and_the_class_may_go_and_it_stays(course: Course) -> None:
    made = complete(course)
    db.session.execute(update(Certificate).values(user_id=None, classroom_id=None))
    db.session.commit()
    assert certificates.of_code(made.code) is not None


def test_codes_are_read_however_they_are_typed(course: Course) -> None:
    made = complete(course)
    for typed in (made.code, made.code_shown, made.code.lower(), f"  {made.code_shown.replace('-', ' ')}\n"):
        assert certificates.of_code(typed) is not None
    for typed in ("", made.code[:-1], made.code + "A", "'" * 20, "ß" * 20):
        assert certificates.of_code(typed) is None


def test_codes_have_more_than_eighty_bits() -> None:
    codes = {certificates.new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 20 and not set(code) & set("01ILO") for code in codes)


DEEDS = ("finish", "undo", "add", "withdraw", "on", "off", "leave", "join", "round")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3)), min_size=1, max_size=25))
def test_no_sequence_of_deeds_issues_one_without_the_rule(
    app: Flask, school: object, steps: list[tuple[str, int]]
) -> None:
    """Whoever has a new one after a deed is an active student of a class that gives them, with nothing left to do."""
    classroom = make_classroom()
    members = [make_member(classroom) for _ in range(2)]
    lessons = [make_lesson(classroom, position=place) for place in range(2)]
    known: set[int] = set()
    for deed, number in steps:
        _do(deed, number, classroom, members, lessons)
        found = db.session.scalars(select(Certificate).where(Certificate.classroom_id == classroom.id)).all()
        for each in found:
            if each.id not in known:
                assert _earned(classroom, each.user_id)
        assert known <= {each.id for each in found}
        known = {each.id for each in found}
        assert len({each.user_id for each in found}) == len(found)


def _do(deed: str, number: int, classroom: Classroom, members: list[Membership], lessons: list[Lesson]) -> None:
    member, lesson, teacher = members[number % 2], lessons[number % len(lessons)], classroom.owner
    if deed in ("finish", "undo"):
        if member.is_active and lesson.is_published:
            (progress.finish if deed == "finish" else progress.reopen)(lesson, member.user)
    elif deed == "add":
        lessons.append(make_lesson(classroom, position=len(lessons)))
    elif deed == "withdraw" and lesson.is_published:
        lesson_publishing.withdraw(lesson, actor=teacher)
    elif deed in ("on", "off"):
        class_recognition.choose(classroom, actor=teacher, recognises=True, certifies=deed == "on")
    elif deed in ("leave", "join"):
        member.state = MemberState.LEFT if deed == "leave" else MemberState.ACTIVE
        db.session.commit()
    action(progress.recount)(classroom.id)
    if deed == "round":
        certificates.issue_all()


def _earned(classroom: Classroom, user_id: int | None) -> bool:
    row = db.session.get(ClassProgress, (classroom.id, user_id))
    member = db.session.scalars(
        select(Membership).where(Membership.classroom_id == classroom.id, Membership.user_id == user_id)
    ).one()
    db.session.refresh(row)
    return bool(
        classroom.certifies
        and member.is_active
        and row
        and row.total > 0
        and row.done == row.total
        and row.completed_at
    )


def test_made_up_people_have_none(app: Flask, school: object) -> None:
    make_user()
    assert certificates.issue_all() == 0
    assert db.session.scalar(text("SELECT count(*) FROM certificates")) == 0
