"""What an admin sends himself to see how words of the school's own arrive. On one channel alone."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.event import Event
from app.models.notification import Channel
from app.models.user import User
from app.notifications.kinds import Kind


class Sample(Kind):
    """Heard by its own sender, who is the subject and not the actor of the event."""

    name = "sample"
    hears = ("template.tried",)
    label = _l("Trial of the school’s own words")
    icon = "check-circle"
    sender_limit = None
    choosable = False
    waits = False

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.id == event.subject_id)

    def channels_of(self, event: Event) -> frozenset[Channel]:
        return frozenset({Channel.BELL, Channel(event.facts["channel"])})

    def title(self, event: Event) -> str:
        return str(event.facts["title"])

    def body(self, event: Event) -> str:
        return str(event.facts["body"])

    def path(self, event: Event) -> str:
        return str(event.facts["path"])


KIND = Sample()
