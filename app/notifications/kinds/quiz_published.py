"""A quiz of one's class was published."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, or_, select

from app import clock
from app.extensions import db
from app.models.classroom import STAFF, Classroom, Membership, State
from app.models.event import Event
from app.models.quiz import Quiz
from app.notifications.kinds import Kind, shorten

CLASSROOM_LENGTH = 80


class QuizPublished(Kind):
    """Heard by the staff of the classroom and by whoever may see the quiz, until it is withdrawn or deleted, or the
    classroom put away."""

    name = "quiz_published"
    hears = ("quiz.published",)
    label = _l("New quiz")
    icon = "question-circle"
    variables = {"title": _l("Photosynthesis"), "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        open_to = Quiz.open_to(Membership.user_id, clock.now())
        people = Membership.people(event.classroom_id or 0).join(Quiz, Quiz.id == event.subject_id)
        # In a WITH of its own: around it there is more than SQLite's parser has room for.
        return select(people.where(or_(Membership.role.in_(STAFF), open_to)).cte().c.user_id)

    def title(self, event: Event) -> str:
        return shorten(_("New quiz: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return _("In %(classroom)s", classroom=shorten(event.facts["classroom"], CLASSROOM_LENGTH))

    def path(self, event: Event) -> str:
        return f"/quizzes/{event.facts['quiz']}"

    def group_key(self, event: Event) -> str:
        return f"quiz_published:{event.classroom_id}"

    def bundle(self, event: Event, count: int) -> str:
        classroom = shorten(event.facts["classroom"], CLASSROOM_LENGTH)
        return ngettext(
            "%(num)d new quiz in %(classroom)s", "%(num)d new quizzes in %(classroom)s", count, classroom=classroom
        )

    def bundle_path(self, event: Event) -> str:
        return f"/classrooms/{event.facts['classroom_public_id']}/quizzes"

    def is_due(self, event: Event) -> bool:
        """It is still there, in a classroom that its students can enter."""
        here = Quiz.id == event.subject_id, Quiz.is_kept(), Quiz.published_at.is_not(None)
        still = select(Quiz.id).join(Quiz.classroom).where(*here, Classroom.state == State.PUBLISHED)
        return db.session.scalar(still) is not None


KIND = QuizPublished()
