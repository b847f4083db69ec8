"""Which language and which times a page speaks: the person's own, else the browser's, else the school's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, render_template_string
from sqlalchemy import select

from app import clock, filters
from app.extensions import db
from app.models.school import School
from app.models.user import User
from app.spoken import speaking
from tests.support.browsing import Browser
from tests.support.people import make_user

LOG_IN = {"en": "Log in", "es": "Iniciar sesión", "hi": "लॉग इन करें"}
EVENING = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize("language", LOG_IN)
def test_a_stranger_reads_the_language_of_the_browser(client: Browser, language: str) -> None:
    page = client.get("/login", headers={"Accept-Language": f"fr, {language};q=0.8"}).get_data(as_text=True)
    assert LOG_IN[language] in page
    assert f'lang="{language}" dir="ltr"' in page


def test_a_stranger_whose_language_we_do_not_speak_reads_the_school_s(client: Browser, school: School) -> None:
    school.language = "hi"
    db.session.commit()
    page = client.get("/login", headers={"Accept-Language": "fr"}).get_data(as_text=True)
    assert LOG_IN["hi"] in page


def test_a_region_of_a_language_is_that_language(client: Browser) -> None:
    page = client.get("/login", headers={"Accept-Language": "es-MX"}).get_data(as_text=True)
    assert LOG_IN["es"] in page


def test_the_person_s_own_language_beats_the_browser_s(client: Browser) -> None:
    page = client.log_in(make_user(language="es")).get("/me", headers={"Accept-Language": "hi"})
    assert "Cerrar sesión" in page.get_data(as_text=True)


def test_choosing_a_language_changes_the_very_next_page(client: Browser) -> None:
    user = make_user()
    client.log_in(user)
    assert "Log out" in client.get("/me").get_data(as_text=True)
    said = {"name": user.name, "username": user.username, "language": "hi", "timezone": "Asia/Kolkata"}
    answer = client.post("/me", data=said)
    page = client.get(answer.location).get_data(as_text=True)
    assert '<html lang="hi"' in page
    assert "लॉग आउट करें" in page
    assert "सहेज लिया गया।" in page
    assert db.session.scalars(select(User.language).where(User.id == user.id)).one() == "hi"


def test_a_refusal_speaks_the_reader_s_language(client: Browser) -> None:
    page = client.post("/login", data={}, headers={"Accept-Language": "es"})
    assert "Esto hace falta." in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "1 Mar 2026, 20:30"), ("es", "1 mar 2026, 20:30"), ("hi", "1 मार्च 2026, 20:30")],
)
def test_dates(app: Flask, language: str, words: str) -> None:
    with app.test_request_context(), speaking(language):
        assert f">{words}<" in filters.datetime_local(EVENING, "short")


@pytest.mark.parametrize(("language", "words"), [("es", "hace 5 minutos"), ("hi", "5 मिनट पहले")])
def test_how_long_ago(app: Flask, language: str, words: str) -> None:
    with time_machine.travel(EVENING, tick=False), app.test_request_context(), speaking(language):
        assert f">{words}<" in filters.ago(clock.now() - timedelta(minutes=5))


def test_another_language_for_a_while(app: Flask) -> None:
    def said() -> str:
        return render_template_string("{{ _('Save') }}")

    def failed_letter() -> None:
        with speaking("en"):
            raise ValueError(said())

    with app.test_request_context(headers={"Accept-Language": "es"}):
        assert said() == "Guardar"
        with speaking("hi"):
            assert said() == "सहेजें"
            with pytest.raises(ValueError, match=r"^Save$"):
                failed_letter()
            assert said() == "सहेजें"
        assert said() == "Guardar"


def test_times_are_those_of_the_reader(client: Browser) -> None:
    user = make_user(language="hi", timezone="Asia/Kolkata")
    client.log_in(user)
    user.created_at = EVENING
    admin = make_user("admin", language="hi", timezone="Asia/Kolkata")
    page = client.log_in(admin).get(f"/admin/users/{user.public_id}").get_data(as_text=True)
    assert "2 मार्च 2026, 02:00" in page
