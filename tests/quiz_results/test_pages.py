"""The pages about what came of a quiz: for its teachers, and for each student his own."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from sqlalchemy import select

from app import clock
from app.actions import quiz_questions
from app.extensions import db
from app.models.attempt import LateAnswer, Response
from app.models.audit import AuditEntry
from app.models.classroom import State
from app.models.quiz import Quiz
from app.models.reveal import Part, Reveals
from tests.quiz_results.handing_in import RIGHT, WRONG, again, begin, hand_in, result_of
from tests.quiz_results.test_regrades import OTHER_KEY
from tests.support.browsing import Browser
from tests.support.people import make_member, make_user
from tests.support.queries import counted
from tests.support.quizzes import make_quiz, question, questions_of, single
from tests.support.ring import Ring

HIDDEN = Reveals(after=frozenset()).json()


@pytest.fixture
def quiz(ring: Ring) -> Quiz:
    told = {
        "choices": [
            {"id": "right", "text": "Wren", "worth": "1", "feedback": "Well seen"},
            {"id": "wrong", "text": "Bat"},
        ]
    }
    return make_quiz(ring.classroom, [question("single", "Which is a bird?", told), question("essay", "Why?", {}, 3)])


def test_a_student_reads_his_result(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT])
    page = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result").text
    assert "25.00\N{NO-BREAK SPACE}%" in page
    assert "1.00 of 4.00 points" in page
    assert "10 min 00 s" in page
    assert "by the clock" in page
    assert "Well seen" not in page
    assert "192.0.2.7" not in page
    assert "Firefox" not in page


def test_while_an_essay_waits_no_total_is_shown(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    page = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result").text
    assert "1.00 of 4.00 points so far" in page
    assert "worth 3.00 points, still waits" in page
    assert "%" not in re.sub(r"<[^>]*>", "", page).replace("100 %", "")


def test_an_empty_quiz_is_nought_percent(client: Browser, ring: Ring) -> None:
    attempt = hand_in(make_quiz(ring.classroom, []), ring.students[0])
    page = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result").text
    assert "0.00\N{NO-BREAK SPACE}%" in page


def test_a_hidden_result_says_when_it_will_be_shown(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], reveal=HIDDEN)
    attempt = hand_in(quiz, ring.students[0], [RIGHT])
    page = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result").text
    assert "The points are not shown yet." in page
    assert "Your teacher can show more later: points, what is right and wrong, feedback, the right answers." in page
    assert "1.00 of" not in page
    client.log_in(ring.teacher).post(f"/quizzes/{quiz.public_id}/release")
    page = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result").text
    assert "100.00\N{NO-BREAK SPACE}%" in page
    assert "Right answer" in page


def test_late_answers_are_told_and_do_not_count(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [WRONG])
    late = LateAnswer(
        attempt_id=attempt.id, question_id=questions_of(quiz)[0].id, answer=RIGHT, received_at=clock.now(), late_by=75
    )
    db.session.add(late)
    db.session.commit()
    path = f"/attempts/{attempt.public_id}/result"
    assert "One late answer of yours was kept and does not count." in client.log_in(ring.students[0]).get(path).text
    page = client.log_in(ring.teacher).get(path).text
    assert "1 min 15 s late" in page
    assert "192.0.2.7" in page
    assert again(attempt).score == 0


def test_others_see_nothing_of_it(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT])
    for other in (ring.students[1], make_user(), make_user("teacher")):
        assert client.log_in(other).get(f"/attempts/{attempt.public_id}/result").status_code == 404


def test_a_student_goes_on_where_nothing_is_handed_in(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = begin(quiz, ring.students[0])
    answer = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result")
    assert answer.headers["Location"] == f"/attempts/{attempt.public_id}"


def test_the_table_has_everybody(client: Browser, ring: Ring, quiz: Quiz) -> None:
    idle = make_member(ring.classroom, make_user(name="Ida Idle")).user
    hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    begin(quiz, ring.students[1], [RIGHT])
    page = client.log_in(ring.teacher).get(f"/quizzes/{quiz.public_id}/results").text
    for expected in (idle.name, "Not begun", "Answering", "One answer to grade", "1 of 2"):
        assert expected in page
    for which, name in (("idle", idle.name), ("answering", ring.students[1].name), ("to_grade", ring.students[0].name)):
        page = client.get(f"/quizzes/{quiz.public_id}/results?show={which}").text
        shown = [each for each in (idle.name, *(student.name for student in ring.students)) if f">{each}<" in page]
        assert shown == [name]
    assert "Nobody found" in client.get(f"/quizzes/{quiz.public_id}/results?q=nobody+at+all").text


def test_the_table_is_sorted(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()])
    hand_in(quiz, ring.students[0], [WRONG])
    hand_in(quiz, ring.students[1], [RIGHT])
    client.log_in(ring.teacher)
    for order, expected in (("-percent", [1, 0]), ("percent", [0, 1]), ("submitted", [0, 1]), ("name", [0, 1])):
        page = client.get(f"/quizzes/{quiz.public_id}/results?sort={order}").text
        places = [page.index(f">{ring.students[number].name}<") for number in expected]
        assert places == sorted(places), order


def test_the_table_asks_as_often_for_one_as_for_twenty(client: Browser, ring: Ring, quiz: Quiz) -> None:
    client.log_in(ring.teacher)
    path = f"/quizzes/{quiz.public_id}/results"
    client.get(path)
    with counted() as few:
        client.get(path)
    ring.crowd(30)
    for member in [make_member(ring.classroom) for _ in range(10)]:
        hand_in(quiz, member.user, [RIGHT, {"text": "Because."}])
    with counted() as many:
        client.get(path)
    assert len(many) <= len(few) + 1, many
    assert len(many) <= 16, many


def test_exports_hold_what_was_answered_and_nothing_computes(client: Browser, ring: Ring, quiz: Quiz) -> None:
    ring.students[0].name = "=1+1"
    db.session.commit()
    hand_in(quiz, ring.students[0], [RIGHT, {"text": "=HYPERLINK(1)"}])
    client.log_in(ring.teacher)
    text = client.post(f"/quizzes/{quiz.public_id}/results.csv").get_data(as_text=True)
    assert '"1. Which is a bird? (answer)"' in text or "1. Which is a bird? (answer)" in text
    assert "'=1+1" in text
    assert "'=HYPERLINK(1)" in text
    assert "Wren" in text
    sheet = client.post(f"/quizzes/{quiz.public_id}/results.xlsx").get_data()
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()
    assert db.session.scalars(select(AuditEntry.deed)).all().count("quiz_results.exported") == 2


def grade(client: Browser, path: str, points: str, **more: object) -> str:
    answer = client.post(path, data={"points": points, "version": 1, **more})
    return answer.headers.get("Location", "") or answer.get_data(as_text=True)


def test_essays_are_graded_one_after_the_other(client: Browser, ring: Ring, quiz: Quiz) -> None:
    for student in ring.students:
        hand_in(quiz, student, [RIGHT, {"text": f"Because of {student.name}."}])
    essay = questions_of(quiz)[1].public_id
    client.log_in(ring.teacher)
    assert "Grade 2" in client.get(f"/quizzes/{quiz.public_id}/grading").text
    place = f"/quizzes/{quiz.public_id}/grading/{essay}"
    for _ in ring.students:
        page = client.get(place).text
        form = re.search(r'action="(/attempts/[^"]+/grading/[^"]+)" data-grading-form', page)
        place = grade(client, form[1], "2,5", comment="Thank you.")
        assert f"/quizzes/{quiz.public_id}/grading/{essay}" in place
    assert client.get(place).headers["Location"] == f"/quizzes/{quiz.public_id}/grading"
    assert "All graded" in client.get(f"/quizzes/{quiz.public_id}/grading").text
    assert [result_of(quiz, student).percent for student in ring.students] == [8_750, 8_750]


def test_points_that_are_none_keep_what_was_typed(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    path = f"/attempts/{attempt.public_id}/grading/{questions_of(quiz)[1].public_id}"
    client.log_in(ring.teacher)
    for points in ("many", "4", "-1", "nan", ""):
        answer = client.post(path, data={"points": points, "comment": "Kept words", "version": 1})
        assert answer.status_code == 422
        assert "Kept words" in answer.text
    assert again(attempt).to_grade == 1


def test_a_grade_of_somebody_else_meanwhile_keeps_what_was_typed(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    path = f"/attempts/{attempt.public_id}/grading/{questions_of(quiz)[1].public_id}"
    client.log_in(ring.teacher)
    grade(client, path, "3")
    typed = {"points": "1", "comment": "Long written words", "version": 1}
    answer = client.post(path, data=typed)
    assert answer.status_code == 409
    assert "Long written words" in answer.text
    assert "Somebody else graded this answer in the meantime" in answer.text
    assert re.search(r'<input[^>]*name="version"[^>]*value="2"', answer.text)
    assert client.post(path, data={**typed, "version": 2}).status_code == 303


def test_a_grade_is_undone(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    path = f"/attempts/{attempt.public_id}/grading/{questions_of(quiz)[1].public_id}"
    client.log_in(ring.teacher)
    grade(client, path, "3")
    page = client.get(f"/quizzes/{quiz.public_id}/grading").text
    undo = re.search(r'action="([^"]+withdrawal[^"]*)"', page)[1].replace("&amp;", "&")
    assert client.post(undo).status_code == 303
    assert again(attempt).to_grade == 1
    assert client.post(undo[:-3] + "abc").status_code == 404


def test_names_can_be_hidden(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    path = f"/quizzes/{quiz.public_id}/grading/{questions_of(quiz)[1].public_id}"
    client.log_in(ring.teacher)
    assert attempt.user.name in client.get(path).text
    assert attempt.user.name not in client.get(f"{path}?names=hidden").text


def test_an_archived_class_is_looked_at_only(client: Browser, ring: Ring, quiz: Quiz) -> None:
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    ring.classroom.state = State.ARCHIVED
    db.session.commit()
    client.log_in(ring.teacher)
    essay = questions_of(quiz)[1].public_id
    assert "archived" in client.get(f"/quizzes/{quiz.public_id}/grading/{essay}").text
    assert client.post(f"/attempts/{attempt.public_id}/grading/{essay}", data={}).status_code == 403
    assert client.post(f"/quizzes/{quiz.public_id}/release").status_code == 403


def test_the_analysis_says_what_to_look_at(client: Browser, ring: Ring) -> None:
    """Twelve students, of whom the better half chose what the key calls wrong."""
    quiz = make_quiz(ring.classroom, [single("First?"), single("Second?"), single("Third?")])
    for number in range(12):
        strong = number % 2 == 0
        answers = [WRONG, RIGHT, RIGHT] if strong else [RIGHT, WRONG, WRONG]
        hand_in(quiz, make_member(ring.classroom).user, answers)
    page = client.log_in(ring.teacher).get(f"/quizzes/{quiz.public_id}/analysis").text
    assert "Look at the key: those who did well otherwise chose “Bat”." in page
    assert "From 12 graded attempts" in page
    assert "50.00\N{NO-BREAK SPACE}%" in page


def test_of_few_results_nothing_is_concluded(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()])
    client.log_in(ring.teacher)
    assert "Nothing to analyse yet" in client.get(f"/quizzes/{quiz.public_id}/analysis").text
    hand_in(quiz, ring.students[0], [RIGHT])
    page = client.get(f"/quizzes/{quiz.public_id}/analysis").text
    assert "too few" in page
    assert "take what stands here as a hint" in page


def test_a_key_is_corrected_as_previewed(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()])
    hand_in(quiz, ring.students[0], [RIGHT])
    hand_in(quiz, ring.students[1], [WRONG])
    first = questions_of(quiz)[0]
    client.log_in(ring.teacher)
    path = f"/quizzes/{quiz.public_id}/regrades"
    assert "No question has changed" in client.get(path).text
    quiz_questions.change(first, question("single", "Which is a bird?", OTHER_KEY), actor=ring.teacher)
    assert "Changed since 2 answers" in client.get(path).text
    page = client.get(f"{path}?q{first.public_id}=key").text
    assert "2 results would change." in page
    mark = re.search(r'name="mark" value="([^"]+)"', page)[1]
    assert db.session.scalars(select(Response.share).order_by(Response.attempt_id)).all() == [1, 0]
    client.post(path, data={"mark": "other", f"q{first.public_id}": "key"})
    assert db.session.scalars(select(Response.share).order_by(Response.attempt_id)).all() == [1, 0]
    client.post(path, data={"mark": mark, f"q{first.public_id}": "key"})
    assert db.session.scalars(select(Response.share).order_by(Response.attempt_id)).all() == [0, 1]


@pytest.mark.parametrize("phase", ["after", "closed"])
@pytest.mark.parametrize("part", list(Part))
def test_each_part_is_shown_alone(client: Browser, ring: Ring, phase: str, part: Part) -> None:
    told = {
        "choices": [
            {"id": "right", "text": "Wren", "worth": "1"},
            {"id": "wrong", "text": "Bat", "feedback": "Look at its wings"},
        ]
    }
    quiz = make_quiz(
        ring.classroom,
        [question("single", "Which is a bird?", told)],
        reveal={"after": [], "closed": [], phase: [part.value]},
        released_at=clock.now() if phase == "closed" else None,
    )
    attempt = hand_in(quiz, ring.students[0], [WRONG])
    page = client.log_in(ring.students[0]).get(f"/attempts/{attempt.public_id}/result").text
    seen = {
        Part.SCORE: "0.00\N{NO-BREAK SPACE}%" in page,
        Part.MARKS: "0.00 of 1.00 points</span>" in page and 'class="mark mark-wrong"' in page,
        Part.FEEDBACK: "Look at its wings" in page,
        Part.KEY: 'class="mark mark-key"' in page,
    }
    assert {name for name, there in seen.items() if there} == {part}
