"""Webinars for the pages on which people register and hosts decide."""

from __future__ import annotations

from collections.abc import Callable

from app.actions import live_registrations
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import Doors, LiveKind, Registration
from app.models.user import User
from tests.support.live import make_live
from tests.support.people import make_user


def webinars_of(classroom: Classroom, student: User, say: Callable[[str], str] = str) -> dict[str, str]:
    """One for the world with all seats taken, for which the student waits, and one whose host has to decide.

    `say` is what becomes of every text that people wrote.
    """
    usual = {"kind": LiveKind.WEBINAR, "for_class": False, "doors": Doors.PUBLIC}
    full = make_live(classroom, title=say("An evening about owls"), registration=Registration.OPEN, seats=1, **usual)
    full.description = say("What they hear, what they see, and why nobody hears them.")
    asked = make_live(classroom, title=say("Owls in winter"), registration=Registration.APPROVED, seats=20, **usual)
    names = ("Olga Outside", "Gus Guest", "Deb Declined")
    guests = [make_user(name=say(name), username=str(number)) for number, name in enumerate(names, start=9_000_001)]
    for person in (guests[0], student):
        live_registrations.register(full, actor=person)
    for person in guests:
        live_registrations.register(asked, actor=person)
    live_registrations.decline(asked, guests[2], actor=classroom.owner)
    db.session.commit()
    return {"webinar": full.public_id, "webinar_asked": asked.public_id}
