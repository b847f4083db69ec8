"""What a person sends himself to see whether it arrives."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.models.event import Event
from app.models.notification import Channel, Priority
from app.models.user import User
from app.notifications.kinds import Kind


class TestMessage(Kind):
    """Heard by its own sender, who is the subject and not the actor of the event."""

    name = "test_message"
    hears = ("device.tested",)
    label = _l("Test")
    icon = "check-circle"
    sender_limit = None
    choosable = False
    waits = False
    tone = "ok"
    priority = Priority.HIGH
    channels = frozenset({Channel.BELL, Channel.PUSH})

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.id == event.subject_id)

    def title(self, event: Event) -> str:
        return _("It works: this device rings")

    def body(self, event: Event) -> str:
        return _("You asked for this test yourself.")

    def path(self, event: Event) -> str:
        return "/me/devices"

    def only_device(self, event: Event) -> int | None:
        return int(event.facts["subscription"])


KIND = TestMessage()
