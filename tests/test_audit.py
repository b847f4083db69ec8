"""The chain of the audit log names whoever tampers with it (security.md R18)."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from app import audit
from app.extensions import db
from app.models.audit import AuditEntry
from app.transaction import action
from tests.support.people import make_school, make_user


@pytest.fixture
def entries(app: Flask) -> list[AuditEntry]:
    make_school()
    admin = make_user("admin")
    write = action(audit.record)
    for number in range(5):
        write("user.renamed", actor=admin, subject=admin, before={"name": "A"}, after={"name": f"ü {number}"})
    return list(db.session.scalars(AuditEntry.in_order()))


def test_a_whole_chain(entries: list[AuditEntry]) -> None:
    assert audit.first_tampered() is None
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


@pytest.mark.parametrize("column", ["deed", "actor_name", "actor_role", "address", "actor_id", "before", "after"])
def test_a_changed_entry_is_named(entries: list[AuditEntry], column: str) -> None:
    value = {"actor_id": 999, "before": {}, "after": {"name": "else"}}.get(column, "else")
    db.session.execute(update(AuditEntry).where(AuditEntry.id == entries[2].id).values({column: value}))
    db.session.commit()
    db.session.expire_all()
    assert audit.first_tampered().id == entries[2].id


def test_a_removed_entry_is_noticed_at_the_next(entries: list[AuditEntry]) -> None:
    db.session.execute(delete(AuditEntry).where(AuditEntry.id == entries[2].id))
    db.session.commit()
    db.session.expire_all()
    assert audit.first_tampered().id == entries[3].id


def test_entries_written_at_once_still_follow_each_other(app: Flask) -> None:
    make_school()
    db.session.commit()

    def write() -> None:
        with app.app_context():
            action(audit.record)("something", actor=None)

    threads = [threading.Thread(target=write) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(db.session.scalars(select(AuditEntry)).all()) == 12
    assert audit.first_tampered() is None


def test_without_its_entry_the_deed_is_not_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_school()
    user = make_user()

    def fail() -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(audit, "_head", fail)

    @action
    def verb() -> None:
        user.name = "Changed"
        audit.record("user.renamed", actor=None, subject=user)

    with pytest.raises(RuntimeError, match="no room"):
        verb()
    db.session.expire_all()
    assert user.name != "Changed"
