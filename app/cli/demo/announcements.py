"""What is announced at the demo school."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.actions import announcements
from app.actions.announcements import Timing, To
from app.cli.demo.data import SCHOOL
from app.cli.demo.find import classroom, person
from app.cli.demo.history import History
from app.extensions import db
from app.formats.recurrence import Repeat
from app.models.announcement import Announcement, Audience
from app.models.user import Role


def plan(history: History) -> None:
    """Some told long ago, some with a time to come, a draft, a reminder."""
    for known in SCHOOL["announcements"]:
        timing = _timing(history, known)
        history.at(known.get("days_ago") or known["written_days_ago"], _write, known, timing)
        if "nudged_days_ago" in known:
            history.at(known["nudged_days_ago"], _nudge, known["title"], known["author"])


def _timing(history: History, known: dict[str, Any]) -> Timing | None:
    if "in_days" in known:
        return Timing(history.end + timedelta(days=known["in_days"]), Repeat(known.get("repeats", "none")))
    return Timing() if "days_ago" in known else None


def _write(known: dict[str, Any], timing: Timing | None) -> None:
    announcements.draft(
        actor=person(known["author"]),
        to=_to(known),
        title=known["title"],
        body=known["body"].strip(),
        pinned=known.get("pinned", False),
        then=timing,
    )


def _to(known: dict[str, Any]) -> To:
    if "chosen" in known:
        people = tuple(person(name).public_id for name in known["chosen"])
        return To(Audience.CHOSEN, classroom=classroom(known["class"]), people=people)
    if "class" in known:
        return To(Audience.CLASSROOM, classroom=classroom(known["class"]))
    return To(Audience.ROLE, role=Role(known["role"])) if "role" in known else To(Audience.SCHOOL)


def _nudge(title: str, name: str) -> None:
    told = db.session.scalars(select(Announcement).where(Announcement.title == title)).one()
    announcements.nudge(told, actor=person(name))
