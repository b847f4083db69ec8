"""A lesson of one's class was published, or a file or link shared with all of it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, or_, select

from app import clock
from app.extensions import db
from app.models.classroom import STAFF, Classroom, Membership, State
from app.models.event import Event
from app.models.file import Resource
from app.models.lesson import Lesson
from app.notifications.kinds import Kind, shorten

CLASSROOM_LENGTH = 80
SHARED = "resource.shared"


class NewContent(Kind):
    """Heard by the staff of the classroom and by whoever may see the lesson, until it is withdrawn or deleted, or the
    classroom put away. Of what is shared with the class, by all of it, until it is taken away."""

    name = "new_content"
    hears = ("lesson.published", SHARED)
    label = _l("New lesson")
    icon = "book"
    variables = {"title": _l("Photosynthesis"), "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        if event.type == SHARED:
            return Membership.people(event.classroom_id or 0)
        open_to = Lesson.open_to(Membership.user_id, clock.now())
        people = Membership.people(event.classroom_id or 0).join(Lesson, Lesson.id == event.subject_id)
        return people.where(or_(Membership.role.in_(STAFF), open_to))

    def title(self, event: Event) -> str:
        if event.type != SHARED:
            return shorten(_("New lesson: %(title)s", title=event.facts["title"]))
        if event.facts["file"]:
            return shorten(_("A file for your class: %(title)s", title=event.facts["title"]))
        return shorten(_("A link for your class: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return _("In %(classroom)s", classroom=shorten(event.facts["classroom"], CLASSROOM_LENGTH))

    def path(self, event: Event) -> str:
        return self._resources(event) if event.type == SHARED else f"/lessons/{event.facts['lesson']}"

    def _resources(self, event: Event) -> str:
        return f"/classrooms/{event.facts['classroom_public_id']}/resources"

    def group_key(self, event: Event) -> str:
        return f"new_content:{event.classroom_id}" + (":shared" if event.type == SHARED else "")

    def bundle(self, event: Event, count: int) -> str:
        classroom = shorten(event.facts["classroom"], CLASSROOM_LENGTH)
        if event.type == SHARED:
            return ngettext(
                "%(num)d new resource in %(classroom)s",
                "%(num)d new resources in %(classroom)s",
                count,
                classroom=classroom,
            )
        return ngettext(
            "%(num)d new lesson in %(classroom)s", "%(num)d new lessons in %(classroom)s", count, classroom=classroom
        )

    def bundle_path(self, event: Event) -> str:
        if event.type == SHARED:
            return self._resources(event)
        return f"/classrooms/{event.facts['classroom_public_id']}"

    def is_due(self, event: Event) -> bool:
        """It is still there, in a classroom that its students can enter."""
        if event.type == SHARED:
            shared = select(Resource.id).join(Resource.classroom).where(Resource.id == event.subject_id)
            kept = shared.where(Resource.deleted_at.is_(None), Classroom.state == State.PUBLISHED)
            return db.session.scalar(kept) is not None
        still = (
            select(Lesson.id)
            .join(Lesson.classroom)
            .where(
                Lesson.id == event.subject_id,
                Lesson.counts(),
                Classroom.state == State.PUBLISHED,
            )
        )
        return db.session.scalar(still) is not None


KIND = NewContent()
