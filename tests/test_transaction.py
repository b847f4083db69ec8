"""One place commits; effects wait for it (architecture.md, rule 1; security.md R1)."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import transaction
from app.extensions import db
from app.models.school import School
from app.transaction import action, after_commit, read_only, release, writes
from tests.support.at_once import at_once
from tests.support.people import make_school


@action
def rename(name: str, *, fail: bool = False) -> None:
    db.session.scalars(School.the()).one().name = name
    if fail:
        raise ValueError(name)


def kept() -> str:
    db.session.rollback()
    return db.session.scalars(select(School.name)).one()


def test_an_action_commits(app: Flask) -> None:
    make_school()
    rename("New")
    assert kept() == "New"


def test_an_action_that_fails_leaves_nothing(app: Flask) -> None:
    make_school(name="Old")
    with pytest.raises(ValueError, match="New"):
        rename("New", fail=True)
    assert kept() == "Old"


def test_an_inner_action_joins_the_outer(app: Flask) -> None:
    make_school(name="Old")

    @action
    def outer() -> None:
        rename("New")
        raise ValueError("the outer one fails")

    with pytest.raises(ValueError, match="outer"):
        outer()
    assert kept() == "Old"


def test_effects_run_once_after_the_commit_and_not_after_a_failure(app: Flask) -> None:
    make_school(name="Old")
    seen: list[str] = []

    def effect(word: str) -> None:
        seen.append(f"{word}: {kept()}")

    @action
    def verb(*, fail: bool) -> None:
        after_commit(effect, "once")
        after_commit(effect, "once")
        rename("New", fail=fail)

    with pytest.raises(ValueError, match="New"):
        verb(fail=True)
    assert seen == []
    verb(fail=False)
    assert seen == ["once: New"]


def test_an_effect_that_fails_does_not_undo_the_commit(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    make_school(name="Old")

    def explode() -> None:
        raise RuntimeError("no queue")

    @action
    def verb() -> None:
        after_commit(explode)
        rename("New")

    verb()
    assert kept() == "New"
    assert "effect after commit failed: explode" in caplog.text


def test_effects_need_an_action(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside of an action"):
        after_commit(print)


def test_a_reading_transaction_refuses_to_write(app: Flask) -> None:
    make_school(name="Old")
    db.session.rollback()
    read_only()
    try:
        with pytest.raises(Exception, match=r"readonly|read-only"):
            db.session.execute(text("UPDATE schools SET name = 'x'"))
    finally:
        db.session.rollback()
        writes()
    rename("New")
    assert kept() == "New"


def test_release_keeps_what_was_loaded(app: Flask) -> None:
    make_school(name="Old")
    school = db.session.scalars(School.the()).one()
    release()
    assert school.name == "Old"
    assert school not in db.session


def test_sqlite_is_in_its_safe_mode(app: Flask) -> None:
    """R1 of security.md."""
    if db.engine.dialect.name != "sqlite":
        return
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    assert {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted


def test_many_writers_take_turns_and_nobody_keeps_one(app: Flask) -> None:
    """Also those that fail. More than SQLite would let look for the lock at once without somebody starving."""
    make_school()

    def write(number: int) -> Callable[[], None]:
        return lambda: rename(str(number), fail=number % 3 == 0)

    told = at_once(app, [write(number) for number in range(60)])
    assert [type(each) for each in told] == [ValueError if n % 3 == 0 else type(None) for n in range(60)]
    assert not transaction._turn.locked()


def test_a_forked_process_waits_for_nobody_of_its_parent(app: Flask) -> None:
    make_school()
    writes()
    db.session.execute(text("SELECT 1"))
    child = os.fork()
    if child == 0:
        os._exit(transaction._turn.locked())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    db.session.rollback()
    assert not transaction._turn.locked()
