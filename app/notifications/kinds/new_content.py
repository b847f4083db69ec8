"""A lesson of one's class was published."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, or_, select

from app import clock
from app.extensions import db
from app.models.classroom import STAFF, Classroom, Membership, State
from app.models.event import Event
from app.models.lesson import Lesson
from app.notifications.kinds import Kind, shorten

CLASSROOM_LENGTH = 80


class NewContent(Kind):
    """Heard by the staff of the classroom and by whoever may see the lesson, until it is withdrawn or deleted, or the
    classroom put away."""

    name = "new_content"
    hears = ("lesson.published",)
    label = _l("New lesson")
    icon = "book"
    variables = {"title": _l("Photosynthesis"), "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        open_to = Lesson.open_to(Membership.user_id, clock.now())
        people = Membership.people(event.classroom_id or 0).join(Lesson, Lesson.id == event.subject_id)
        return people.where(or_(Membership.role.in_(STAFF), open_to))

    def title(self, event: Event) -> str:
        return shorten(_("New lesson: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return _("In %(classroom)s", classroom=shorten(event.facts["classroom"], CLASSROOM_LENGTH))

    def path(self, event: Event) -> str:
        return f"/lessons/{event.facts['lesson']}"

    def group_key(self, event: Event) -> str:
        return f"new_content:{event.classroom_id}"

    def bundle(self, event: Event, count: int) -> str:
        classroom = shorten(event.facts["classroom"], CLASSROOM_LENGTH)
        return ngettext(
            "%(num)d new lesson in %(classroom)s", "%(num)d new lessons in %(classroom)s", count, classroom=classroom
        )

    def bundle_path(self, event: Event) -> str:
        return f"/classrooms/{event.facts['classroom_public_id']}"

    def is_due(self, event: Event) -> bool:
        """The lesson is still published, in a classroom that its students can enter."""
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
