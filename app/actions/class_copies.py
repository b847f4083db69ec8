"""A class once more: its content with the dates moved, and without its people."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, union_all, update

from app import audit, clock, transaction
from app.actions import classrooms, quiz_copies
from app.actions.copying import Copy, copy_all, like
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import LessonFile, Resource, StoredFile
from app.models.group import Group
from app.models.lesson import Lesson, LessonState, Module
from app.models.question import Question, QuestionFile, QuizFile
from app.models.quiz import Quiz
from app.models.release import ReleaseRule
from app.models.user import User

KEPT = ("subject", "description", "colour", "emoji", "join_policy")


def first_day(classroom: Classroom, zone: str) -> date | None:
    """The first day that something of `classroom` waits for, by the clocks of `zone`."""
    opens = select(ReleaseRule.opens_at).where(ReleaseRule.classroom_id == classroom.id)
    appears = select(Lesson.publish_at).where(
        Lesson.classroom_id == classroom.id, Lesson.state == LessonState.SCHEDULED, Lesson.is_kept()
    )
    quizzes = (
        select(moment).where(Quiz.classroom_id == classroom.id, Quiz.is_kept(), moment.is_not(None))
        for moment in (Quiz.publish_at, Quiz.opens_at, Quiz.closes_at)
    )
    dates = union_all(opens, appears, *quizzes).subquery()
    first = db.session.scalar(select(func.min(dates.c[0])))
    return None if first is None else first.astimezone(ZoneInfo(zone)).date()


@transaction.action
def copy(classroom: Classroom, *, actor: User, title: str, starts_on: date | None = None) -> Classroom:
    """A draft of `actor` with the modules, lessons, quizzes, groups (empty), rules, files and resources of `classroom`.

    Its first date becomes `starts_on`, and all others move with it by the same number of days, at the same hour of
    the actor's clock; without `starts_on` they stay. What would have appeared by now is a draft. Nobody is told.
    """
    first = first_day(classroom, actor.timezone)
    days = (starts_on - first).days if starts_on and first else 0
    made = classrooms.create(actor=actor, title=title, **{name: getattr(classroom, name) for name in KEPT})
    made.recognises, made.certifies = classroom.recognises, classroom.certifies
    what = Copy(made, days, actor.timezone)
    copy_all(what, select(Group).where(Group.classroom_id == classroom.id))
    copy_all(what, select(Module).where(Module.classroom_id == classroom.id, Module.is_kept()))
    _copy_files(what, classroom)
    quiz_copies.copy_all_of(what, classroom)
    _copy_lessons(what, classroom)
    _copy_rules(what, classroom)
    audit.record("classroom.copied", actor=actor, subject=made, after={"class": classroom.title})
    return made


def _copy_files(what: Copy, classroom: Classroom) -> None:
    """Files that are used: the rows are new, what is stored is shared."""
    in_lessons = select(LessonFile.file_id).join(Lesson, LessonFile.lesson_id == Lesson.id).where(Lesson.is_kept())
    resources = select(Resource).where(Resource.classroom_id == classroom.id, Resource.deleted_at.is_(None))
    shared = resources.with_only_columns(Resource.file_id).where(Resource.file_id.is_not(None))
    asked = select(QuestionFile.file_id).join(Question, QuestionFile.question_id == Question.id).join(Question.quiz)
    in_quizzes = asked.where(Question.classroom_id == classroom.id, Question.is_kept(), Quiz.is_kept())
    around = select(QuizFile.file_id).join(Quiz, Quiz.id == QuizFile.quiz_id)
    around = around.where(Quiz.classroom_id == classroom.id, Quiz.is_kept())
    in_lessons = in_lessons.where(Lesson.classroom_id == classroom.id)
    used = StoredFile.id.in_(union_all(in_lessons, shared, in_quizzes, around))
    copy_all(what, select(StoredFile).where(used))
    for old in db.session.scalars(resources).all():
        changes = {"file_id": what.new("files", old.file_id), "author_id": what.classroom.owner_id}
        db.session.add(like(old, classroom_id=what.classroom.id, **changes))


def _copy_lessons(what: Copy, classroom: Classroom) -> None:
    found = select(Lesson).where(Lesson.classroom_id == classroom.id, Lesson.is_kept())
    pairs = copy_all(what, found, version=1)
    for old, new in pairs:
        new.module_id, new.quiz_id = what.new("modules", old.module_id), what.new("quizzes", old.quiz_id)
        new.live_session_id = None
        new.body, new.body_html = what.text(old.body), what.text(old.body_html)
        _appear(new, what.moved(old.publish_at))
    uses = select(LessonFile).where(LessonFile.lesson_id.in_(found.with_only_columns(Lesson.id)))
    for use in db.session.scalars(uses).all():
        keys = {"lesson_id": what.new("lessons", use.lesson_id), "file_id": what.new("files", use.file_id)}
        db.session.add(like(use, **keys))


def _appear(lesson: Lesson, publish_at: datetime | None) -> None:
    """Published ones stand there from the beginning, without a word; of the others none appears before its time."""
    now = clock.now()
    lesson.published_at = lesson.told_at = now if lesson.is_published else None
    lesson.publish_at = publish_at
    if lesson.state is LessonState.SCHEDULED and (publish_at is None or publish_at <= now):
        lesson.state, lesson.publish_at = LessonState.DRAFT, None


def _copy_rules(what: Copy, classroom: Classroom) -> None:
    """What holds back what; a rule of something in the bin has nothing left to hold."""
    for old in db.session.scalars(select(ReleaseRule).where(ReleaseRule.classroom_id == classroom.id)).all():
        lesson, module = what.new("lessons", old.lesson_id), what.new("modules", old.module_id)
        if lesson is None and module is None:
            continue
        changes = {
            "classroom_id": what.classroom.id,
            "lesson_id": lesson,
            "module_id": module,
            "opens_at": what.moved(old.opens_at),
            "after_lesson_id": what.new("lessons", old.after_lesson_id),
            "after_module_id": what.new("modules", old.after_module_id),
            "group_id": what.new("class_groups", old.group_id),
        }
        new = like(old, **changes)
        db.session.add(new)
        if (old.after_lesson_id and not new.after_lesson_id) or (old.after_module_id and not new.after_module_id):
            _hold_back(new)


def _hold_back(rule: ReleaseRule) -> None:
    """What waited for something in the bin would stand open: it becomes a draft."""
    held = Lesson.id == rule.lesson_id if rule.lesson_id else Lesson.module_id == rule.module_id
    draft = {"state": LessonState.DRAFT, "published_at": None, "told_at": None, "publish_at": None}
    db.session.execute(update(Lesson).where(held).values(draft))
