"""The audit log as admins use it: filtered, checked, taken away (ADM3, R18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app import audit, clock
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.user import Role, User
from app.transaction import action
from tests.support.browsing import Browser
from tests.support.people import make_user

PAGE = "/admin/audit"
write = action(audit.record)


@pytest.fixture
def admin(client: Browser) -> User:
    made = make_user(Role.ADMIN, "Root")
    client.log_in(made)
    return made


@pytest.fixture
def entries(admin: User) -> list[AuditEntry]:
    """Three of Root about Sue, one of Otto, nine days old."""
    sue = make_user(name="Sue Sand")
    with clock.pretend(clock.now() - timedelta(days=9)):
        write("lesson.deleted", actor=make_user(Role.TEACHER, "Otto"))
    for deed in ("user.renamed", "user.deactivated", "user.reactivated"):
        write(deed, actor=admin, subject=sue)
    return list(db.session.scalars(AuditEntry.in_order()))


def test_filters(client: Browser, entries: list[AuditEntry]) -> None:
    day = (clock.now() - timedelta(days=3)).date().isoformat()
    expected = {
        "": 4,
        "?deed=user.renamed": 1,
        "?deed=nothing": 0,
        "?person=otto": 1,
        "?person=sue": 3,
        "?person=root&deed=user.deactivated": 1,
        f"?since={day}": 3,
        f"?until={day}": 1,
        "?until=9999-12-31&since=0001-01-01": 4,
        "?since=x": 4,
    }
    for query, number in expected.items():
        assert client.get(PAGE + query).text.count('<th scope="row">') == number, query


def test_the_export_is_filtered_and_written_down(client: Browser, entries: list[AuditEntry]) -> None:
    lines = client.post(f"{PAGE}/export", data={"person": "otto"}).text.splitlines()
    assert len(lines) == 2
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.deed, last.after) == ("audit.exported", {"person": "otto", "rows": 1})


def test_a_whole_log(client: Browser, entries: list[AuditEntry]) -> None:
    client.post(f"{PAGE}/check")
    assert "The log is whole" in client.get(PAGE).text


def test_a_changed_entry_is_named(client: Browser, entries: list[AuditEntry]) -> None:
    number = entries[1].id
    db.session.execute(update(AuditEntry).where(AuditEntry.id == number).values(actor_name="Somebody"))
    db.session.commit()
    client.post(f"{PAGE}/check")
    assert f"Entry {number} was changed: “Name changed”" in client.get(PAGE).text


def test_a_missing_end_is_noticed(client: Browser, entries: list[AuditEntry]) -> None:
    db.session.execute(delete(AuditEntry).where(AuditEntry.id == entries[-1].id))
    db.session.commit()
    client.post(f"{PAGE}/check")
    assert "Entries at the end of the log are missing." in client.get(PAGE).text
