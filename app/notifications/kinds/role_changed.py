"""An admin gave somebody another role."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.event import Event
from app.models.user import Role, User
from app.notifications.kinds import Kind


class RoleChanged(Kind):
    """For the person it happened to. Nobody switches it off: it says what one may do from now on."""

    name = "role_changed"
    hears = ("user.role_changed",)
    label = _l("Role changed")
    icon = "person-check"
    sender_limit = None
    choosable = False

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.id == event.subject_id)

    def title(self, event: Event) -> str:
        titles = {
            Role.STUDENT: _("You are a student now"),
            Role.TEACHER: _("You are a teacher now"),
            Role.ADMIN: _("You are an admin now"),
        }
        return titles[Role(event.facts["role"])]

    def body(self, event: Event) -> str:
        return _("An admin of your school changed your role. It counts at once, on all your devices.")

    def path(self, event: Event) -> str:
        return "/me"


KIND = RoleChanged()
