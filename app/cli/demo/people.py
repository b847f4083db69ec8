"""Who is at the demo school, and when they came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app import clock, transaction
from app.actions import accounts, calendars, profiles, push_keys, schools
from app.cli.demo.data import ADMIN, DOMAIN, SCHOOL, STUDENTS, username
from app.cli.demo.find import person
from app.cli.demo.history import History
from app.models.school import Registration
from app.models.user import Role, User
from app.notifications import by_hand, whom

PASSWORD: str = SCHOOL["password"]
# Small children have no address; the school makes accounts for them all the same.
WITHOUT_ADDRESS_EVERY = 9


def open_school(days_ago: float) -> None:
    """Make the school, its keys and everybody's account, as an operator does: before anything else happens."""
    instant = History(clock.now(), SCHOOL["timezone"]).instant(days_ago)
    with clock.pretend(instant), transaction.silence():
        schools.ensure()
        push_keys.ensure()
        admin = _make(ADMIN, Role.ADMIN, None)
        _settle(admin.username)
        for teacher in SCHOOL["teachers"]:
            _make(teacher, Role.TEACHER, person(ADMIN["username"]))
        for number, student in enumerate(SCHOOL["students"], start=1):
            address = number % WITHOUT_ADDRESS_EVERY != 0
            _make(student, Role.STUDENT, person(ADMIN["username"]), address=address)


@transaction.action
def _settle(admin: str) -> None:
    actor = person(admin)
    zone, open_ = SCHOOL["timezone"], Registration.OPEN
    schools.change(actor=actor, name=schools.UNNAMED, registration=open_, language="en", timezone=zone)
    for each in SCHOOL["holidays"]:
        first = (clock.now() + timedelta(days=SCHOOL["opened_days_ago"] + each["in_days"])).date()
        last = first + timedelta(days=each["days"] - 1)
        calendars.add_holiday(actor=actor, name=each["name"], starts_on=first, ends_on=last)
    _at_home(actor, {})


def _make(known: dict[str, Any], role: Role, actor: User | None, *, address: bool = True) -> User:
    name = username(known)
    made = accounts.create_user(
        name=known["name"],
        role=role,
        actor=actor,
        username=name,
        email=known.get("email", f"{name}@{DOMAIN}") if address else None,
        password=PASSWORD,
        confirmed=True,
    )
    if "language" in known:
        _at_home(made.user, known)
    return made.user


def _at_home(user: User, known: dict[str, str]) -> None:
    """Pages speak to the person in the language and the hours of where he is."""
    profiles.change(
        user,
        actor=user,
        name=user.name,
        username=user.username,
        language=known.get("language", "en"),
        timezone=known.get("timezone", SCHOOL["timezone"]),
    )


def plan(history: History) -> None:
    """What the admin does in the weeks after."""
    history.at(9, _invite_teacher)
    for name in SCHOOL["switched_off"]:
        history.at(7, _switch_off, name)
    for notice in SCHOOL["notices"]:
        history.at(notice["days_ago"], _tell_all, notice["title"], notice["body"])


def _invite_teacher() -> None:
    accounts.invite(SCHOOL["teacher_to_come"], Role.TEACHER, actor=person(ADMIN["username"]))


def _switch_off(name: str) -> None:
    accounts.deactivate(person(name), actor=person(ADMIN["username"]))


def _tell_all(title: str, body: str) -> None:
    names = [username(teacher) for teacher in SCHOOL["teachers"]] + STUDENTS
    readers = [person(name) for name in names]
    by_hand.send(
        whom.some([reader.public_id for reader in readers if reader.is_active]),
        actor=person(ADMIN["username"]),
        title=title,
        body=body,
        level="info",
        redirect_url="/notifications",
        data={},
    )
