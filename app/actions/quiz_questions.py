"""Questions of a quiz: added, changed, taken away. Each change is a version; attempts keep those they were asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import delete, exists, func, select

from app import clock, transaction
from app.actions import quiz_pictures, quiz_words, quizzes
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.attempt import Response
from app.models.question import FileUse, Question, QuestionFile, QuestionTag, QuestionVersion
from app.models.quiz import Quiz, QuizSection
from app.models.upsert import insert_new
from app.models.user import User
from app.questions import base

# Somebody may just be starting with a version; later, one that nobody was asked is of no use.
UNASKED_KEPT = timedelta(hours=1)


@transaction.action
def add(
    quiz: Quiz, section: QuizSection | None, question: base.Question, *, actor: User, origin: Question | None = None
) -> Question:
    """A question at the end of `section`, or of the quiz; `origin` is the one that it was copied from.

    Raises Invalid for too many, BadQuestion where text and content do not belong together, NotFound.
    """
    kept = quizzes.lock(quiz)
    place = section or last_section(kept)
    if place.quiz_id != kept.id:
        raise NotFound
    refuse_too_many(kept)
    last = db.session.scalar(select(func.max(Question.position)).where(Question.section_id == place.id))
    added = Question(
        classroom_id=kept.classroom_id,
        quiz_id=kept.id,
        section_id=place.id,
        owner_id=actor.id,
        origin_id=(origin.origin_id or origin.id) if origin else None,
        position=(last or 0) + 1,
        version=1,
        type=question.type,
    )
    put(added, quiz_words.checked(question))
    db.session.add(added)
    db.session.flush()
    _keep_version(added, question, actor)
    recount(kept)
    return added


@transaction.action
def change(question: Question, to: base.Question, *, actor: User, version: int | None = None) -> Question:
    """Let it be `to`: a new version where what is asked, right or told differs; open attempts keep what they have.

    `version` is the one that its writer began with: raises Conflict if there is another by now. Raises Invalid (type)
    for another type once it was asked, BadQuestion, NotFound for one that was removed.
    """
    kept, quiz = lock(question)
    if version is not None and kept.version != version:
        raise Conflict(_("Somebody else changed this question while you were writing."))
    if to.type != kept.type and _was_asked(kept):
        raise Invalid({"type": _("This question was asked already. Add a new one of the other type instead.")})
    now_there = quiz_words.newest(kept)
    put(kept, quiz_words.checked(to))
    if quiz_words.loaded(now_there) != base.Question(to.type, to.text, to.content, feedback=to.feedback):
        kept.version += 1
        _keep_version(kept, to, actor)
        _thin(kept)
    else:
        _tag(kept, to.tags)
    if quiz:
        recount(quiz)
    return kept


@transaction.action
def remove(question: Question, *, actor: User) -> None:
    """Take it out of its quiz and of the bank; attempts that were asked it keep it. Raises NotFound the second time."""
    kept, quiz = lock(question)
    kept.deleted_at = clock.now()
    if quiz:
        recount(quiz)


@transaction.action
def bring_back(question: Question, *, actor: User) -> Question:
    """Undo `remove`: to where it stood. Twice is as once. Raises NotFound when its quiz is gone."""
    quiz = quizzes.lock(question.quiz) if question.quiz else None
    kept = db.session.get(Question, question.id, populate_existing=True)
    if kept is None:
        raise NotFound
    if kept.deleted_at is not None and quiz:
        refuse_too_many(quiz)
    kept.deleted_at = None
    if quiz:
        recount(quiz)
    return kept


def recount(quiz: Quiz) -> None:
    """Add up anew what one student is asked, and for how many points. Hold the quiz (`quizzes.lock`)."""
    db.session.flush()
    sections = db.session.scalars(select(QuizSection).where(QuizSection.quiz_id == quiz.id)).all()
    found = select(Question.section_id, Question.points).where(Question.quiz_id == quiz.id, Question.is_kept())
    worth: dict[int | None, list[Fraction]] = {}
    for section_id, points in db.session.execute(found):
        worth.setdefault(section_id, []).append(points)
    quiz.questions, quiz.points = 0, Fraction(0)
    for section in sections:
        inside = worth.get(section.id, [])
        drawn = len(inside) if section.draws is None else min(section.draws, len(inside))
        quiz.questions += drawn
        quiz.points += sum(inside, Fraction(0)) if section.points is None else drawn * section.points
    db.session.flush()


def of_quiz(quiz: Quiz, public_id: str) -> Question | None:
    """The question of `quiz` with this id, also one that was taken away."""
    return db.session.scalars(
        select(Question).where(Question.quiz_id == quiz.id, Question.public_id == public_id)
    ).first()


def version_of(question: Question) -> int:
    """The number of its newest version as it is now."""
    return db.session.scalars(select(Question.version).where(Question.id == question.id)).one()


def last_section(quiz: Quiz) -> QuizSection:
    """Where what has no place of its own goes."""
    found = select(QuizSection).where(QuizSection.quiz_id == quiz.id)
    return db.session.scalars(found.order_by(QuizSection.position.desc(), QuizSection.id.desc()).limit(1)).one()


def lock(question: Question) -> tuple[Question, Quiz | None]:
    """The question as it is now with its quiz, ours until the end of the transaction. Raises NotFound."""
    quiz = quizzes.lock(question.quiz) if question.quiz else None
    wanted = select(Question).where(Question.id == question.id, Question.is_kept()).with_for_update(key_share=True)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept, quiz


def put(question: Question, given: base.Question) -> None:
    question.type, question.points = given.type, given.points
    question.name, question.plain = given.name, quiz_words.plain(given)


def _keep_version(question: Question, given: base.Question, actor: User) -> None:
    """The row of a new version, and of the words and pictures that came with it."""
    db.session.add(version_row(question, given, actor))
    db.session.flush()
    _tag(question, given.tags)
    for use, names in zip(FileUse, quiz_words.asked_and_told(given), strict=True):
        use_pictures(question, names, use)


def version_row(question: Question, given: base.Question, actor: User) -> QuestionVersion:
    """What `given` is as the version of `question` that has the number of now."""
    return QuestionVersion(
        question_id=question.id,
        number=question.version,
        author_id=actor.id,
        type=given.type,
        text=given.text.json(),
        content=given.content.json(),
        feedback=given.feedback.json() if given.feedback else {},
        created_at=clock.now(),
    )


def _tag(question: Question, tags: Iterable[str]) -> None:
    wanted = set(tags)
    mine = QuestionTag.question_id == question.id
    db.session.execute(delete(QuestionTag).where(mine, QuestionTag.tag.not_in(wanted)))
    if wanted:
        rows = [{"question_id": question.id, "tag": tag} for tag in sorted(wanted)]
        db.session.execute(insert_new(QuestionTag, ("question_id", "tag")).values(rows))


def use_pictures(question: Question, names: set[str], use: FileUse) -> None:
    """Pictures of its class that it shows; those of older versions stay with it."""
    files = quiz_pictures.known(question.classroom_id, names)
    if files:
        rows = [{"question_id": question.id, "file_id": file, "use": use} for file in files]
        db.session.execute(insert_new(QuestionFile, ("question_id", "file_id", "use")).values(rows))


def _thin(question: Question) -> None:
    """Forget versions that nobody was asked: pages save many while somebody types."""
    asked = exists().where(Response.version_id == QuestionVersion.id)
    old = QuestionVersion.number < question.version, QuestionVersion.created_at < clock.now() - UNASKED_KEPT
    db.session.execute(delete(QuestionVersion).where(QuestionVersion.question_id == question.id, *old, ~asked))


def _was_asked(question: Question) -> bool:
    return db.session.scalar(select(exists().where(Response.question_id == question.id))) or False


def refuse_too_many(quiz: Quiz, more: int = 1) -> None:
    there = select(func.count()).where(Question.quiz_id == quiz.id, Question.is_kept())
    if (db.session.scalar(there) or 0) + more > limits.QUIZ_QUESTIONS:
        raise Invalid({"question": _("A quiz holds at most %(number)s questions.", number=limits.QUIZ_QUESTIONS)})
