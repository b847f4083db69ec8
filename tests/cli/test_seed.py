"""The demo school (contract.md): made once, through the actions, and never where people or production are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import audit, clock
from app.actions import active_days, sessions
from app.cli import demo
from app.cli.demo.data import classes
from app.extensions import db
from app.models.certificate import Certificate
from app.models.classroom import Classroom, JoinPolicy, Membership, MemberState, State
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, DispatchState
from app.models.figures import NotificationDay
from app.models.lesson import Lesson, LessonState
from app.models.letter import Letter, LetterState
from app.models.notification import Notification, PushSubscription, SubscriptionState
from app.models.preference import ClassMute, KindPolicy, NotificationChoice, NotificationSchedule
from app.models.recognition import Achievement
from app.models.release import ReleaseRule
from app.models.suppression import EmailSuppression
from app.models.template import NotificationTemplate
from app.models.user import Role, Status, User
from tests.support.people import make_user

NAMED = {
    "admin@demo.school": Role.ADMIN,
    "teacher@demo.school": Role.TEACHER,
    "teacher2@demo.school": Role.TEACHER,
    "student@demo.school": Role.STUDENT,
    "student2@demo.school": Role.STUDENT,
}


def _seed(app: Flask) -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["seed", "demo"])
    db.session.expire_all()
    return result


def _count(model: type[object], *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_demo_school(app: Flask) -> None:
    """One school for all that is to be seen in it, since it takes seconds to make."""
    result = _seed(app)
    assert result.exit_code == 0, result.output
    _the_people_of_the_contract_log_in()
    _lists_are_full()
    _the_past_was_lived()
    _some_chose_how_to_be_reached()
    _something_was_reached()
    _something_is_still_closed()
    _nobody_gets_mail_of_days_gone_by()
    again = _seed(app)
    assert (again.exit_code, again.output) == (0, "The demo school is here already.\n")


def _the_people_of_the_contract_log_in() -> None:
    for email, role in NAMED.items():
        user = sessions.authenticate(email, "classbell-demo")
        assert user is not None, email
        assert user.role is role


def _lists_are_full() -> None:
    assert _count(User, User.role == Role.STUDENT) >= 60
    assert _count(User, User.role == Role.TEACHER, User.status == Status.ACTIVE) == 5
    states = dict(db.session.execute(select(Classroom.state, func.count()).group_by(Classroom.state)).all())
    assert states == {State.PUBLISHED: 8, State.DRAFT: 1, State.ARCHIVED: 1}
    assert set(db.session.scalars(select(Classroom.join_policy))) == set(JoinPolicy)
    assert _count(Lesson, Lesson.state == LessonState.PUBLISHED) >= 20
    for state in (MemberState.REQUESTED, MemberState.INVITED):
        assert _count(Membership, Membership.state == state)
    sizes = select(func.count()).where(Membership.state == MemberState.ACTIVE).group_by(Membership.classroom_id)
    assert max(db.session.scalars(sizes)) >= 45


def _the_past_was_lived() -> None:
    """Weeks old, in order, heard to the end, and written down in an unbroken chain."""
    first, last = db.session.execute(select(func.min(Notification.created_at), func.max(Notification.created_at))).one()
    assert (clock.now() - first).days > 30
    assert last < clock.now()
    tess = db.session.scalars(User.by_login("teacher@demo.school")).one()
    assert not _count(Dispatch, Dispatch.state.not_in((DispatchState.DONE, DispatchState.CANCELLED)))
    for name in ("student@demo.school", "teacher@demo.school"):
        reader = db.session.scalars(User.by_login(name)).one()
        mine = Notification.user_id == reader.id
        assert _count(Notification, mine, Notification.read_at.is_(None)) >= 3
        when = list(db.session.scalars(select(Notification.created_at).where(mine).order_by(Notification.seq)))
        assert when == sorted(when)
    assert tess.created_at < first
    assert audit.first_tampered() is None


def _some_chose_how_to_be_reached() -> None:
    for model in (
        NotificationChoice,
        ClassMute,
        NotificationSchedule,
        KindPolicy,
        EmailSuppression,
        NotificationTemplate,
    ):
        assert _count(model), model
    assert _count(Delivery, Delivery.reason == "mute")
    assert _count(User, User.email_on.is_(False))


def _something_was_reached() -> None:
    """Certificates of the garden, some days in a row, and what Sam can look at."""
    sam = db.session.scalars(User.by_login("student@demo.school")).one()
    assert _count(Certificate) >= 5
    assert {"hi", "es"} <= set(db.session.scalars(select(Certificate.language)))
    assert active_days.of(sam).length >= 5
    assert _count(Achievement, Achievement.user_id == sam.id) >= 4


def _something_is_still_closed() -> None:
    """Of every kind of rule one, and a lesson that waits for its time; told of to those who may see it."""
    rules = list(db.session.scalars(select(ReleaseRule)))
    for name in ("opens_at", "after_lesson_id", "group_id"):
        assert any(getattr(rule, name) for rule in rules), name
    assert _count(Lesson, Lesson.state == LessonState.SCHEDULED, Lesson.publish_at > clock.now())
    assert _count(Lesson, Lesson.counts(), Lesson.told_at.is_(None)) == 1


def _nobody_gets_mail_of_days_gone_by() -> None:
    coming = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.RETRY, DeliveryState.LEASED)
    assert not _count(Delivery, Delivery.state.in_((*coming, DeliveryState.BATCHED)))
    for state in (DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.CLICKED, DeliveryState.DEAD):
        assert _count(Delivery, Delivery.state == state)
    assert not _count(PushSubscription, PushSubscription.state != SubscriptionState.GONE)
    assert _count(NotificationDay, NotificationDay.sent > 0) > 30
    assert not _count(Letter, Letter.state != LetterState.CANCELLED)


def test_not_where_people_are(app: Flask) -> None:
    make_user()
    result = _seed(app)
    assert result.exit_code == 1
    assert result.output.startswith("Error: There are people here already.")
    assert result.output.count("\n") == 1
    assert _count(User) == 1


def test_not_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], environment="production"))
    result = _seed(app)
    assert (result.exit_code, result.output) == (1, "Error: The demo school is never made in production.\n")
    assert not _count(User)


def test_one_that_was_broken_off_is_not_taken_for_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo.classes, "plan", lambda _: 1 / 0)
    assert _seed(app).exit_code == 1
    assert not demo.is_there()
    assert "already" in _seed(app).output


@pytest.mark.parametrize("known", classes(), ids=lambda known: known["title"])
def test_lessons_are_worth_reading(known: dict[str, object]) -> None:
    for module in known["modules"]:  # type: ignore[attr-defined]
        assert module["title"]
        for lesson in module["lessons"]:
            assert len(lesson["body"]) > 250
            assert ("published_days_ago" in lesson) != ("begun_days_ago" in lesson)
