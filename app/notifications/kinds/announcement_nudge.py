"""Those who have not read an announcement are reminded of it, once."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select

from app.models.event import Event
from app.models.notification import Notification
from app.notifications.kinds import shorten
from app.notifications.kinds.announcement import Announcement


class AnnouncementNudge(Announcement):
    """For those it is for who have not read what they were told of it."""

    name = "announcement_nudge"
    hears = ("announcement.nudged",)
    label = _l("Reminder of an announcement")

    def audience(self, event: Event) -> Select[int]:
        done = or_(Notification.read_at.is_not(None), Notification.archived_at.is_not(None))
        read = select(Notification.user_id).where(Notification.event_id == event.facts["of_event"], done)
        everybody = super().audience(event)
        return everybody.where(everybody.selected_columns[0].not_in(read))

    def title(self, event: Event) -> str:
        return shorten(_("Please read: %(title)s", title=event.facts["title"]))


KIND = AnnouncementNudge()
