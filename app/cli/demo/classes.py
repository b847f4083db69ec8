"""What happens in the classes of the demo school."""

from __future__ import annotations

from typing import Any

from app.actions import class_invitations, classrooms, join_codes, lesson_publishing, lessons, memberships, modules
from app.cli.demo import data
from app.cli.demo.find import classroom, lesson, member, module, person
from app.cli.demo.history import History
from app.models.classroom import ClassRole, JoinPolicy

GROUPS = 4
CODE_RENEWED_DAYS_AGO = 2
LESSON_WRITTEN_DAYS_BEFORE = 2
OPEN_DOORS = (JoinPolicy.OPEN, JoinPolicy.REQUEST)
FACTS = ("title", "subject", "emoji", "colour")


def plan(history: History) -> None:
    """Everything of every class."""
    for known in data.classes():
        _plan_class(history, known)
        _plan_teaching(history, known)


def _plan_class(history: History, known: dict[str, Any]) -> None:
    title, made = known["title"], known["made_days_ago"]
    history.at(made, _make, known)
    for number, names in enumerate(_groups(known)):
        history.at(made - 1 - number * 0.7, _come_in, title, names, known["join_policy"])
    teachers, assistants = known.get("co_teachers", []), known.get("assistants", [])
    if teachers:
        history.at(made - 0.5, _invite, title, teachers, ClassRole.TEACHER)
    for name in assistants:
        history.at(made - 5, _make_assistant, title, name)
    for name in teachers:
        history.at(made - 1.5, _accept, title, name)
    _plan_guests(history, known)
    if "archived_days_ago" in known:
        history.at(known["archived_days_ago"], _archive, title)
    elif made > CODE_RENEWED_DAYS_AGO:
        history.at(CODE_RENEWED_DAYS_AGO + known["colour"] / 11, _renew_code, title)


def _plan_guests(history: History, known: dict[str, Any]) -> None:
    """Those who were asked in, and those who ask."""
    title, made = known["title"], known["made_days_ago"]
    arriving, invited = known.get("invited_and_in", []), known.get("invited", [])
    if arriving:
        history.at(made - 0.5, _invite, title, arriving, ClassRole.STUDENT)
    for name in arriving:
        history.at(made - 2, _accept, title, name)
    if invited:
        history.at(0.7, _invite, title, invited, ClassRole.STUDENT)
    for asking in known.get("asking", []):
        history.at(asking["days_ago"], _ask, title, asking["username"])


def _groups(known: dict[str, Any]) -> list[list[str]]:
    """The students of a class in the groups in which they come."""
    first, number = known.get("students", (0, 0))
    names = [*known.get("named", []), *data.STUDENTS[first : first + number]]
    return [group for start in range(GROUPS) if (group := names[start::GROUPS])]


def _plan_teaching(history: History, known: dict[str, Any]) -> None:
    title = known["title"]
    for number, part in enumerate(known["modules"]):
        history.at(known["made_days_ago"] - 0.2 - number * 0.1, _make_module, known, part)
        for text in part["lessons"]:
            published = text.get("published_days_ago")
            begun = text.get("begun_days_ago") or published + LESSON_WRITTEN_DAYS_BEFORE
            history.at(begun, _write, known, part["title"], text)
            if published:
                history.at(published, _publish, title, text["title"], known["teacher"])


def _make(known: dict[str, Any]) -> None:
    classrooms.create(
        actor=person(known["teacher"]),
        description=_one_line(known["description"]),
        join_policy=JoinPolicy(known["join_policy"]),
        published=not known.get("draft", False),
        **{name: known[name] for name in FACTS},
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _come_in(title: str, names: list[str], policy: str) -> None:
    room = classroom(title)
    for name in names:
        if policy in OPEN_DOORS:
            memberships.join(room, person(name))
        else:
            memberships.join_with_code(room.join_code or "", person(name))
    if policy == JoinPolicy.REQUEST:
        memberships.approve_all(room, actor=room.owner)


def _ask(title: str, name: str) -> None:
    memberships.join(classroom(title), person(name))


def _invite(title: str, names: list[str], role: ClassRole) -> None:
    room = classroom(title)
    addresses = "\n".join(person(name).email or "" for name in names)
    class_invitations.invite(room, addresses, role, actor=room.owner)


def _accept(title: str, name: str) -> None:
    memberships.accept(member(name, title))


def _make_assistant(title: str, name: str) -> None:
    memberships.change_role(member(name, title), ClassRole.ASSISTANT, actor=classroom(title).owner)


def _archive(title: str) -> None:
    room = classroom(title)
    classrooms.archive(room, actor=room.owner)


def _renew_code(title: str) -> None:
    room = classroom(title)
    join_codes.renew(room, actor=room.owner)


def _make_module(known: dict[str, Any], part: dict[str, Any]) -> None:
    teacher, room = person(known["teacher"]), classroom(known["title"])
    modules.create(room, actor=teacher, title=part["title"], description=part.get("description", ""))


def _write(known: dict[str, Any], part: str, text: dict[str, Any]) -> None:
    teacher = person(known["teacher"])
    lessons.create(module(part, known["title"]), actor=teacher, title=text["title"], body=text["body"].strip())


def _publish(title: str, of_lesson: str, teacher: str) -> None:
    lesson_publishing.publish(lesson(of_lesson, title), actor=person(teacher))
