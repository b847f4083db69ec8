"""Somebody reached a milestone."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, or_, select

from app.models.classroom import Classroom
from app.models.event import Event
from app.models.notification import Channel, Priority
from app.models.preference import Mode
from app.models.recognition import Achievement as Row
from app.models.user import Role
from app.notifications.kinds import Kind, shorten
from app.recognition.registry import MILESTONES


class Achievement(Kind):
    """For whoever earned it and nobody else. It stands in the bell, and rings only where somebody asks for it."""

    name = "achievement"
    hears = ("achievement.awarded",)
    label = _l("Achievements")
    icon = "trophy"
    tone = "ok"
    priority = Priority.LOW
    usually = {Channel.PUSH: Mode.OFF, Channel.EMAIL: Mode.OFF}
    roles = frozenset({Role.STUDENT})
    sender_limit = None
    variables = {"achievement": _l("Module finished"), "of": _l("Photosynthesis")}

    def audience(self, event: Event) -> Select[int]:
        """Not where the teacher of the class has turned achievements off meanwhile."""
        wanted = or_(Row.classroom_id.is_(None), Row.classroom.has(Classroom.recognises))
        return select(Row.user_id).where(Row.id == event.subject_id, wanted)

    def title(self, event: Event) -> str:
        what = self.values(event)
        if what["of"]:
            return shorten(f"{what['achievement']}: {what['of']}")
        return shorten(what["achievement"])

    def body(self, event: Event) -> str:
        milestone = MILESTONES.get(event.facts.get("name", ""))
        return str(milestone.description) if milestone else ""

    def values(self, event: Event) -> dict[str, str]:
        """The achievement is called as in the reader's language, which no fact can hold."""
        given, milestone = super().values(event), MILESTONES.get(event.facts.get("name", ""))
        return {**given, "achievement": str(milestone.label)} if milestone else given

    def path(self, event: Event) -> str:
        return "/achievements"

    def group_key(self, event: Event) -> str:
        return "achievement"

    def bundle(self, event: Event, count: int) -> str:
        return ngettext("%(num)d new achievement", "%(num)d new achievements", count)

    def is_due(self, event: Event) -> bool:
        return event.facts["name"] in MILESTONES


KIND = Achievement()
