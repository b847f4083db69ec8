"""The pages of quizzes: what each role sees of them, and what their forms do."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.actions import groups, question_bank, quiz_publishing, quiz_questions, quiz_sections, quiz_words, quizzes
from app.extensions import db
from app.models.question import Question
from app.models.quiz import Quiz, QuizException, QuizState
from tests.quizzes.conftest import School
from tests.support.browsing import Browser
from tests.support.queries import counted
from tests.support.quizzes import make_quiz, questions_of, several, single

TYPED: dict[str, Any] = {
    "type": "single",
    "body": "Which **sings**?",
    "body_format": "markdown",
    "points": "1,5",
    "tags": "air, birds",
    "q-right": "1",
    "q-choices-0-text": "Newt",
    "q-choices-1-text": "Wren",
}
LIST = "1. Which is a bird?\na) Bat\n*b) Wren\n\n2. Bats sing.\nTrue\n*False\n\n3. No key\na) x\nb) y"


def at(quiz: Quiz, end: str = "") -> str:
    return f"/quizzes/{quiz.public_id}{end}"


def of(question: Question, end: str = "") -> str:
    return f"/questions/{question.public_id}{end}"


def fresh(quiz: Quiz) -> Quiz:
    db.session.expire_all()
    found = db.session.get(Quiz, quiz.id)
    assert found is not None
    return found


def test_a_new_quiz_asks_for_its_title_alone(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    path = f"/classrooms/{biology.classroom.public_id}/quizzes/new"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"title": ""}).status_code == 422
    answer = client.post(path, data={"title": "Cells"})
    made = db.session.scalars(select(Quiz).order_by(Quiz.id.desc())).first()
    assert made is not None
    assert answer.location == at(made, "/questions?new=single")
    assert (made.title, made.attempts_allowed, made.time_limit, made.state) == ("Cells", 1, None, QuizState.DRAFT)
    page = client.get(answer.location).get_data(as_text=True)
    assert page.count('name="q-choices-') >= 2


@pytest.mark.parametrize("role", ["owner", "teacher", "admin"])
def test_who_teaches_sees_and_opens_everything(client: Browser, biology: School, role: str) -> None:
    client.log_in(biology.people[role])
    listed = client.get(f"/classrooms/{biology.classroom.public_id}/quizzes").get_data(as_text=True)
    assert "Animals" in listed
    assert "Plants" in listed
    for end in ("", "/questions", "/settings", "/exceptions", "/schedule", "/questions/list"):
        assert client.get(at(biology.draft, end)).status_code == 200, end


def test_an_assistant_sees_and_changes_nothing(client: Browser, biology: School) -> None:
    client.log_in(biology.people["assistant"])
    assert "Plants" in client.get(f"/classrooms/{biology.classroom.public_id}/quizzes").get_data(as_text=True)
    assert client.get(at(biology.draft)).status_code == 200
    for end in ("/questions", "/settings", "/exceptions"):
        assert client.get(at(biology.draft, end)).status_code == 403, end
    assert client.get("/questions").status_code == 403


def test_a_student_sees_terms_and_nothing_of_the_questions(client: Browser, biology: School) -> None:
    quizzes.update(biology.quiz, actor=biology.teacher, password="marker-password", time_limit=600)
    client.log_in(biology.student)
    listed = client.get(f"/classrooms/{biology.classroom.public_id}/quizzes").get_data(as_text=True)
    assert "Animals" in listed
    assert "Plants" not in listed
    card = client.get(at(biology.quiz)).get_data(as_text=True)
    assert "10 minutes" in card
    assert 'name="password"' in card
    assert "marker-password" not in card
    assert "bird" not in card
    assert client.get(at(biology.draft)).status_code == 404
    for end in ("/questions", "/settings", "/exceptions"):
        assert client.get(at(biology.quiz, end)).status_code == 403, end
    for question in questions_of(biology.quiz):
        assert client.get(of(question)).status_code == 404


def test_a_scheduled_quiz_is_nowhere(client: Browser, biology: School) -> None:
    quiz_publishing.schedule(biology.draft, clock.now() + timedelta(days=1), actor=biology.teacher)
    client.log_in(biology.student)
    places = ("/", "/quizzes", f"/classrooms/{biology.classroom.public_id}")
    pages = ["/", f"/classrooms/{biology.classroom.public_id}", f"/classrooms/{biology.classroom.public_id}/quizzes"]
    assert all("Plants" not in client.get(path).get_data(as_text=True) for path in pages), places
    assert client.get(at(biology.draft)).status_code == 404


def test_a_question_is_typed_and_changed(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    answer = client.post(at(biology.draft, "/questions"), data={**TYPED, "again": "yes"})
    question = questions_of(biology.draft)[-1]
    assert "new=single" in answer.location
    whole = quiz_words.whole(question)
    assert (whole.points, whole.tags) == (Fraction(3, 2), ("air", "birds"))
    assert [(each.text.source, each.worth) for each in whole.content.choices] == [("Newt", 0), ("Wren", 1)]
    opened = client.get(at(biology.draft, f"/questions?open={question.public_id}")).get_data(as_text=True)
    assert "Which **sings**?" in opened
    answer = client.post(of(question), data={**TYPED, "body": "Which flies?", "version": "1"})
    assert answer.status_code == 303
    assert quiz_words.whole(fresh_question(question)).text.source == "Which flies?"


def fresh_question(question: Question) -> Question:
    db.session.expire_all()
    found = db.session.get(Question, question.id)
    assert found is not None
    return found


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    wrong = {**TYPED, "q-right": "", "body": "", "points": "many"}
    answer = client.post(at(biology.draft, "/questions"), data=wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nothing here earns all the points" in page
    assert 'value="many"' in page
    assert "Wren</textarea>" in page
    assert len(questions_of(biology.draft)) == 4


def test_buttons_that_change_the_page_alone_keep_nothing(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    more = client.post(at(biology.draft, "/questions"), data={**TYPED, "q-row": "add:choices"})
    assert more.get_data(as_text=True).count('-text" name="q-choices-') >= 3
    seen = client.post(at(biology.draft, "/questions"), data={**TYPED, "preview": "yes"}).get_data(as_text=True)
    assert "<strong>sings</strong>" in seen
    assert 'name="preview-choice"' in seen
    other = client.post(at(biology.draft, "/questions"), data={**TYPED, "type": "true_false", "retype": "yes"})
    assert "Which **sings**?" in other.get_data(as_text=True)
    assert len(questions_of(biology.draft)) == 4


def test_the_script_is_answered_in_json(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    fetch = {"X-Requested-With": "fetch"}
    made = client.post(at(biology.draft, "/questions"), data=TYPED, headers=fetch).get_json()
    question = questions_of(biology.draft)[-1]
    assert made == {"id": question.public_id, "version": 1, "action": of(question), "title": "Which sings?"}
    wrong = client.post(of(question), data={**TYPED, "q-right": ""}, headers=fetch)
    assert (wrong.status_code, "Not saved yet" in wrong.get_json()["problem"]) == (422, True)
    quiz_questions.change(question, single(), actor=biology.teacher)
    late = client.post(of(question), data={**TYPED, "version": "1"}, headers=fetch)
    assert late.status_code == 409
    page = client.post(of(question), data={**TYPED, "version": "1"})
    assert page.status_code == 409
    assert "Which **sings**?" in page.get_data(as_text=True)
    assert 'name="version" type="hidden" value="2"' in page.get_data(as_text=True)


def test_a_question_is_moved_copied_deleted_and_back(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    first, second, *_rest = questions_of(biology.draft)
    client.post(of(first, "/position"), data={"direction": "down"})
    assert [each.id for each in questions_of(biology.draft)][:2] == [second.id, first.id]
    client.post(of(first, "/position"), data={"before": second.public_id})
    assert questions_of(biology.draft)[0].id == first.id
    client.post(of(first, "/duplicate"))
    copy = questions_of(biology.draft)[1]
    assert (copy.plain, copy.origin_id) == (first.plain, first.id)
    client.post(of(first, "/deletion"))
    assert fresh(biology.draft).questions == 4
    client.post(at(biology.draft, f"/questions/{first.public_id}/restoration"))
    assert fresh(biology.draft).questions == 5


def test_sections_are_made_named_and_taken_away(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    path = client.post(at(biology.draft, "/sections")).location
    assert client.get(path).status_code == 200
    client.post(path, data={"title": "Sea", "body": "Read.", "draws": "2", "points": "1,5"})
    room = quiz_sections.of(biology.draft)[1]
    assert (room.title, room.text["source"], room.draws, room.points) == ("Sea", "Read.", 2, Fraction(3, 2))
    assert client.post(path, data={"title": "Sea", "points": "x"}).status_code == 422
    assert 'value="1.5"' in client.get(path).get_data(as_text=True)
    client.post(f"{path}/position", data={"direction": "up"})
    assert [each.title for each in quiz_sections.of(biology.draft)] == ["Sea", ""]
    client.post(f"{path}/deletion")
    assert len(quiz_sections.of(biology.draft)) == 1


def test_a_list_is_pasted_and_what_is_unclear_stays(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    answer = client.post(at(biology.draft, "/questions/list"), data={"body": LIST})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert fresh(biology.draft).questions == 6
    assert "No choice is marked as right" in page
    assert "Which is a bird?" not in page.split("<textarea")[1].split("</textarea>")[0]
    again = client.post(at(biology.draft, "/questions/list"), data={"body": "No key\n*a) x\nb) y"})
    assert again.status_code == 303
    assert fresh(biology.draft).questions == 7


@pytest.mark.parametrize(
    "typed", ["Which is a bird?\nA. Bat\nB. Wren\nANSWER: B\n", "Which is a bird? {~Bat =Wren}"], ids=["aiken", "gift"]
)
def test_lists_of_other_programs_are_understood(client: Browser, biology: School, typed: str) -> None:
    client.log_in(biology.teacher)
    assert client.post(at(biology.draft, "/questions/list"), data={"body": typed}).status_code == 303
    whole = quiz_words.whole(questions_of(biology.draft)[-1])
    assert (whole.text.source, whole.type) == ("Which is a bird?", "single")


SETTINGS = {
    "title": "Beasts",
    "body": "Read **well**.",
    "body_format": "markdown",
    "opens_at": "2027-03-01T09:00",
    "closes_at": "2027-03-02T09:00",
    "minutes": "30",
    "grace_seconds": "10",
    "attempts_allowed": "2",
    "counts": "last",
    "layout": "all",
    "shuffle_questions": "y",
    "reveal": ["after:score", "closed:key"],
    "password": "owl",
    "pass_percent": "60",
    "version": "1",
}


def test_settings_are_kept(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    assert client.post(at(biology.draft, "/settings"), data=SETTINGS).status_code == 303
    quiz = fresh(biology.draft)
    assert (quiz.time_limit, quiz.grace_seconds, quiz.attempts_allowed, quiz.pass_percent) == (1800, 10, 2, 60)
    assert (quiz.counts, quiz.layout, quiz.shuffle_questions, quiz.shuffle_choices) == ("last", "all", True, False)
    assert quiz.reveal == {"during": [], "after": ["score"], "closed": ["key"]}
    page = client.get(at(quiz, "/settings")).get_data(as_text=True)
    assert page.count('name="reveal"') == 11
    boxes = [part.split(">")[0] for part in page.split('name="reveal" ')[1:]]
    assert [box for box in boxes if "checked" in box] == ['value="after:score" checked', 'value="closed:key" checked']
    assert 'value="2027-03-01T09:00"' in page
    assert "<strong>well</strong>" in client.get(at(quiz)).get_data(as_text=True)


def test_who_was_slower_keeps_what_he_typed(client: Browser, biology: School) -> None:
    quizzes.update(biology.draft, actor=biology.teacher, title="Faster")
    client.log_in(biology.teacher)
    answer = client.post(at(biology.draft, "/settings"), data=SETTINGS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="Beasts"' in page
    assert 'name="version" type="hidden" value="2"' in page
    assert fresh(biology.draft).title == "Faster"
    assert client.post(at(biology.draft, "/settings"), data={**SETTINGS, "version": "2"}).status_code == 303


@pytest.mark.parametrize(
    "wrong", [{"minutes": "0"}, {"attempts_allowed": "101"}, {"closes_at": "2027-02-01T09:00"}, {"title": ""}]
)
def test_settings_that_make_no_sense_are_refused(client: Browser, biology: School, wrong: dict[str, str]) -> None:
    client.log_in(biology.teacher)
    assert client.post(at(biology.draft, "/settings"), data={**SETTINGS, **wrong}).status_code == 422


def test_it_is_published_withdrawn_scheduled_copied_and_deleted(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    client.post(at(biology.draft, "/publication"))
    assert fresh(biology.draft).is_published
    client.post(at(biology.draft, "/publication/withdrawal"))
    when = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(at(biology.draft, "/schedule"), data={"publish_at": when}).status_code == 303
    assert fresh(biology.draft).state is QuizState.SCHEDULED
    copied = client.post(at(biology.draft, "/duplicate"))
    assert client.get(copied.location).status_code == 200
    client.post(at(biology.draft, "/deletion"))
    assert client.get(at(biology.draft)).status_code == 404
    bin = f"/classrooms/{biology.classroom.public_id}/quizzes/deleted"
    assert "Plants" in client.get(bin).get_data(as_text=True)
    client.post(at(biology.draft, "/restoration"))
    assert client.get(at(biology.draft)).status_code == 200


def test_exceptions_are_given_changed_and_taken_back(client: Browser, biology: School) -> None:
    quizzes.update(biology.quiz, actor=biology.teacher, time_limit=600)
    group = groups.create(biology.classroom, actor=biology.teacher, name="Blue", people=[])
    client.log_in(biology.teacher)
    path = at(biology.quiz, "/exceptions")
    assert "Blue" in client.get(path).get_data(as_text=True)
    for who in (f"student:{biology.student.public_id}", f"group:{group.public_id}"):
        assert client.post(path, data={"who": who, "time_percent": "150"}).status_code == 303
    assert client.post(path, data={"who": f"group:{group.public_id}"}).status_code == 422
    assert client.post(path, data={"who": "student:" + "0" * 32, "time_percent": "150"}).status_code == 422
    one = db.session.scalars(select(QuizException).where(QuizException.user_id.is_not(None))).one()
    there = f"/quiz-exceptions/{one.public_id}"
    assert client.get(there).status_code == 200
    assert client.post(there, data={"attempts_allowed": "3"}).status_code == 303
    client.post(f"{there}/deletion")
    assert client.get(there).status_code == 404
    client.log_in(biology.student)
    assert client.get(path).status_code == 403


def test_the_bank_finds_tags_and_uses(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    question = questions_of(biology.quiz)[0]
    page = client.get("/questions?q=bird&type=single").get_data(as_text=True)
    assert "Which is a bird?" in page
    assert "mammals" not in page
    assert client.get(of(question)).status_code == 200
    client.post(of(question, "/tags"), data={"tags": "air, wings"})
    assert question_bank.tags(biology.teacher) == ["air", "wings"]
    ids = [question.public_id, questions_of(biology.quiz)[1].public_id]
    client.post("/questions/use", data={"question": ids, "tag": "yes", "tags": "both"})
    assert "both" in question_bank.tags(biology.teacher)
    answer = client.post("/questions/use", data={"question": ids, "quiz": biology.draft.public_id})
    assert answer.location == at(biology.draft, "/questions")
    assert fresh(biology.draft).questions == 6
    for nothing in ({}, {"question": ids}, {"question": ids, "quiz": "0" * 32}):
        assert client.post("/questions/use", data=nothing).location == "/questions"
    client.log_in(biology.people["stranger"])
    assert "bird" not in client.get("/questions").get_data(as_text=True)
    client.post("/questions/use", data={"question": ids, "quiz": biology.draft.public_id})
    assert fresh(biology.draft).questions == 6


def test_a_hundred_questions_stay_a_light_page(client: Browser, biology: School) -> None:
    questions = [single(f"Question number {number}, which asks something of some length?") for number in range(100)]
    quiz = make_quiz(biology.classroom, [*several(), *questions])
    client.log_in(biology.teacher)
    client.get(at(quiz, "/questions"))
    with counted() as queries:
        page = client.get(at(quiz, f"/questions?open={questions_of(quiz)[50].public_id}"))
    assert len(queries) <= 15, queries
    assert page.get_data(as_text=True).count("data-question-form") == 1
    assert len(page.get_data()) < 260_000


def test_lists_ask_as_much_for_many_as_for_one(client: Browser, biology: School) -> None:
    for number in range(15):
        make_quiz(biology.classroom, [single()], title=f"Quiz {number}")
    for who, path, most in (
        (biology.teacher, f"/classrooms/{biology.classroom.public_id}/quizzes", 11),
        (biology.student, f"/classrooms/{biology.classroom.public_id}/quizzes", 12),
        (biology.teacher, "/questions", 12),
    ):
        client.log_in(who)
        client.get(path)
        with counted() as queries:
            client.get(path)
        assert len(queries) <= most, (path, len(queries), str(queries))
