"""A push service takes nothing from us: our key or our request is wrong, and nobody it serves rings."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.event import Event
from app.models.notification import Channel
from app.models.user import Role, User
from app.notifications.kinds import Kind


class PushRefused(Kind):
    """For admins, by bell and mail: a push might take the very way that is shut."""

    name = "push_refused"
    hears = ("push.refused",)
    label = _l("Push service refuses us")
    icon = "exclamation-triangle"
    variables = {"origin": "https://push.example", "status": "403"}
    tone = "bad"
    roles = frozenset({Role.ADMIN})
    channels = frozenset({Channel.BELL, Channel.EMAIL})
    sender_limit = None

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.role == Role.ADMIN)

    def title(self, event: Event) -> str:
        return _("Push notices to some devices are paused")

    def body(self, event: Event) -> str:
        return _(
            "%(service)s answers %(status)s to all of them. Nothing is lost: we try again by ourselves.",
            service=event.facts["origin"],
            status=event.facts["status"],
        )

    def path(self, event: Event) -> str:
        return "/admin"


KIND = PushRefused()
