"""Somebody signed in asked for what he may not do."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.event import Event
from app.models.notification import Channel, Priority
from app.models.user import Role, User
from app.notifications.kinds import Kind, shorten

NAME_LENGTH = 80


class PermissionDenied(Kind):
    """For admins, in the bell only, once an hour however many there are: the audit log has them all."""

    name = "permission_denied"
    hears = ("permission.denied",)
    label = _l("Somebody was refused")
    icon = "lock"
    tone = "warn"
    priority = Priority.LOW
    roles = frozenset({Role.ADMIN})
    channels = frozenset({Channel.BELL})
    sender_limit = None
    choosable = False

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.role == Role.ADMIN)

    def title(self, event: Event) -> str:
        return _("Somebody was refused")

    def body(self, event: Event) -> str:
        name = shorten(str(event.facts["name"]), NAME_LENGTH)
        return _("%(name)s asked for something that is not allowed. The audit log has this and all others.", name=name)

    def path(self, event: Event) -> str:
        return "/admin/audit?deed=permission.denied"


KIND = PermissionDenied()
