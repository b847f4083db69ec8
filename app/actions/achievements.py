"""Achievements: given in the transaction of what brings them, and looked for anew by the clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, union_all

from app import clock
from app.actions.calendars import calendar
from app.events import announce
from app.extensions import db
from app.formats.streaks import Streak, streak
from app.formats.wall_clock import day_of, instant
from app.models.base import new_public_id, random_public_id
from app.models.classroom import Classroom
from app.models.lesson import Module
from app.models.quiz import Quiz
from app.models.recognition import Achievement, ActiveDay
from app.models.somebody import somebody, this
from app.models.upsert import insert_new
from app.models.user import Status, User
from app.recognition.registry import DAY, MILESTONES, brought_by
from app.recognition.rules import COLUMNS, Among
from app.transaction import action

UNIQUE = ("user_id", "name", "about")
PEOPLE_AT_ONCE = 500


def award(event: str, user: User, classroom_id: int) -> None:
    """Within the action of `event`: give `user` what it brought him. One at a time, so that none of two is missed."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))
    _give(event, Among(user.id, classroom_id))


def award_many(event: str, user_ids: Collection[int], classroom_id: int) -> None:
    """Within the action of `event`: give these people what it brought them, by rules that look at one thing each."""
    db.session.flush()
    _give(event, Among(next(iter(user_ids)) if len(user_ids) == 1 else None, classroom_id))


def award_days(people: Iterable[int]) -> None:
    """Within an action: give those people what their days of learning brought them."""
    rows, lived = [], _lived(people)
    for user_id, found in _streaks(lived).items():
        for milestone in brought_by(DAY):
            day = milestone.day(found) if milestone.day else None
            if day is not None:
                row = {"public_id": new_public_id(), "user_id": user_id, "name": milestone.name, "about": ""}
                rows.append({**row, "classroom_id": None, "awarded_at": instant(day, 0, lived[user_id].zone)})
    if rows:
        made = insert_new(Achievement, UNIQUE).returning(Achievement)
        _tell(list(db.session.scalars(made, rows)))


def streaks_of(people: Iterable[int]) -> dict[int, Streak]:
    """By user id, as it stands today in each one's own time zone: three selects, however many they are."""
    return _streaks(_lived(people))


@dataclass
class _Life:
    """The time zone of somebody, and the days on which he learned."""

    zone: str
    days: list[date] = field(default_factory=list)


def _lived(people: Iterable[int]) -> dict[int, _Life]:
    lived: dict[int, _Life] = {}
    for user_id, day, zone in db.session.execute(_days(), {"people": list(people)}):
        lived.setdefault(user_id, _Life(zone)).days.append(day)
    return lived


@cache
def _days() -> Select[int, date, str]:
    days = select(ActiveDay.user_id, ActiveDay.day, User.timezone).join(User, User.id == ActiveDay.user_id)
    return days.where(ActiveDay.user_id.in_(bindparam("people", expanding=True)))


def _streaks(lived: dict[int, _Life]) -> dict[int, Streak]:
    if not lived:
        return {}
    counts, now = calendar().is_school_day, clock.now()
    return {user_id: streak(life.days, counts, day_of(now, life.zone)) for user_id, life in lived.items()}


def recompute() -> int:
    """Look for everything that anybody has reached and was not given. Returns how much there was; nothing, usually."""
    return sum(_give_all(event) for event in {each.brought_by for each in MILESTONES.values()} - {DAY}) + _all_days()


@action
def _give_all(event: str) -> int:
    return _give(event, Among())


def _all_days() -> int:
    before = _number()
    low = 0
    while people := _after(low):
        low = people[-1]
        action(award_days)(people)
    return _number() - before


@action
def _number() -> int:
    return db.session.scalar(select(func.count()).select_from(Achievement)) or 0


@action
def _after(low: int) -> list[int]:
    """The next people who ever learned on some day."""
    found = select(User.id).where(User.id > low, User.status == Status.ACTIVE)
    some = found.where(select(ActiveDay.user_id).where(ActiveDay.user_id == User.id).exists())
    return list(db.session.scalars(some.order_by(User.id).limit(PEOPLE_AT_ONCE)))


def _give(event: str, among: Among) -> int:
    """One statement finds and keeps what is new by all rules that `event` may bring."""
    found = union_all(*(each.rule(each.name, among) for each in brought_by(event) if each.rule)).subquery()
    rows: Select[Any] = select(random_public_id(), *(found.c[name] for name in COLUMNS))
    into = insert_new(Achievement, UNIQUE).from_select(
        ["public_id", *COLUMNS], rows.where(found.c.user_id.is_not(None))
    )
    made = list(db.session.scalars(into.returning(Achievement)))
    _tell(made)
    return len(made)


def _tell(made: list[Achievement]) -> None:
    titles = titles_of(made)
    for each in made:
        key = f"{each.user_id}:{each.name}:{each.about}"
        facts = {"name": each.name, "of": titles.get(each.about, "")}
        announce("achievement.awarded", each, actor=None, classroom_id=each.classroom_id, key=key, **facts)


def titles_of(made: list[Achievement]) -> dict[str, str]:
    """What modules, classes and quizzes are called now, by their public ids."""
    about = [each.about for each in made if each.about]
    if not about:
        return {}
    modules = select(Module.public_id, Module.title).where(Module.public_id.in_(about))
    classes = select(Classroom.public_id, Classroom.title).where(Classroom.public_id.in_(about))
    quizzes = select(Quiz.public_id, Quiz.title).where(Quiz.public_id.in_(about))
    return dict(db.session.execute(union_all(modules, classes, quizzes)).all())


@dataclass(frozen=True)
class Overview:
    """What a start page says: the days in a row, and how many achievements there are."""

    streak: Streak
    number: int


def overview(user: User) -> Overview:
    return Overview(streaks_of([user.id]).get(user.id, Streak()), db.session.scalar(_given(), this(user)) or 0)


@cache
def _given() -> Select[int]:
    return shown_to(somebody()).order_by(None).with_only_columns(func.count(), maintain_column_froms=True)


def shown_to(user: User) -> Select[Achievement]:
    """His own, newest first, without those of classes whose teachers do not want any."""
    of_class = or_(Achievement.classroom_id.is_(None), Achievement.classroom.has(Classroom.recognises))
    return Achievement.visible_to(user).where(of_class).order_by(Achievement.awarded_at.desc(), Achievement.id.desc())
