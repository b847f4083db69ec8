"""The people and things of the demo school by their names, as they are in the database now."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom, Membership
from app.models.lesson import Lesson, Module
from app.models.user import User


def person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def classroom(title: str) -> Classroom:
    return db.session.scalars(select(Classroom).where(Classroom.title == title)).one()


def module(title: str, in_class: str) -> Module:
    named = select(Module).join(Module.classroom).where(Module.title == title, Classroom.title == in_class)
    return db.session.scalars(named).one()


def lesson(title: str, in_class: str) -> Lesson:
    named = select(Lesson).join(Lesson.classroom).where(Lesson.title == title, Classroom.title == in_class)
    return db.session.scalars(named).one()


def member(username: str, in_class: str) -> Membership:
    return db.session.scalars(Membership.of(classroom(in_class), person(username))).one()
