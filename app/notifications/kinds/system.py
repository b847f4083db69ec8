"""What an admin tells some people by hand. Its words are the admin's own, the same in every language."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.event import Event
from app.models.user import User
from app.notifications.kinds import Kind


class System(Kind):
    """For the people named, the writer too if he is one of them. Titles are never cut."""

    name = "system"
    hears = ("notification.sent_by_hand",)
    label = _l("Notice")
    icon = "info-circle"
    sender_limit = None
    choosable = False

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.id.in_(event.facts["users"]))

    def title(self, event: Event) -> str:
        return str(event.facts["title"])

    def body(self, event: Event) -> str:
        return str(event.facts["body"])

    def path(self, event: Event) -> str:
        return str(event.facts["path"])

    def collapse_key(self, event: Event) -> str:
        return f"system:{event.public_id}"


KIND = System()
