"""The questions of one teacher, of whatever class (QUI10): found again, tagged, and used in other quizzes.

Of copies of one question only the newest is listed; how often it is used counts all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import transaction
from app.actions import quiz_copies
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.base import contains
from app.models.classroom import TEACHING, Classroom, Membership, MemberState, State
from app.models.question import Question, QuestionTag
from app.models.quiz import Quiz, QuizSection
from app.models.upsert import insert_new
from app.models.user import User
from app.questions.reading import tidy

AT_ONCE = 100
MOST_TAGS = 200
MOST_QUIZZES = 200


def search(user: User, text: str = "", type: str = "", tag: str = "") -> Select[Question]:
    """Those that `user` owns, the newest of each line, with their quiz and class; the latest first."""
    line = func.coalesce(Question.origin_id, Question.id)
    kept = Question.owner_id == user.id, Question.is_kept(), _of_kept_quiz()
    newest = select(func.max(Question.id)).where(*kept).group_by(line)
    found = select(Question).where(Question.id.in_(newest))
    if text:
        found = found.where(or_(contains(Question.plain, text), contains(Question.name, text)))
    if type:
        found = found.where(Question.type == type)
    if tag:
        found = found.where(exists().where(QuestionTag.question_id == Question.id, QuestionTag.tag == tag))
    return found.options(joinedload(Question.quiz), joinedload(Question.classroom)).order_by(Question.id.desc())


def chosen(user: User, public_ids: Collection[str]) -> list[Question]:
    """Those of `user` with these ids, in the order of the list. Raises Invalid (questions) for none or too many."""
    if not public_ids:
        raise Invalid({"questions": _("Choose a question first.")})
    if len(public_ids) > AT_ONCE:
        raise Invalid({"questions": _("At most %(number)s questions at once.", number=AT_ONCE)})
    mine = Question.owned_by(user).where(Question.public_id.in_(public_ids)).order_by(Question.id)
    return list(db.session.scalars(mine))


def tags(user: User) -> list[str]:
    """The tags on his questions, by name."""
    mine = Question.owner_id == user.id, Question.is_kept()
    found = select(QuestionTag.tag).join(Question, QuestionTag.question_id == Question.id).where(*mine).distinct()
    return list(db.session.scalars(found.order_by(QuestionTag.tag).limit(MOST_TAGS)))


def tags_of(questions: Collection[Question]) -> dict[int, list[str]]:
    """By the id of each question. One query."""
    listed: dict[int, list[str]] = {question.id: [] for question in questions}
    found = select(QuestionTag.question_id, QuestionTag.tag).where(QuestionTag.question_id.in_(listed))
    for question_id, tag in db.session.execute(found.order_by(QuestionTag.tag)):
        listed[question_id].append(tag)
    return listed


def uses(questions: Collection[Question]) -> dict[int, int]:
    """In how many quizzes each stands, by its id: it itself, and all copies of its line. One query."""
    lines = {question.id: question.origin_id or question.id for question in questions}
    line = func.coalesce(Question.origin_id, Question.id)
    found = select(line, func.count(func.distinct(Question.quiz_id))).join(Quiz, Question.quiz_id == Quiz.id)
    of_lines = or_(Question.origin_id.in_(lines.values()), Question.id.in_(lines.values()))
    counted = found.where(of_lines, Question.is_kept(), Quiz.is_kept()).group_by(line)
    numbers = {row[0]: row[1] for row in db.session.execute(counted)}
    return {question_id: numbers.get(first, 0) for question_id, first in lines.items()}


def quizzes_of(user: User) -> list[Quiz]:
    """Those into which `user` may put questions, the one last changed first."""
    taught = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(TEACHING)
    )
    found = select(Quiz).join(Quiz.classroom).options(contains_eager(Quiz.classroom))
    open_ones = Quiz.classroom_id.in_(taught), Quiz.is_kept(), Classroom.state != State.ARCHIVED
    ordered = found.where(*open_ones).order_by(Quiz.updated_at.desc(), Quiz.id.desc())
    return list(db.session.scalars(ordered.limit(MOST_QUIZZES)))


def read_tags(given: str) -> list[str]:
    """The tags in a line with commas. Raises Invalid (tags)."""
    found = list(dict.fromkeys(" ".join(tidy(tag).split()) for tag in given.split(",") if tag.strip()))
    if len(found) > limits.QUESTION_TAGS:
        raise Invalid({"tags": _("At most %(number)s tags.", number=limits.QUESTION_TAGS)})
    if any(len(tag) > limits.QUESTION_TAG for tag in found):
        raise Invalid({"tags": _("A tag has at most %(number)s characters.", number=limits.QUESTION_TAG)})
    return found


@transaction.action
def tag(question: Question, tags: Collection[str], *, actor: User) -> None:
    """Let it have these tags and no others. Raises NotFound for one that was removed."""
    kept = _still([question])
    if not kept:
        raise NotFound
    db.session.execute(delete(QuestionTag).where(QuestionTag.question_id == question.id, QuestionTag.tag.not_in(tags)))
    _add(kept, tags)


@transaction.action
def tag_all(questions: Collection[Question], tags: Collection[str], *, actor: User) -> None:
    """Let all of them have these tags, too. Raises Invalid (tags) where one would have too many."""
    kept = _still(questions)
    _add(kept, tags)
    for each in tags_of(kept).values():
        if len(each) > limits.QUESTION_TAGS:
            raise Invalid({"tags": _("At most %(number)s tags.", number=limits.QUESTION_TAGS)})


@transaction.action
def use(
    questions: Collection[Question], quiz: Quiz, section: QuizSection | None = None, *, actor: User
) -> list[Question]:
    """Put copies of them into `quiz`: the copies. Raises Invalid for too many, NotFound."""
    return quiz_copies.put_into(_still(questions), quiz, section, actor=actor)


def _of_kept_quiz() -> ColumnElement[bool]:
    binned = exists().where(Quiz.id == Question.quiz_id, Quiz.deleted_at.is_not(None))
    return ~binned


def _still(questions: Collection[Question]) -> list[Question]:
    ids = [question.id for question in questions]
    found = select(Question).where(Question.id.in_(ids), Question.is_kept()).order_by(Question.id)
    return list(db.session.scalars(found.with_for_update(key_share=True).execution_options(populate_existing=True)))


def _add(questions: Iterable[Question], tags: Collection[str]) -> None:
    rows = [{"question_id": question.id, "tag": tag} for question in questions for tag in tags]
    if rows:
        db.session.execute(insert_new(QuestionTag, ("question_id", "tag")).values(rows))
        db.session.flush()
