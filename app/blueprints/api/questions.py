"""Questions with their keys: /quizzes/<id>/questions, /questions and /questions/<id>; and sections of quizzes."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions import question_bank, quiz_questions, quiz_sections, quiz_words
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.quizzes import words_given
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.quizzes import (
    QuestionCopiesPost,
    QuestionList,
    QuestionPatch,
    QuestionPositionPut,
    QuestionPost,
    QuestionQuery,
    QuestionSchema,
    SectionList,
    SectionPatch,
    SectionSchema,
)
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz, QuizSection
from app.permissions import Can, requires
from app.questions import base
from app.questions.base import BadQuestion
from app.questions.reading import Fields
from app.questions.whole import question_from_json, question_to_json
from app.web import question_words
from app.web.visitors import viewer

blueprint = Resource("questions", __name__, "Questions", "Of quizzes, and of one's own bank")


@blueprint.get("/quizzes/<id>/questions")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(200, QuestionList)
@blueprint.query(ListQuery)
def index(quiz: Quiz, query: dict[str, Any]) -> Slice:
    """The questions of a quiz with their keys, section by section"""
    found = select(Question).where(Question.quiz_id == quiz.id, Question.is_kept())
    listed = slice_of(found, Question.section_id, Question.position, Question.id, **query)
    return {**listed, "items": _shown(listed["items"])}


@blueprint.post("/quizzes/<id>/questions")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(201, QuestionSchema)
@blueprint.arguments(QuestionPost)
def create(quiz: Quiz, given: dict[str, Any]) -> dict[str, Any]:
    """Add a question"""
    room = _section(quiz, given.pop("section_id"))
    return _shown([quiz_questions.add(quiz, room, _read(given), actor=viewer())])[0]


@blueprint.post("/quizzes/<id>/questions/copies")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(200, QuestionList)
@blueprint.arguments(QuestionCopiesPost)
def use(quiz: Quiz, given: dict[str, Any]) -> dict[str, Any]:
    """Put copies of questions of my bank at its end"""
    chosen = question_bank.chosen(viewer(), given["question_ids"])
    made = question_bank.use(chosen, quiz, _section(quiz, given["section_id"]), actor=viewer())
    return {"items": _shown(made), "next_cursor": None}


@blueprint.get("/questions")
@requires(Can.QUESTION_BANK)
@blueprint.response(200, QuestionList)
@blueprint.query(QuestionQuery)
def bank(query: dict[str, Any]) -> Slice:
    """My own questions of all classes, the newest of each line; the latest first"""
    found = question_bank.search(viewer(), query.pop("q"), query.pop("type"), query.pop("tag"))
    listed = slice_of(found, Question.id, newest_first=True, **query)
    return {**listed, "items": _shown(listed["items"])}


@blueprint.get("/questions/<id>")
@requires(Can.QUESTION_EDIT, Question)
@blueprint.response(200, QuestionSchema)
def show(question: Question) -> dict[str, Any]:
    """One question with its key"""
    return _shown([question])[0]


@blueprint.patch("/questions/<id>")
@requires(Can.QUESTION_EDIT, Question)
@blueprint.conflict
@blueprint.response(200, QuestionSchema)
@blueprint.arguments(QuestionPatch)
def update(question: Question, given: dict[str, Any]) -> dict[str, Any]:
    """Change a question; attempts keep the version that they were asked"""
    version = given.pop("version", None)
    to = _read(question_to_json(quiz_words.whole(question)) | given)
    return _shown([quiz_questions.change(question, to, actor=viewer(), version=version)])[0]


@blueprint.delete("/questions/<id>")
@requires(Can.QUESTION_EDIT, Question)
@blueprint.response(204)
def delete(question: Question) -> None:
    """Take it out of its quiz; attempts that were asked it keep it"""
    quiz_questions.remove(question, actor=viewer())


@blueprint.put("/questions/<id>/position")
@requires(Can.QUESTION_EDIT, Question)
@blueprint.response(200, QuestionSchema)
@blueprint.arguments(QuestionPositionPut)
def place(question: Question, given: dict[str, Any]) -> dict[str, Any]:
    """Put it beside another, or at the end of a section"""
    if question.quiz is None or question.section is None:
        raise NotFound
    room = _section(question.quiz, given["section_id"]) or question.section
    before, after = (_neighbour(question.quiz, given, field) for field in ("before_id", "after_id"))
    kept = quiz_sections.put_question(question, actor=viewer(), section=room, before=before, after=after)
    return _shown([kept])[0]


@blueprint.get("/quizzes/<id>/sections")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(200, SectionList)
@blueprint.query(ListQuery)
def sections(quiz: Quiz, query: dict[str, Any]) -> Slice:
    """The sections of a quiz in order"""
    return slice_of(
        select(QuizSection).where(QuizSection.quiz_id == quiz.id), QuizSection.position, QuizSection.id, **query
    )


@blueprint.post("/quizzes/<id>/sections")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(201, SectionSchema)
@blueprint.arguments(SectionPatch)
def add_section(quiz: Quiz, given: dict[str, Any]) -> QuizSection:
    """Add a section at the end"""
    made = quiz_sections.add(quiz, actor=viewer())
    return _change(made, given) if given else made


@blueprint.patch("/quizzes/<id>/sections/<section>")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(200, SectionSchema)
@blueprint.arguments(SectionPatch)
def change_section(quiz: Quiz, given: dict[str, Any], section: str) -> QuizSection:
    """Change a section; with draws it is a pool"""
    return _change(quiz_sections.find(quiz, section), given)


@blueprint.delete("/quizzes/<id>/sections/<section>")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.conflict
@blueprint.response(204)
def delete_section(quiz: Quiz, section: str) -> None:
    """Take a section away; its questions go to the one beside it"""
    quiz_sections.remove(quiz_sections.find(quiz, section), actor=viewer())


def _change(section: QuizSection, given: dict[str, Any]) -> QuizSection:
    points = section.points
    if given.get("points") is not None:
        points = _points(given["points"])
    text = words_given("text", given["text"]) if "text" in given else quiz_words.words(section.text)
    return quiz_sections.change(
        section,
        actor=viewer(),
        title=given.get("title", section.title),
        text=text,
        draws=given.get("draws", section.draws),
        points=points,
    )


def _points(raw: object) -> Fraction:
    """Raises Invalid (points)."""
    fields = Fields({"points": raw}, {"points"})
    points = fields.share("points", Fraction(1), 0, 1000)
    try:
        fields.done()
    except BadQuestion as bad:
        raise Invalid(question_words.by_place(bad.problems)) from None
    return points


def _read(given: dict[str, Any]) -> base.Question:
    """Raises Invalid with a sentence for each place."""
    try:
        return question_from_json(given)
    except BadQuestion as bad:
        raise Invalid(question_words.by_place(bad.problems)) from None


def _section(quiz: Quiz, public_id: str | None) -> QuizSection | None:
    try:
        return quiz_sections.find(quiz, public_id) if public_id else None
    except NotFound:
        raise Invalid({"section_id": _("There is nothing with this id that you can see.")}) from None


def _neighbour(quiz: Quiz, given: dict[str, Any], field: str) -> Question | None:
    found = quiz_questions.of_quiz(quiz, given[field]) if given[field] else None
    if given[field] and found is None:
        raise Invalid({field: _("There is nothing with this id that you can see.")})
    return found


def _shown(questions: Collection[Question]) -> list[dict[str, Any]]:
    """Questions with their keys: three queries, however many they are."""
    ids = [question.id for question in questions]
    tags = question_bank.tags_of(questions)
    newest = select(QuestionVersion).join(Question, QuestionVersion.newest()).where(Question.id.in_(ids))
    versions = {version.question_id: version for version in db.session.scalars(newest)}
    places = select(Question.id, Quiz.public_id, QuizSection.public_id).select_from(Question)
    places = places.join(Quiz, Question.quiz_id == Quiz.id).join(QuizSection, Question.section_id == QuizSection.id)
    rooms = {row[0]: (row[1], row[2]) for row in db.session.execute(places.where(Question.id.in_(ids)))}
    return [
        _one(question, versions[question.id], tags[question.id], *rooms.get(question.id, (None, None)))
        for question in questions
    ]


def _one(
    question: Question, version: QuestionVersion, tags: list[str], quiz_id: str | None, section_id: str | None
) -> dict[str, Any]:
    whole = quiz_words.loaded(version, points=question.points, name=question.name, tags=tags)
    return {
        **question_to_json(whole),
        "id": question.public_id,
        "classroom_id": question.classroom.public_id,
        "quiz_id": quiz_id,
        "section_id": section_id,
        "position": question.position,
        "version": question.version,
        "created_at": question.created_at,
        "updated_at": question.updated_at,
    }
