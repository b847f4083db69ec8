"""A teacher invites somebody who has an account into a class."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.classroom import Membership, MemberState
from app.models.event import Event
from app.notifications.kinds import Kind, shorten


class JoinInvited(Kind):
    """For the person invited, as long as the invitation stands."""

    name = "join_invited"
    hears = ("membership.invited",)
    label = _l("You are invited to a class")
    icon = "envelope"
    variables = {"classroom": _l("Biology 7b"), "actor_name": "Tess Okonkwo"}
    sender_limit = None

    def audience(self, event: Event) -> Select[int]:
        return select(Membership.user_id).where(
            Membership.id == event.subject_id, Membership.state == MemberState.INVITED
        )

    def title(self, event: Event) -> str:
        return shorten(_("You are invited: %(classroom)s", classroom=event.facts["classroom"]))

    def body(self, event: Event) -> str:
        return _("%(teacher)s invites you to this class.", teacher=event.facts["actor_name"])

    def path(self, event: Event) -> str:
        return "/classrooms"


KIND = JoinInvited()
