"""The pages of certificates: one's own, a class's, the file, and the public one."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.actions import certificates, class_recognition, progress
from app.extensions import db
from app.models.certificate import Certificate
from app.models.user import Role
from tests.certificates.conftest import Course
from tests.support.browsing import Browser
from tests.support.people import make_member, make_user
from tests.support.queries import counted


@pytest.fixture
def made(course: Course) -> Certificate:
    for lesson in course.lessons:
        progress.finish(lesson, course.student)
    return db.session.scalars(Certificate.of(course.student)).one()


def test_the_holder_sees_it_and_takes_it_along(client: Browser, course: Course, made: Certificate) -> None:
    client.log_in(course.student)
    assert "Biology 7b" in client.get("/certificates").text
    page = client.get(f"/certificates/{made.public_id}")
    assert made.code_shown in page.text
    assert "revocation" not in page.text
    answer = client.get(f"/certificates/{made.public_id}/file")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="certificate-{made.code_shown}.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"/certificates/{made.public_id}/file").data == answer.data


@pytest.mark.parametrize("language", ["en", "es", "hi"])
def test_the_file_in_each_language(client: Browser, course: Course, language: str) -> None:
    course.student.language, course.student.name = language, "अनन्या शर्मा Ñandú"
    db.session.commit()
    for lesson in course.lessons:
        progress.finish(lesson, course.student)
    found = db.session.scalars(Certificate.of(course.student)).one()
    client.log_in(course.student)
    answer = client.get(f"/certificates/{found.public_id}/file")
    assert answer.status_code == 200
    assert re.search(rb"/Lang \(" + language.encode(), answer.data)
    assert answer.data.count(b"/Type /Page\n") == 1


def test_teachers_list_them_and_revoke_one(client: Browser, course: Course, made: Certificate) -> None:
    client.log_in(course.teacher)
    listed = client.get(f"/classrooms/{course.classroom.public_id}/recognition")
    assert "Sam Student" in listed.text
    url = f"/certificates/{made.public_id}"
    assert client.post(f"{url}/revocation", data={"reason": " "}).status_code == 422
    assert client.post(f"{url}/revocation", data={"reason": "Not his own work"}).status_code == 303
    assert "Not his own work" in client.get(url).text
    assert client.get(f"{url}/file").status_code == 409
    assert client.post(f"{url}/revocation", data={"reason": "Again"}).status_code == 409


def test_the_switches(client: Browser, course: Course) -> None:
    client.log_in(course.teacher)
    url = f"/classrooms/{course.classroom.public_id}/recognition"
    assert client.post(url, data={}).status_code == 303
    db.session.refresh(course.classroom)
    assert (course.classroom.recognises, course.classroom.certifies) == (False, False)
    for lesson in course.lessons:
        progress.finish(lesson, course.student)
    assert client.post(url, data={"certifies": "y"}).status_code == 303
    page = client.get(url)
    assert "1 student has a certificate now." in page.text
    assert "Sam Student" in page.text


def test_lists_cost_the_same_however_long_they_are(client: Browser, course: Course, made: Certificate) -> None:
    client.log_in(course.teacher)
    url = f"/classrooms/{course.classroom.public_id}/recognition"
    client.get(url)
    with counted() as one:
        client.get(url)
    for _ in range(21):
        member = make_member(course.classroom)
        for lesson in course.lessons:
            progress.finish(lesson, member.user)
    with counted() as many:
        assert "?page=2" in client.get(url).text
    assert len(many) <= len(one), many


def test_anybody_checks_a_code(app: Flask, client: Browser, made: Certificate) -> None:
    sent = client.post("/certificates/verify", data={"code": f" {made.code_shown.lower()} "})
    answer = client.get(sent.headers["Location"])
    assert answer.status_code == 200
    for said in ("Sam Student", "Biology 7b", "Hill School", "This certificate is good."):
        assert said in answer.text
    for unsaid in ("Tess Okonkwo", "2 lessons", made.public_id, "person"):
        assert unsaid not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text


def test_a_revoked_one_says_so_without_the_reason(client: Browser, course: Course, made: Certificate) -> None:
    certificates.revoke(made, actor=course.teacher, reason="Not his own work")
    answer = client.get(f"/certificates/verify/{made.code}")
    assert "revoked" in answer.text
    assert "Not his own work" not in answer.text


def test_codes_that_nobody_has_all_look_the_same(client: Browser, course: Course, made: Certificate) -> None:
    forged = db.session.get(Certificate, made.id)
    assert forged is not None
    code = forged.code
    forged.holder = "Somebody Else"
    db.session.commit()
    answers = [client.get(f"/certificates/verify/{each}") for each in (code, "A" * 20, "nonsense", "A" * 500)]
    assert {answer.status_code for answer in answers} == {404}
    shown = {re.sub(r'(nonce|value)="[^"]*"', "", answer.text) for answer in answers}
    assert len(shown) == 1
    assert "Somebody Else" not in answers[0].text


def test_guessing_is_slowed_down(client: Browser, course: Course) -> None:
    answers = [client.get(f"/certificates/verify/{number:020}").status_code for number in range(125)]
    assert answers.count(429) == 5


def test_nobody_reads_those_of_others(client: Browser, course: Course, made: Certificate) -> None:
    for stranger in (make_user(), make_user(Role.TEACHER), make_member(course.classroom).user):
        client.log_in(stranger)
        assert client.get(f"/certificates/{made.public_id}").status_code == 404
        assert client.get(f"/certificates/{made.public_id}/file").status_code == 404
        assert "Sam Student" not in client.get("/certificates").text


def test_the_class_settings_lead_there(client: Browser, course: Course) -> None:
    client.log_in(course.teacher)
    page = client.get(f"/classrooms/{course.classroom.public_id}/edit")
    assert f"/classrooms/{course.classroom.public_id}/recognition" in page.text


def test_achievements_and_the_start_page(client: Browser, course: Course, made: Certificate) -> None:
    client.log_in(course.student)
    home = client.get("/")
    assert "3 achievements" in home.text
    page = client.get("/achievements")
    for said in ("First lesson", "Module finished", "Class finished", "Biology 7b", "1 day in a row", "Ten lessons"):
        assert said in page.text
    class_recognition.choose(course.classroom, actor=course.teacher, recognises=False, certifies=True)
    hidden = client.get("/achievements")
    assert "Class finished" not in hidden.text.split("There is also")[0]
    assert "First lesson" in hidden.text


def test_the_page_of_achievements_has_a_budget(client: Browser, course: Course, made: Certificate) -> None:
    client.log_in(course.student)
    client.get("/achievements")
    with counted() as queries:
        client.get("/achievements")
    assert len(queries) <= 14, queries
