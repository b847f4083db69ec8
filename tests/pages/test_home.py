"""The start page of each role: what it shows, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import lesson_publishing
from app.extensions import db
from app.models.attempt import Attempt
from app.models.classroom import ClassRole, Classroom, MemberState, State
from app.models.event import Dispatch
from app.models.quiz import Quiz
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from app.notifications import fanout
from app.reports import quiz_overview
from tests.quiz_results.handing_in import RIGHT, begin, hand_in
from tests.support.browsing import Browser
from tests.support.live import keep_live
from tests.support.people import make_classroom, make_lesson, make_member, make_school, make_user
from tests.support.queries import counted
from tests.support.quizzes import make_quiz, question

FRAME = 5


def test_a_stranger_is_welcomed(client: Browser) -> None:
    make_user()
    page = client.get("/").text
    assert "Log in" in page
    assert "Have a class code?" in page
    assert "Make an account" not in page


def test_a_stranger_may_register_where_the_school_says_so(app: Flask) -> None:
    make_school(registration=Registration.OPEN)
    make_user()
    assert "Make an account" in app.test_client().get("/").text


def test_before_set_up_there_is_one_way_on(app: Flask) -> None:
    app.extensions["first_run"] = {"done": False}
    page = app.test_client().get("/")
    assert page.status_code == 200
    assert "Set up the school" in page.text
    assert db.session.get(School, 1) is None


def test_a_new_student_is_asked_for_a_code(client: Browser) -> None:
    page = client.log_in(make_user()).get("/").text
    assert "You are in no class yet" in page
    assert 'name="code"' in page


def test_a_new_teacher_is_led_to_the_first_class(client: Browser) -> None:
    page = client.log_in(make_user(Role.TEACHER)).get("/").text
    assert "Make your first class" in page
    assert "/classrooms/new" in page


def test_a_student_sees_his_classes_and_their_lessons(client: Browser) -> None:
    student = make_user(name="Sam")
    biology = make_classroom(title="Biology 7b")
    make_member(biology, student)
    make_lesson(biology, title="Why leaves are green")
    make_lesson(biology, published=False, title="Unfinished")
    make_lesson(make_classroom(title="Chess"), title="Openings")
    page = client.log_in(student).get("/").text
    assert "Hello, Sam" in page
    assert "Biology 7b" in page
    assert "Why leaves are green" in page
    for hidden in ("Unfinished", "Chess", "Openings"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("state", "shown", "lessons"),
    [
        (MemberState.ACTIVE, True, True),
        (MemberState.REQUESTED, True, False),
        (MemberState.INVITED, True, False),
        (MemberState.SUSPENDED, False, False),
        (MemberState.REMOVED, False, False),
        (MemberState.LEFT, False, False),
    ],
)
def test_what_each_state_of_a_member_shows(client: Browser, state: MemberState, shown: bool, lessons: bool) -> None:
    student = make_user()
    biology = make_classroom(title="Biology 7b")
    make_member(biology, student, state=state)
    make_lesson(biology, title="Why leaves are green")
    page = client.log_in(student).get("/").text
    assert ("Biology 7b" in page) is shown
    assert ("Why leaves are green" in page) is lessons


def test_a_student_sees_what_rang(client: Browser) -> None:
    student = make_user()
    classroom = make_classroom(title="Biology 7b")
    make_member(classroom, student)
    lesson = make_lesson(classroom, published=False, title="Roots")
    lesson_publishing.publish(lesson, actor=classroom.owner)
    for dispatch_id in db.session.scalars(select(Dispatch.id)).all():
        fanout.run(dispatch_id)
    page = client.log_in(student).get("/").text
    assert "Latest notifications" in page
    assert "New lesson: Roots" in page


def test_archived_and_draft_classes(client: Browser) -> None:
    student = make_user()
    old = make_classroom(title="Old class", state=State.ARCHIVED)
    raw = make_classroom(title="Raw class", state=State.DRAFT)
    for classroom in (old, raw):
        make_member(classroom, student)
        make_lesson(classroom, title=f"Lesson of {classroom.title}")
    page = client.log_in(student).get("/").text
    assert "Old class" in page
    assert "Put away" in page
    assert "Lesson of" not in page
    assert "Raw class" not in page


def test_a_teacher_sees_what_waits(client: Browser) -> None:
    tess = make_user(Role.TEACHER, name="Tess")
    biology = make_classroom(tess, title="Biology 7b")
    for _ in range(2):
        make_member(biology)
    make_member(biology, make_user(name="Ben Carter"), state=MemberState.REQUESTED)
    make_lesson(biology, published=False, title="Unfinished")
    foreign = make_classroom(title="Chess")
    make_member(foreign, make_user(name="Somebody else"), state=MemberState.REQUESTED)
    make_lesson(foreign, published=False, title="Foreign draft")
    page = client.log_in(tess).get("/").text
    for shown in ("2 students", "1 asks to join", "Ben Carter", "Unfinished"):
        assert shown in page
    for hidden in ("Chess", "Somebody else", "Foreign draft"):
        assert hidden not in page


def test_one_way_to_all_who_ask_for_each_class(client: Browser) -> None:
    teacher = make_user(Role.TEACHER)
    classes = [make_classroom(teacher), make_classroom(teacher)]
    for classroom in (*classes, *classes):
        make_member(classroom, state=MemberState.REQUESTED)
    page = client.log_in(teacher).get("/").text
    assert page.count("/approval") == 4
    for classroom in classes:
        assert page.count(f"/classrooms/{classroom.public_id}/people?show=requested") == 1


def test_an_assistant_is_not_asked_to_decide(client: Browser) -> None:
    helper = make_user(Role.TEACHER)
    biology = make_classroom(title="Biology 7b")
    make_member(biology, helper, ClassRole.ASSISTANT)
    make_member(biology, make_user(name="Ben Carter"), state=MemberState.REQUESTED)
    page = client.log_in(helper).get("/").text
    assert "Biology 7b" in page
    assert "Ben Carter" not in page


def essay(classroom: Classroom, title: str, **settings: object) -> Quiz:
    return make_quiz(classroom, [question("essay", "Why?", {})], title=title, **settings)


def written(quiz: Quiz, **values: object) -> Attempt:
    return hand_in(quiz, make_member(quiz.classroom).user, [{"text": "Because."}], **values)


@pytest.mark.parametrize("role", [ClassRole.TEACHER, ClassRole.OWNER, ClassRole.ASSISTANT, ClassRole.STUDENT, None])
def test_who_may_grade_sees_what_waits_for_it(client: Browser, role: ClassRole | None) -> None:
    teacher = make_user(Role.TEACHER)
    biology = make_classroom(*[teacher] * (role is ClassRole.OWNER), title="Biology 7b")
    if role not in (ClassRole.OWNER, None):
        make_member(biology, teacher, role)
    quiz = essay(biology, "Roots")
    for _each in range(2):
        written(quiz)
    begin(quiz, make_member(biology).user, [{"text": "Not yet."}])
    page = client.log_in(teacher).get("/").text
    may = role in (ClassRole.TEACHER, ClassRole.OWNER)
    assert (f'href="/quizzes/{quiz.public_id}/grading"' in page) is may
    assert ("2 to grade" in page) is may
    assert ("To grade" in page) is may


def test_what_waits_for_nobody_is_not_to_be_graded(client: Browser) -> None:
    teacher = make_user(Role.TEACHER)
    biology, old = make_classroom(teacher), make_classroom(teacher, state=State.ARCHIVED)
    written(essay(biology, "In the bin", deleted_at=clock.now()))
    written(essay(biology, "Tried out"), is_preview=True)
    hand_in(make_quiz(biology), make_member(biology).user, [RIGHT])
    written(essay(old, "Put away"))
    hand_in(essay(biology, "His own"), teacher, [{"text": "Mine."}])
    assert quiz_overview.to_grade(teacher) == quiz_overview.ToGrade([])
    assert "To grade" not in client.log_in(teacher).get("/").text
    written(essay(biology, "Waits"))
    assert [waiting.quiz.title for waiting in quiz_overview.to_grade(teacher).quizzes] == ["Waits"]
    teacher.student_view_of = biology.id
    assert not quiz_overview.to_grade(teacher).quizzes


def test_the_longest_waiting_come_first_and_the_rest_is_counted(client: Browser) -> None:
    teacher = make_user(Role.TEACHER)
    biology, now = make_classroom(teacher), clock.now()
    for number in range(quiz_overview.FEW + 2):
        written(essay(biology, f"Quiz {number:02}")).submitted_at = now - timedelta(hours=number)
    db.session.commit()
    found = quiz_overview.to_grade(teacher)
    newest = quiz_overview.FEW + 1
    assert [each.quiz.title for each in found.quizzes] == [f"Quiz {newest - n:02}" for n in range(quiz_overview.FEW)]
    assert found.quizzes[0].since == now - timedelta(hours=newest)
    assert found.more == 2
    assert "2 more quizzes wait for grades." in client.log_in(teacher).get("/").text


def test_an_admin_sees_the_school(client: Browser) -> None:
    make_user(status=Status.INVITED, password_hash=None)
    make_classroom()
    page = client.log_in(make_user(Role.ADMIN)).get("/").text
    assert "1 invitation is open" in page
    assert "What needs you" in page


def test_an_admin_who_teaches_sees_what_that_needs(client: Browser) -> None:
    admin = make_user(Role.ADMIN)
    classroom = _fill_teacher(admin)
    keep_live(classroom, title="Cell division")
    page = client.log_in(admin).get("/").text
    for shown in ("What needs you", "To grade", "1 to grade", "Drafts to finish", "Cell division", classroom.title):
        assert shown in page


def _fill_student(user: User) -> Classroom:
    classroom = make_classroom()
    make_member(classroom, user)
    make_lesson(classroom)
    return classroom


def _fill_teacher(user: User) -> Classroom:
    classroom = make_classroom(user)
    make_member(classroom, state=MemberState.REQUESTED)
    make_lesson(classroom, published=False)
    written(essay(classroom, "Roots"))
    return classroom


@pytest.mark.parametrize(
    ("role", "fill", "budget"),
    [(Role.STUDENT, _fill_student, 9), (Role.TEACHER, _fill_teacher, 6), (Role.ADMIN, _fill_teacher, 7)],
)
def test_the_budget_of_queries(client: Browser, role: Role, fill: Callable[[User], Classroom], budget: int) -> None:
    """Beyond the frame of every page: session with its user, school, bell, push key."""
    user = make_user(role)
    client.log_in(user)
    fill(user)
    with counted() as few:
        client.get("/")
    for _ in range(15):
        fill(user)
    with counted() as many:
        client.get("/")
    assert len(many) == len(few), many
    assert len(many) <= FRAME + budget, many
