"""Somebody asks to be let into a class."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, select

from app.extensions import db
from app.models.classroom import TEACHING, Membership, MemberState
from app.models.event import Event
from app.models.user import Role
from app.notifications.kinds import Kind, shorten


class JoinRequested(Kind):
    """For the teachers of the class, as long as the person waits."""

    name = "join_requested"
    hears = ("membership.requested",)
    label = _l("Somebody asks to join")
    icon = "person-plus"
    variables = {"name": "Ines Vidal", "classroom": _l("Biology 7b")}
    sender_limit = None
    roles = frozenset({Role.TEACHER, Role.ADMIN})

    def audience(self, event: Event) -> Select[int]:
        return Membership.people(event.classroom_id or 0, TEACHING)

    def title(self, event: Event) -> str:
        return shorten(_("%(name)s asks to join", name=event.facts["name"]))

    def body(self, event: Event) -> str:
        return str(event.facts["classroom"])

    def path(self, event: Event) -> str:
        return f"/classrooms/{event.facts['classroom_public_id']}/people?show=requested"

    def is_due(self, event: Event) -> bool:
        waiting = select(Membership.id).where(
            Membership.id == event.subject_id, Membership.state == MemberState.REQUESTED
        )
        return db.session.scalar(waiting) is not None

    def group_key(self, event: Event) -> str:
        return f"join_requested:{event.classroom_id}"

    def bundle(self, event: Event, count: int) -> str:
        return ngettext("%(num)d person asks to join", "%(num)d people ask to join", count)


KIND = JoinRequested()
