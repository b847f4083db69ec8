"""A teacher let somebody into a class who had asked."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.classroom import Membership, MemberState
from app.models.event import Event
from app.models.user import Role
from app.notifications.kinds import Kind, shorten


class JoinApproved(Kind):
    """For the person who asked, as long as he is in."""

    name = "join_approved"
    hears = ("membership.approved",)
    label = _l("You were let into a class")
    icon = "person-check"
    variables = {"classroom": _l("Biology 7b")}
    sender_limit = None
    roles = frozenset({Role.STUDENT})
    tone = "ok"

    def audience(self, event: Event) -> Select[int]:
        return select(Membership.user_id).where(
            Membership.id == event.subject_id, Membership.state == MemberState.ACTIVE
        )

    def title(self, event: Event) -> str:
        return shorten(_("You are in: %(classroom)s", classroom=event.facts["classroom"]))

    def body(self, event: Event) -> str:
        return _("Your teacher let you into the class. Have a look around.")

    def path(self, event: Event) -> str:
        return f"/classrooms/{event.facts['classroom_public_id']}"


KIND = JoinApproved()
