"""A password changed by its owner, or set by an admin."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.actions import accounts, sessions
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import Membership
from app.models.credential import ApiToken, UserSession
from app.models.user import Role, Status
from tests.accounts.test_reset import NEW, password_is
from tests.support.people import PASSWORD, make_classroom, make_session, make_token, make_user
from tests.support.post import letters


def test_by_hand(app: Any, school: Any) -> None:
    admin, user = make_user("admin"), make_user()
    password = accounts.reset_by_hand(user, actor=admin)
    assert password_is(user, password)


def test_change_of_password_keeps_this_device_only(app: Any, school: Any) -> None:
    user = make_user()
    make_session(user)
    make_token(user)
    mine = make_session(user)
    here = db.session.scalars(*UserSession.of_token(mine, clock.now())).one()
    user.session = here
    accounts.change_password(user, PASSWORD, NEW)
    assert list(db.session.scalars(select(UserSession.id))) == [here.id]
    assert db.session.scalars(select(ApiToken)).one().revoked_at is not None
    assert password_is(user, NEW)


def test_change_of_password_asks_for_the_present_one(app: Any) -> None:
    user = make_user()
    with pytest.raises(Invalid) as refused:
        accounts.change_password(user, "not this one", NEW)
    assert list(refused.value.fields) == ["current"]
    with pytest.raises(Invalid) as refused:
        accounts.change_password(user, PASSWORD, "short")
    assert list(refused.value.fields) == ["new"]
    assert password_is(user, PASSWORD)


def test_sent_by_an_admin(app: Any, school: Any) -> None:
    admin, user = make_user("admin"), make_user()
    accounts.send_reset(user, actor=admin)
    assert [letter.template for letter in letters()] == ["reset"]
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["user.reset_sent"]


def test_by_hand_for_somebody_who_never_came(app: Any, school: Any) -> None:
    """An invited student without mail at hand gets in by the password that an admin reads out."""
    admin, teacher = make_user("admin"), make_user("teacher")
    classroom = make_classroom(teacher)
    user = accounts.invite("bo@example.org", Role.STUDENT, actor=teacher, classroom=classroom)
    password = accounts.reset_by_hand(user, actor=admin)
    assert sessions.authenticate("bo@example.org", password) is not None
    assert db.session.scalars(select(Membership.state).where(Membership.user_id == user.id)).all() == ["active"]


def test_nobody_switched_off_gets_a_password(app: Any, school: Any) -> None:
    user = make_user(status=Status.DEACTIVATED)
    with pytest.raises(NotFound):
        accounts.reset_by_hand(user, actor=make_user("admin"))
    with pytest.raises(Conflict):
        accounts.send_reset(user, actor=make_user("admin"))
