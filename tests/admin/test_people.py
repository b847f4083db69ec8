"""Everybody at school: found, sorted, paged, taken away as CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import UserSession
from app.models.user import Role, Status, User
from app.reports import people as report
from tests.support.browsing import Browser
from tests.support.people import make_session, make_user
from tests.support.queries import counted


@pytest.fixture
def admin(client: Browser) -> User:
    made = make_user(Role.ADMIN, "Zora Admin")
    client.log_in(made)
    return made


def _names(page: str, *names: str) -> list[str]:
    """Which of `names` stand in the table, in their order."""
    table = page[page.index("<table") :]
    return sorted((name for name in names if name in table), key=table.index)


def test_search_and_filters(client: Browser, admin: User) -> None:
    make_user(Role.TEACHER, "Ada Teacher")
    make_user(Role.STUDENT, "Bob Student", email="bob100%@example.org")
    make_user(Role.STUDENT, "Cid Gone", status=Status.DEACTIVATED)
    everybody = ("Ada Teacher", "Bob Student", "Cid Gone", "Zora Admin")
    for query, found in {
        "": everybody,
        "q=teach": ("Ada Teacher",),
        "q=BOB100%25": ("Bob Student",),
        "role=student": ("Bob Student", "Cid Gone"),
        "role=student&status=active": ("Bob Student",),
        "role=wizard&status=gone&sort=height": everybody,
    }.items():
        assert tuple(_names(client.get(f"/admin/users?{query}").text, *everybody)) == found, query


def test_nobody_found(client: Browser, admin: User) -> None:
    page = client.get("/admin/users?q=%25").text
    assert "Nobody found" in page
    assert client.get("/admin/users?q=%00").status_code == 200


def test_orders(client: Browser, admin: User) -> None:
    now = clock.now()
    ada = make_user(name="Ada Old", created_at=now - timedelta(days=9))
    bob = make_user(name="Bob New", created_at=now)
    make_session(bob)
    db.session.scalars(UserSession.visible_to(bob)).one().last_seen_at = now - timedelta(days=2)
    make_session(ada)
    db.session.commit()
    make_user(name="Cid Never", created_at=now - timedelta(days=4))
    shown = ("Ada Old", "Bob New", "Cid Never")
    for sort, order in {
        "name": ["Ada Old", "Bob New", "Cid Never"],
        "-name": ["Cid Never", "Bob New", "Ada Old"],
        "-seen": ["Ada Old", "Bob New", "Cid Never"],
        "seen": ["Bob New", "Ada Old", "Cid Never"],
        "created": ["Ada Old", "Cid Never", "Bob New"],
        "-created": ["Bob New", "Cid Never", "Ada Old"],
    }.items():
        assert _names(client.get(f"/admin/users?sort={sort}").text, *shown) == order, sort


def test_pages_keep_the_filters(client: Browser, admin: User) -> None:
    for _ in range(25):
        make_user()
    page = client.get("/admin/users?role=student&sort=-created").text
    assert "/admin/users?role=student&amp;sort=-created&amp;page=2" in page


def test_same_queries_for_1_and_50(client: Browser, admin: User) -> None:
    client.get("/admin/users")
    with counted() as few:
        client.get("/admin/users")
    for _ in range(50):
        make_session(make_user())
    with counted() as many:
        client.get("/admin/users")
    assert len(few) == len(many) <= 12, many


def test_export(client: Browser, admin: User) -> None:
    make_user(name='=HYPERLINK("http://x")', username="evil", email=None)
    make_user(Role.TEACHER, "Not Asked For")
    response = client.post("/admin/users/export", data={"role": "student", "q": "evil"})
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="people-')
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [(row["name"], row["email"]) for row in rows] == [('\'=HYPERLINK("http://x")', "")]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.actor_id) == ("users.exported", admin.id)
    assert entry.after == {"q": "evil", "role": "student", "sort": "name", "rows": 1}


def test_export_takes_many_in_few_queries(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "AT_ONCE", 10)
    for _ in range(25):
        make_session(make_user())
    with counted() as queries:
        rows = list(report.rows(report.people()))
    assert len(rows) == 25
    assert all(row[-1] for row in rows)
    assert len(queries) == 4
