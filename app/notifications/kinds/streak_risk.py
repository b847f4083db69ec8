"""Some days in a row are about to end."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, func, select

from app.extensions import db
from app.models.event import Event
from app.models.recognition import ActiveDay
from app.models.user import Role, User
from app.notifications.kinds import Kind


class StreakRisk(Kind):
    """One word to the student, without blame, as long as he has not come back."""

    name = "streak_risk"
    hears = ("streak.at_risk",)
    label = _l("Days in a row")
    icon = "fire"
    sender_limit = None
    roles = frozenset({Role.STUDENT})
    variables = {"days": "7"}

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.id == event.subject_id)

    def title(self, event: Event) -> str:
        days = int(event.facts["days"])
        if event.facts.get("going_on"):
            return ngettext("Your %(num)d day in a row goes on", "Your %(num)d days in a row go on", days)
        return _("Ready when you are")

    def body(self, event: Event) -> str:
        days = int(event.facts["days"])
        if event.facts.get("going_on"):
            return _("You missed two days, and that is fine: your free days covered them. A few minutes keep it going.")
        return ngettext(
            "You learned on %(num)d day in a row. You can start again with any lesson, whenever it suits you.",
            "You learned on %(num)d days in a row. You can start again with any lesson, whenever it suits you.",
            days,
        )

    def path(self, event: Event) -> str:
        return "/"

    def is_due(self, event: Event) -> bool:
        """Whoever is back already needs no word."""
        latest = db.session.scalar(select(func.max(ActiveDay.day)).where(ActiveDay.user_id == event.subject_id))
        return latest == date.fromisoformat(event.facts["last"])


KIND = StreakRisk()
