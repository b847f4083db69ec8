"""A quiz made by its teacher: typed, pasted, on a phone, kept while it is typed, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.actions import quiz_words, quizzes
from app.extensions import db
from app.models.classroom import Classroom
from app.models.question import Question
from app.models.quiz import Quiz
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.quizzes import make_quiz, questions_of, several

LIST = "\n\n".join(f"{number}. Question {number}?\na) Wrong\n*b) Right" for number in range(1, 6))


def of_class(classroom: Classroom) -> list[Quiz]:
    db.session.rollback()
    found = list(db.session.scalars(select(Quiz).where(Quiz.classroom_id == classroom.id).order_by(Quiz.id)))
    db.session.rollback()
    return found


def begin(visitor: Visitor, classroom: Classroom, title: str) -> Page:
    """Two clicks and a title: then the first question is open."""
    page = visitor.go(f"/classrooms/{classroom.public_id}/quizzes")
    page.get_by_role("link", name="New quiz").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Make the quiz").click()
    expect(page.get_by_role("button", name="Save and add another")).to_be_visible()
    return page


def ask(page: Page, text: str) -> None:
    """Type the question itself, which becomes an editor with the focus."""
    page.locator("textarea[name=body]").focus()
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.keyboard.type(text)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_five_questions_are_typed_and_published(visit: Visit, classroom: Classroom, device: dict[str, object]) -> None:
    visitor = visit(classroom.owner, **device)
    page = begin(visitor, classroom, "Typed")
    for number in range(5):
        ask(page, f"Question {number}?")
        page.locator('[name="q-choices-0-text"]').fill(f"Right {number}")
        page.locator('[name="q-choices-1-text"]').fill(f"Wrong {number}")
        page.get_by_role("button", name="Save and add another").click()
        expect(page.get_by_role("link", name=f"Question {number}?")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Your students hear of it now.")).to_be_visible()
    (quiz,) = of_class(classroom)
    assert (quiz.questions, quiz.points, quiz.is_published) == (5, 5, True)
    assert newest(quiz) == [f"<p>Question {number}?</p>" for number in range(5)]
    assert visitor.problems == []


def test_five_questions_are_pasted(visit: Visit, classroom: Classroom) -> None:
    visitor = visit(classroom.owner, **PHONE)
    page = begin(visitor, classroom, "Pasted")
    path = f"/quizzes/{of_class(classroom)[0].public_id}/questions"
    db.session.commit()
    page.goto(path)
    page.get_by_role("link", name="Paste a list").click()
    page.get_by_label("Questions", exact=True).fill(LIST)
    page.get_by_role("button", name="Add these questions").click()
    expect(page.get_by_text("5 questions are in your quiz.")).to_be_visible()
    expect(page.get_by_role("link", name="Question 5?")).to_be_visible()
    assert of_class(classroom)[0].questions == 5
    assert visitor.problems == []


def newest(quiz: Quiz) -> list[str]:
    """The texts of its questions as the database has them."""
    db.session.rollback()
    texts = [quiz_words.whole(each).text.source for each in questions_of(quiz)]
    db.session.rollback()
    return texts


def test_what_is_typed_is_kept_by_itself_and_shown_as_students_see_it(visit: Visit, classroom: Classroom) -> None:
    quiz = make_quiz(classroom, [], published=False)
    path = f"/quizzes/{quiz.public_id}/questions"
    db.session.commit()
    visitor = visit(classroom.owner)
    page = visitor.go(f"{path}?new=single")
    expect(page.locator("[data-question-form][data-ready]")).to_be_attached()
    page.locator('[name="q-choices-0-text"]').fill("Wren")
    state = page.locator("[data-question-state]")
    expect(state).to_contain_text("Not saved yet")
    page.locator('[name="q-choices-1-text"]').fill("Bat")
    page.locator('[name="points"]').fill("2")
    ask(page, "Which is a bird?")
    expect(state).to_have_text("Saved")
    preview = page.locator("[data-question-preview]")
    expect(preview.get_by_role("radio", name="Wren")).to_be_visible()
    wait(page, lambda: len(newest(quiz)) == 1, "one question")
    page.get_by_role("button", name="Add a choice").click()
    page.locator('[name="q-choices-2-text"]').fill("Newt")
    expect(preview.get_by_role("radio", name="Newt")).to_be_visible()
    page.reload()
    expect(page.locator('[name="q-choices-2-text"]')).to_have_value("Newt")
    assert len(newest(quiz)) == 1
    assert visitor.problems == []


def test_two_who_write_the_same_question_lose_nothing(visit: Visit, classroom: Classroom) -> None:
    quiz = make_quiz(classroom, several(), published=False)
    question = questions_of(quiz)[0]
    path = f"/quizzes/{quiz.public_id}/questions?open={question.public_id}"
    db.session.commit()
    first, second = visit(classroom.owner), visit(classroom.owner)
    for visitor in (first, second):
        page = visitor.go(path)
        expect(page.locator("[data-question-form][data-ready]")).to_be_attached()
    first.page.locator('[name="q-choices-0-text"]').fill("Mine")
    expect(first.page.locator("[data-question-state]")).to_have_text("Saved")
    second.page.locator('[name="q-choices-0-text"]').fill("Theirs")
    expect(second.page.locator("[data-question-state]")).to_contain_text("Somebody else changed this question")
    second.page.get_by_role("button", name="Save", exact=True).click()
    expect(second.page.get_by_text("What you typed is here").first).to_be_visible()
    expect(second.page.locator('[name="q-choices-0-text"]')).to_have_value("Theirs")
    second.page.get_by_role("button", name="Save", exact=True).click()
    expect(second.page.get_by_text("Saved.", exact=True)).to_be_visible()
    db.session.expire_all()
    kept = db.session.scalars(select(Question).where(Question.id == question.id)).one()
    assert [each.text.source for each in quiz_words.whole(kept).content.choices] == ["Theirs", "Bat", "Newt"]


def test_questions_are_put_in_order_by_keys(visit: Visit, classroom: Classroom) -> None:
    quiz = make_quiz(classroom, several(), published=False)
    path = f"/quizzes/{quiz.public_id}/questions"
    db.session.commit()
    page = visit(classroom.owner).go(path)
    grip = page.get_by_role("button", name="Move “Which is a bird?”: drag it, or use the arrow keys")
    grip.focus()
    page.keyboard.press("ArrowDown")
    wait(page, lambda: newest(quiz)[1:2] == ["Which is a bird?"], "the second place")


def test_without_scripts_everything_has_a_button(visit: Visit, classroom: Classroom) -> None:
    visitor = visit(classroom.owner, java_script_enabled=False)
    page = begin(visitor, classroom, "Plain")
    page.locator('[name="type"]').select_option("ordering")
    page.get_by_role("button", name="Use", exact=True).click()
    page.locator("textarea[name=body]").fill("From small to large?")
    for number, text in enumerate(("Ant", "Cat")):
        page.locator(f'[name="q-items-{number}-text"]').fill(text)
    page.get_by_role("button", name="Add an item").click()
    page.locator('[name="q-items-2-text"]').fill("Whale")
    page.get_by_role("button", name="See it as a student").click()
    expect(page.locator("[data-question-preview]")).to_contain_text("Whale")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("link", name="From small to large?")).to_be_visible()
    (quiz,) = of_class(classroom)
    assert newest(quiz) == ["From small to large?"]
    assert quizzes.version_of(quiz) == 1
