"""/quizzes/<id>/results, analysis, regrades and release; /attempts/<id>/result and grades."""

from __future__ import annotations

import pytest

from app.actions import quiz_questions
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.models.reveal import Reveals
from app.models.user import User
from tests.quiz_results.handing_in import RIGHT, WRONG, again, begin, hand_in
from tests.quiz_results.test_regrades import OTHER_KEY
from tests.support.api import Program
from tests.support.people import make_member
from tests.support.queries import counted
from tests.support.quizzes import make_quiz, question, questions_of, single

HIDDEN = Reveals(after=frozenset()).json()


@pytest.fixture
def quiz(classroom: Classroom) -> Quiz:
    return make_quiz(classroom, [single(), question("essay", "Why?", {}, 3)])


def test_everybody_in_slices(by_teacher: Program, by_student: Program, quiz: Quiz, student: User) -> None:
    others = [make_member(quiz.classroom).user for _ in range(3)]
    hand_in(quiz, student, [RIGHT, {"text": "Because."}])
    begin(quiz, others[0], [RIGHT])
    path = f"/quizzes/{quiz.public_id}/results"
    first = by_teacher.get(path, limit=2).json
    second = by_teacher.get(path, limit=20, cursor=first["next_cursor"]).json
    seen = {each["user_id"]: each for each in [*first["items"], *second["items"]]}
    assert len(seen) == 4
    mine = seen[student.public_id]
    assert (mine["state"], mine["to_grade"], mine["score"], mine["points"]) == ("to_grade", 1, None, 4.0)
    assert (seen[others[0].public_id]["state"], seen[others[0].public_id]["answered"]) == ("answering", 1)
    assert [each["state"] for each in by_teacher.get(path, state="idle").json["items"]] == ["idle", "idle"]
    assert by_student.get(path).status_code == 403
    with counted() as queries:
        by_teacher.get(path)
    assert len(queries) <= 8, queries


def test_a_result_as_it_is_revealed(
    by_teacher: Program, by_student: Program, classroom: Classroom, student: User
) -> None:
    quiz = make_quiz(classroom, [single()], reveal=HIDDEN)
    attempt = hand_in(quiz, student, [RIGHT])
    path = f"/attempts/{attempt.public_id}/result"
    mine = by_student.get(path).json
    assert (mine["sees"], mine["score"], mine["percent"], mine["questions"][0]["earned"]) == ([], None, None, None)
    assert set(mine["questions"][0]["shown"]) == {"choices", "answer"}
    assert mine["questions"][0]["version"] is None
    assert by_teacher.get(path).json["percent"] == 100.0
    assert by_student.post(f"/quizzes/{quiz.public_id}/release").status_code == 403
    assert by_teacher.post(f"/quizzes/{quiz.public_id}/release").json["released_at"]
    mine = by_student.get(path).json
    assert (mine["percent"], mine["questions"][0]["earned"]) == (100.0, 1.0)
    assert mine["questions"][0]["shown"]["key"] == {"choices": {"right": "1"}}
    assert by_teacher.delete(f"/quizzes/{quiz.public_id}/release").status_code == 204
    assert by_student.get(path).json["percent"] is None


def test_an_open_attempt_has_no_result(by_student: Program, quiz: Quiz, student: User) -> None:
    attempt = begin(quiz, student)
    assert by_student.get(f"/attempts/{attempt.public_id}/result").status_code == 409


def test_an_answer_is_graded_once(by_teacher: Program, by_student: Program, quiz: Quiz, student: User) -> None:
    attempt = hand_in(quiz, student, [RIGHT, {"text": "Because."}])
    path = f"/attempts/{attempt.public_id}/grades/{questions_of(quiz)[1].public_id}"
    given = {"points": "1/3", "comment": "Short.", "version": 1}
    assert by_student.put(path, given).status_code == 403
    for points in ("4", "-1", "many", "1e9", "1/0", "inf"):
        assert by_teacher.put(path, {**given, "points": points}).status_code == 422, points
    kept = by_teacher.put(path, given)
    assert (kept.status_code, kept.json["version"]) == (200, 2)
    assert by_teacher.put(path, given).status_code == 409
    assert again(attempt).percent == 3_333


def test_the_analysis(by_teacher: Program, quiz: Quiz, student: User) -> None:
    hand_in(quiz, student, [RIGHT])
    items = by_teacher.get(f"/quizzes/{quiz.public_id}/analysis").json["items"]
    assert [(each["results"], each["difficulty"], each["discrimination"]) for each in items] == [
        (1, 1.0, None),
        (1, 0.0, None),
    ]
    assert next((each["answer"], each["count"], each["earns"]) for each in items[0]["options"]) == ("Wren", 1, 1.0)


def test_a_regrade_is_seen_before_it_is_done(
    by_teacher: Program, classroom: Classroom, student: User, teacher: User
) -> None:
    quiz = make_quiz(classroom, [single()])
    attempt = hand_in(quiz, student, [WRONG])
    first = questions_of(quiz)[0]
    quiz_questions.change(first, question("single", "Which is a bird?", OTHER_KEY), actor=teacher)
    path, plan = f"/quizzes/{quiz.public_id}/regrades", [{"question_id": first.public_id, "choice": "key"}]
    seen = by_teacher.post(path, {"questions": plan}).json
    assert (seen["applied"], seen["changes"][0]["before"], seen["changes"][0]["after"]) == (False, 0.0, 1.0)
    assert again(attempt).score == 0
    assert by_teacher.post(path, {"questions": plan, "mark": "other"}).status_code == 409
    assert by_teacher.post(path, {"questions": plan, "mark": seen["mark"]}).json["applied"] is True
    assert again(attempt).score == 1
    strange = [{"question_id": "0" * 32, "choice": "key"}]
    assert by_teacher.post(path, {"questions": strange}).status_code == 422
