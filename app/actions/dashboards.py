"""What somebody's start page shows. Only reads; each function is one query, however much there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app import clock
from app.extensions import db
from app.models.announcement import Announcement
from app.models.classroom import STAFF, TEACHING, ClassRole, Classroom, Membership, MemberState, State
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, DispatchState
from app.models.lesson import Lesson, LessonState
from app.models.letter import Letter, LetterState
from app.models.somebody import somebody, this
from app.models.user import Role, Status, User

FEW = 5
FEW_NEWS = 3
NEWS_WITHIN = timedelta(days=14)
MOST_CLASSES = 100
FAILURES_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Places:
    """The classes of one person: those he is in, those he asked to join, those he is invited to."""

    inside: list[Membership] = field(default_factory=list)
    requested: list[Membership] = field(default_factory=list)
    invited: list[Membership] = field(default_factory=list)

    @property
    def taught(self) -> list[Membership]:
        return [member for member in self.inside if member.role in STAFF]

    @property
    def none(self) -> bool:
        return not (self.inside or self.requested or self.invited)


def places(user: User) -> Places:
    """Memberships of `user` that stand or are to be decided, archived classes last."""
    shown = Places()
    lists = {MemberState.REQUESTED: shown.requested, MemberState.INVITED: shown.invited}
    for member in db.session.scalars(_places(), this(user)):
        if member.classroom.state is not State.DRAFT or member.role in STAFF:
            lists.get(member.state, shown.inside).append(member)
    return shown


@cache
def _places() -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.classroom)
        .options(contains_eager(Membership.classroom).joinedload(Classroom.owner))
        .where(Membership.user_id == somebody().id)
        .where(Membership.state.in_((MemberState.ACTIVE, MemberState.REQUESTED, MemberState.INVITED)))
        .order_by(Classroom.state == State.ARCHIVED, Classroom.title, Classroom.id)
        .limit(MOST_CLASSES)
    )


def latest_lessons(user: User) -> list[Lesson]:
    """The newest published lessons of classes that `user` is in and that go on."""
    return list(db.session.scalars(_latest_lessons(user.role, user.student_view_of is not None), this(user)))


@cache
def _latest_lessons(role: Role, views_as_student: bool) -> Select[Lesson]:
    user = somebody(role, views_as_student=views_as_student)
    mine = Membership.classrooms_of(user)
    found = _lessons().where(Lesson.counts(), Lesson.shown_to(user), Lesson.classroom_id.in_(mine))
    return found.order_by(Lesson.published_at.desc(), Lesson.id.desc())


def announcements(user: User) -> list[Announcement]:
    """What was announced to `user`: what is pinned, and what came in the last two weeks."""
    now = clock.now()
    found = _announcements(user.role, user.student_view_of is not None)
    return list(db.session.scalars(found, {"now": now, "lately": now - NEWS_WITHIN, **this(user)}))


@cache
def _announcements(role: Role, views_as_student: bool) -> Select[Announcement]:
    user = somebody(role, views_as_student=views_as_student)
    now: BindParameter[datetime] = bindparam("now")
    new = or_(Announcement.pinned, Announcement.published_at > bindparam("lately"))
    found = Announcement.whole().where(Announcement.standing(now), Announcement.concerns(user), new)
    return found.order_by(*Announcement.newest_first()).limit(FEW_NEWS)


def drafts(user: User) -> list[Lesson]:
    """Unfinished lessons of classes that `user` teaches, the one last worked on first."""
    mine = Lesson.classroom_id.in_(_taught_by(user))
    found = _lessons().where(Lesson.state == LessonState.DRAFT, Lesson.is_kept(), mine)
    return list(db.session.scalars(found.order_by(Lesson.updated_at.desc(), Lesson.id.desc())))


def _lessons() -> Select[Lesson]:
    return (
        select(Lesson)
        .join(Lesson.classroom)
        .options(contains_eager(Lesson.classroom), defer(Lesson.body), defer(Lesson.body_html))
        .where(Classroom.state != State.ARCHIVED)
        .limit(FEW)
    )


def _taught_by(user: User) -> Select[int]:
    return select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(TEACHING)
    )


def requests(user: User) -> list[Membership]:
    """Who asks to join a class that `user` teaches, the longest waiting first."""
    found = (
        select(Membership)
        .join(Membership.classroom)
        .options(contains_eager(Membership.classroom), joinedload(Membership.user))
        .where(Membership.state == MemberState.REQUESTED, Classroom.state != State.ARCHIVED)
        .where(Membership.classroom_id.in_(_taught_by(user)))
        .order_by(Membership.updated_at, Membership.id)
        .limit(FEW)
    )
    return list(db.session.scalars(found))


@dataclass(frozen=True)
class Heads:
    """How many students a class has, and how many ask to join it."""

    students: int = 0
    requests: int = 0


def heads(members: list[Membership]) -> dict[int, Heads]:
    """By the id of each classroom of `members`."""
    student = (Membership.state == MemberState.ACTIVE) & (Membership.role == ClassRole.STUDENT)
    found = (
        select(
            Membership.classroom_id,
            func.sum(case((student, 1), else_=0)),
            func.sum(case((Membership.state == MemberState.REQUESTED, 1), else_=0)),
        )
        .where(Membership.classroom_id.in_([member.classroom_id for member in members]))
        .group_by(Membership.classroom_id)
    )
    return {classroom_id: Heads(students, asking) for classroom_id, students, asking in db.session.execute(found)}


@dataclass(frozen=True)
class Figures:
    """The school in numbers: people who may come in, those invited and not yet here, classes, what failed lately."""

    students: int
    teachers: int
    admins: int
    invited: int
    classes: int
    class_drafts: int
    lessons: int
    failed: int


def figures() -> Figures:
    """All of it in one query."""
    since = clock.now() - FAILURES_WITHIN
    undelivered = _number(Delivery).where(Delivery.state == DeliveryState.DEAD, Delivery.created_at > since)
    unheard = _number(Dispatch).where(Dispatch.state == DispatchState.FAILED, Dispatch.created_at > since)
    unsent = _number(Letter).where(Letter.state == LetterState.DEAD, Letter.created_at > since)
    counted = select(
        *(_people(role) for role in (Role.STUDENT, Role.TEACHER, Role.ADMIN)),
        _scalar(_number(User).where(User.status == Status.INVITED)),
        _scalar(_number(Classroom).where(Classroom.state == State.PUBLISHED)),
        _scalar(_number(Classroom).where(Classroom.state == State.DRAFT)),
        _scalar(_number(Lesson).where(Lesson.counts())),
        _scalar(undelivered) + _scalar(unheard) + _scalar(unsent),
    )
    return Figures(*(int(number) for number in db.session.execute(counted).one()))


def _people(role: Role) -> ScalarSelect[int]:
    return _scalar(_number(User).where(User.role == role, User.status == Status.ACTIVE))


def _number(model: type[User | Classroom | Lesson | Delivery | Dispatch | Letter]) -> Select[int]:
    return select(func.count()).select_from(model)


def _scalar(counted: Select[int]) -> ScalarSelect[int]:
    return counted.scalar_subquery()
