"""Who looks in when, on what, and how far each one reads."""

from __future__ import annotations

from app.actions import sessions
from app.cli.demo.data import ADMIN, SCHOOL, STUDENTS, username
from app.cli.demo.find import person
from app.cli.demo.history import History
from app.notifications import hints, reading

TEACHERS = [username(teacher) for teacher in SCHOOL["teachers"]]
EVERYBODY = [ADMIN["username"], *TEACHERS, *STUDENTS]
DEVICES = ("Chrome · Android", "Safari · iPhone", "Firefox · Windows", "Chrome · Windows", "Safari · iPad")
# Of the addresses kept for documentation (RFC 5737).
NETWORK = "203.0.113"
# Those to log in as have read the older half, so that the bell shows both.
KEPT_FOR_VISITORS = 2.5


def plan(history: History) -> None:
    """Everybody reads now and then; the last visit is some hours ago, or some days."""
    history.at(14, _read, EVERYBODY)
    history.at(KEPT_FOR_VISITORS, _read, EVERYBODY)
    history.at(0.5, _read, [name for number, name in enumerate(STUDENTS) if number > 1 and number % 3])
    for number, name in enumerate(EVERYBODY):
        if name not in SCHOOL["switched_off"]:
            history.at(0.02 + (number * 7 % 60) / 9, _visit, name, number)


def _read(names: list[str]) -> None:
    for name in names:
        reader = person(name)
        reading.mark_all_read(reader, hints.position(reader.id)["last_seq"])


def _visit(name: str, number: int) -> None:
    device = DEVICES[number % len(DEVICES)]
    sessions.begin(person(name), address=f"{NETWORK}.{number + 10}", device=device, lasting=True)
