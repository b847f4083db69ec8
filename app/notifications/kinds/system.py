"""What an admin tells people by hand. Its words are the admin's own, the same in every language."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.extensions import db
from app.models.event import Dispatch, DispatchState, Event
from app.notifications.kinds import Kind
from app.notifications.whom import Whom


class System(Kind):
    """For the people, class or role named, the writer too if he is one of them. Titles are never cut."""

    name = "system"
    hears = ("notification.sent_by_hand",)
    label = _l("Notice")
    icon = "info-circle"
    sender_limit = None
    choosable = False

    def audience(self, event: Event) -> Select[int]:
        return Whom.of(event.facts).people()

    def is_due(self, event: Event) -> bool:
        """Unless an admin has stopped it."""
        going = Dispatch.event_id == event.id, Dispatch.state != DispatchState.CANCELLED
        return db.session.scalar(select(Dispatch.id).where(*going).limit(1)) is not None

    def title(self, event: Event) -> str:
        return str(event.facts["title"])

    def body(self, event: Event) -> str:
        return str(event.facts["body"])

    def path(self, event: Event) -> str:
        return str(event.facts["path"])

    def collapse_key(self, event: Event) -> str:
        return f"system:{event.public_id}"


KIND = System()
