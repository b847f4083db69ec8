"""Errors answer clearly, whatever is broken (how we build, 6)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.web import answers
from tests.support.browsing import Browser
from tests.support.people import make_user


@pytest.fixture
def calm(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app as people meet it: errors become answers."""
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app


def test_unknown_pages_lead_on(client: Browser) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert 'href="/"' in page.get_data(as_text=True)


def test_programs_get_a_problem_document(client: Browser) -> None:
    answer = client.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


def test_a_stale_token_is_said_plainly(client: Browser) -> None:
    answer = client.post("/login", data={}, csrf=False)
    assert answer.status_code == 400
    assert "open for too long" in answer.get_data(as_text=True)


def test_another_site_cannot_post(client: Browser) -> None:
    for site in ("cross-site", "same-site"):
        assert client.post("/login", data={}, headers={"Sec-Fetch-Site": site}).status_code == 403


def test_too_much_is_413(client: Browser) -> None:
    client.log_in(make_user())
    answer = client.post("/me", data={"name": "x" * 3_000_000})
    assert answer.status_code == 413


def test_a_fault_of_ours_is_500_without_a_trace(client: Browser, calm: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.actions.health.readiness", lambda: 1 / 0)
    answer = client.get("/readyz")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.get_data(as_text=True)


def test_the_database_away_is_503(client: Browser, calm: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("app.actions.health.readiness", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_even_a_broken_error_page_answers(client: Browser, calm: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(answers, "render_template", broken)
    answer = client.get("/nowhere", check=False)
    assert answer.status_code == 404
    assert "load this page again" in answer.get_data(as_text=True)


def test_get_cannot_write(client: Browser, app: Flask) -> None:
    """The database itself refuses it (security.md T14)."""
    from app import transaction
    from app.extensions import db
    from app.models.school import School

    db.session.rollback()
    transaction.read_only()
    try:
        db.session.add(School(id=2, name="Another"))
        with pytest.raises(Exception, match=r"readonly|read-only"):
            db.session.flush()
    finally:
        db.session.rollback()
        transaction.writes()


def test_headers_on_every_answer(client: Browser) -> None:
    for path in ("/login", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "same-origin"
    first, second = (client.get("/login").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second
