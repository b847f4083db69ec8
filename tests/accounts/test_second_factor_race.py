"""The same code at the same moment lets in once; two who set it up at once get one secret and ten codes (T12)."""

from __future__ import annotations

import functools

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import second_factors
from app.extensions import db
from app.models.second_factor import RecoveryCode, SecondFactor
from app.models.user import User
from tests.support.at_once import at_once
from tests.support.people import make_user
from tests.support.second_factor import RECOVERY, make_second_factor, shown

MANY = 8


@pytest.mark.parametrize("typed", ["of the app", RECOVERY])
def test_one_use(app: Flask, school: object, typed: str) -> None:
    person = make_user()
    make_second_factor(person)
    code = shown() if typed == "of the app" else typed
    found = at_once(app, [functools.partial(second_factors.spend, person.id, code)] * MANY)
    assert sorted(found) == [False] * (MANY - 1) + [True]


def test_one_confirmation(app: Flask, school: object) -> None:
    person = make_user()
    number = person.id
    second_factors._begin(number)
    secret = second_factors.pending_secret(db.session.get(User, number))
    assert secret

    def confirm() -> list[str]:
        return second_factors.confirm(db.session.get(User, number), shown(secret))

    found = at_once(app, [confirm] * MANY)
    assert len([each for each in found if isinstance(each, list)]) == 1
    assert len(db.session.scalars(select(RecoveryCode)).all()) == second_factors.CODES
    assert db.session.scalars(select(SecondFactor)).one().confirmed_at
