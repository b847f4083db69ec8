"""One's own profile (ACC6)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actions import profiles
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.letter import Letter
from app.models.user import Role, User, Visibility
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_user

GOOD = {"name": "Ada Lovelace", "username": "Ada", "language": "es", "timezone": "Europe/London"}


@pytest.fixture
def person(client: Browser) -> User:
    made = make_user()
    client.log_in(made)
    return made


@pytest.mark.parametrize("role", list(Role))
def test_page_for_every_role(client: Browser, role: Role) -> None:
    client.log_in(make_user(role))
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("path", ["/me", "/me/password", "/me/devices", "/me/tokens"])
def test_nobody_else_gets_in(client: Browser, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/login?next=")


def test_change(client: Browser, person: User) -> None:
    assert client.post("/me", data=GOOD).status_code == 303
    db.session.refresh(person)
    assert (person.name, person.username, person.language) == ("Ada Lovelace", "ada", "es")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "user.renamed")).one()
    assert entry.after == {"name": "Ada Lovelace", "username": "ada"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("username", "a"),
        ("username", "with space"),
        ("username", "x" * 33),
        ("username", "-dash"),
        ("language", "xx"),
        ("timezone", "Mars/Olympus"),
        ("timezone", ""),
        ("timezone", "../../etc/passwd"),
    ],
)
def test_bad_input_changes_nothing_and_is_kept(client: Browser, person: User, field: str, value: str) -> None:
    before = person.name, person.username, person.language, person.timezone
    response = client.post("/me", data={**GOOD, field: value})
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert field == "name" or 'value="Ada Lovelace"' in response.text
    db.session.refresh(person)
    assert (person.name, person.username, person.language, person.timezone) == before


def test_nothing_else_can_be_changed_along(client: Browser, person: User) -> None:
    client.post("/me", data={**GOOD, "role": "admin", "status": "invited", "email": "x@example.org", "id": "1"})
    db.session.refresh(person)
    assert person.role is Role.STUDENT
    assert person.email != "x@example.org"


def test_zone_as_people_type_it(client: Browser, person: User) -> None:
    client.post("/me", data={**GOOD, "timezone": "new york"})
    db.session.refresh(person)
    assert person.timezone == "America/New_York"


def test_a_zone_kept_under_a_former_name_stays_good(client: Browser, person: User) -> None:
    person.timezone = "Asia/Calcutta"
    db.session.commit()
    page = client.get("/me").text
    assert 'value="Asia/Calcutta"' in page
    assert '<option value="Asia/Kolkata">' in page
    assert '<option value="Asia/Calcutta">' not in page
    assert client.post("/me", data={**GOOD, "timezone": "Asia/Calcutta"}).status_code == 303
    db.session.refresh(person)
    assert person.timezone == "Asia/Kolkata"


def test_taken_username_is_said_at_the_field(client: Browser, person: User) -> None:
    make_user(username="ada")
    response = client.post("/me", data=GOOD)
    assert response.status_code == 422
    assert "called so already" in response.text


def test_username_taken_at_the_same_moment(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(username="ada")
    person = make_user()
    monkeypatch.setattr("app.actions.identities.refuse_taken_username", lambda *_, **__: None)
    with pytest.raises(Invalid) as refusal:
        profiles.change(person, actor=person, **GOOD)
    assert "username" in refusal.value.fields


def test_nobody_changes_somebody_else(app: object) -> None:
    with pytest.raises(Forbidden):
        profiles.change(make_user(), actor=make_user(Role.ADMIN), **GOOD)


def test_email_waits_for_the_link(client: Browser, person: User) -> None:
    response = client.post("/me/email", data={"email": "New@Example.org", "password": PASSWORD})
    assert response.status_code == 303
    db.session.refresh(person)
    assert person.email != "new@example.org"
    letters = {letter.template: letter.address for letter in db.session.scalars(select(Letter))}
    assert letters == {"confirm": "new@example.org", "email_changing": person.email}


@pytest.mark.parametrize(
    "data",
    [
        {"email": "new@example.org", "password": "wrong"},
        {"email": "new@example.org"},
        {"email": "no address", "password": PASSWORD},
        {"email": "x" * 255 + "@example.org", "password": PASSWORD},
    ],
)
def test_email_refused(client: Browser, person: User, data: dict[str, str]) -> None:
    assert client.post("/me/email", data=data).status_code == 422
    assert db.session.scalars(select(Letter)).all() == []


def test_guessing_the_password_ends(client: Browser, person: User) -> None:
    wrong = {"email": "new@example.org", "password": "wrong"}
    answers = [client.post("/me/email", data=wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 901
    assert 'value="new@example.org"' in answers[-1].text
    assert "too many times in a short while. Try again in 15 minutes." in answers[-1].text
    assert "data-error-summary" in answers[-1].text


def test_somebody_elses_address_looks_the_same(client: Browser, person: User) -> None:
    make_user(email="taken@example.org")
    response = client.post("/me/email", data={"email": "taken@example.org", "password": PASSWORD})
    assert response.status_code == 303
    assert db.session.scalars(select(Letter.template)).first() == "address_known"


def test_theme(client: Browser, person: User) -> None:
    assert client.post("/me/theme", data={"theme": "dark"}).status_code == 303
    assert 'data-theme="dark"' in client.get("/me").text
    quick = client.post("/me/theme", data={"theme": "light"}, headers={"X-Requested-With": "fetch"})
    assert quick.status_code == 204
    assert client.post("/me/theme", data={"theme": "pink"}).status_code == 422


def test_privacy(client: Browser, person: User) -> None:
    data = {"profile_visibility": "teachers", "show_online": "y"}
    assert client.post("/me/privacy", data=data).status_code == 303
    db.session.refresh(person)
    assert person.profile_visibility is Visibility.TEACHERS
    assert (person.read_receipts, person.show_online) == (False, True)
    assert client.post("/me/privacy", data={"profile_visibility": "aliens"}).status_code == 422


def test_consent(client: Browser, person: User) -> None:
    assert client.post("/me/consent", data={}).status_code == 303
    db.session.refresh(person)
    assert (person.push_on, person.email_on, person.email_consent) == (True, True, False)
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["user.consent_changed"]


def test_without_the_token_of_the_page_nothing(client: Browser, person: User) -> None:
    assert client.post("/me", data=GOOD, csrf=False).status_code == 400
