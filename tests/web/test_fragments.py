"""Kept parts of pages: they know nothing of the reader, and are as safe and as current as what is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta
from markupsafe import Markup

from app.spoken import speaking
from app.web.fragments import fragment

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"
FRAGMENTS = sorted(each.stem for each in (TEMPLATES / "fragments").glob("*.html"))
OF_THE_READER = frozenset(
    [
        "request",
        "session",
        "g",
        "current_user",
        "get_flashed_messages",
        "csrf_token",
        "csp_nonce",
        "school",
        "student_view",
    ]
)


def names(app: Flask, template: str) -> set[str]:
    """What a template and those that it imports or includes take from around them."""
    source = app.jinja_env.parse((TEMPLATES / template).read_text())
    found = meta.find_undeclared_variables(source)
    for other in meta.find_referenced_templates(source):
        assert other, f"{template} takes in what nobody knows beforehand"
        if other.startswith("layouts/"):
            found |= names(app, other)
    return found


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_knows_no_reader(app: Flask, name: str) -> None:
    assert names(app, f"fragments/{name}.html") & OF_THE_READER == set()


def test_it_is_kept_for_each_language(app: Flask) -> None:
    with app.test_request_context():
        for language, word in (("en", "Home"), ("es", "Inicio"), ("en", "Home")):
            with speaking(language):
                assert word in fragment("main_nav", place="home", classes=(), at="", unread=0, admin=False, portal="")


def test_what_is_escaped_is_not_taken_for_what_is_not(app: Flask) -> None:
    with app.test_request_context():
        assert "<b>&amp;</b>" in fragment("icon", name="bell", label=Markup("<b>&amp;</b>"))
        assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in fragment("icon", name="bell", label="<b>&amp;</b>")


def test_another_root_gets_other_addresses(app: Flask) -> None:
    for root in ("", "/school"):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            assert f'href="{root}/classrooms"' in fragment(
                "main_nav", place="home", classes=(), at="", unread=0, admin=False, portal=""
            )
