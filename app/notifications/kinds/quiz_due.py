"""A quiz is about to close, and one has not handed it in."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select

from app import clock
from app.extensions import db
from app.models.attempt import Attempt, AttemptState
from app.models.classroom import ClassRole, Classroom, Membership, State
from app.models.event import Event
from app.models.notification import Priority
from app.models.quiz import Quiz
from app.models.terms import closes_for
from app.models.user import Role
from app.notifications.kinds import Kind, shorten

CLASSROOM_LENGTH = 80
DAY = timedelta(days=1)


class QuizDue(Kind):
    """Heard by those students for whom it closes at this very instant, who may see it and have handed in nothing."""

    name = "quiz_due"
    hears = ("quiz.closing",)
    label = _l("Quiz about to close")
    icon = "clock"
    tone = "warn"
    priority = Priority.HIGH
    sender_limit = None
    roles = frozenset({Role.STUDENT})
    variables = {"title": _l("Photosynthesis"), "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        student = Membership.user_id
        handed_in = exists().where(
            Attempt.quiz_id == Quiz.id,
            Attempt.user_id == student,
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.is_preview.is_(False),
        )
        people = Membership.people(event.classroom_id or 0).join(Quiz, Quiz.id == event.facts["quiz_id"])
        here = Membership.role == ClassRole.STUDENT, Quiz.open_to(student, clock.now())
        # In a WITH of its own: around it there is more than SQLite's parser has room for.
        found = people.where(*here, closes_for(Quiz, student) == self.deadline(event), ~handed_in)
        return select(found.cte().c.user_id)

    def title(self, event: Event) -> str:
        if timedelta(seconds=event.facts.get("offset") or 0) >= DAY:
            return shorten(_("Closes in one day: %(title)s", title=event.facts["title"]))
        return shorten(_("Closes in one hour: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        classroom = shorten(event.facts["classroom"], CLASSROOM_LENGTH)
        return _("You have not handed in this quiz of %(classroom)s yet.", classroom=classroom)

    def path(self, event: Event) -> str:
        return f"/quizzes/{event.facts['quiz']}"

    def deadline(self, event: Event) -> datetime:
        return datetime.fromisoformat(event.facts["instant"])

    def is_due(self, event: Event) -> bool:
        """It is still there, in a classroom that its students can enter; whom it closes for is asked of each."""
        here = Quiz.id == event.facts["quiz_id"], Quiz.is_kept(), Quiz.published_at.is_not(None)
        still = select(Quiz.id).join(Quiz.classroom).where(*here, Classroom.state == State.PUBLISHED)
        return db.session.scalar(still) is not None


KIND = QuizDue()
