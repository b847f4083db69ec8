"""The result of one's attempt at a quiz may be seen, or has changed since."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select

from app.extensions import db
from app.models.attempt import Attempt, HandedInBy
from app.models.classroom import ClassRole, Classroom, Membership, State
from app.models.event import Event
from app.models.quiz import Quiz, QuizState
from app.models.showing import has_parts, is_shown
from app.models.user import Role
from app.notifications.kinds import Kind, shorten

CLASSROOM_LENGTH = 80
CHANGED = "quiz.regraded"


class QuizGraded(Kind):
    """For whoever took it, while results are shown. That there is one, never what it is: others read lock screens, too.

    Whoever handed in himself a moment before has it in front of him.
    """

    name = "quiz_graded"
    hears = ("quiz.graded", CHANGED)
    label = _l("Quiz results")
    icon = "check-circle"
    sender_limit = None
    roles = frozenset({Role.STUDENT})
    variables = {"title": _l("The cell"), "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        told = Attempt.told_at == datetime.fromisoformat(event.facts["at"])
        looking = Attempt.submitted_at < datetime.fromisoformat(event.facts["before"])
        unseen = or_(Attempt.handed_in_by != HandedInBy.STUDENT, looking)
        mine = select(Attempt.user_id).where(Attempt.quiz_id == event.subject_id, told, unseen)
        people = Membership.people(event.classroom_id or 0, (ClassRole.STUDENT,))
        return people.where(Membership.user_id.in_(mine))

    def title(self, event: Event) -> str:
        if event.type == CHANGED:
            return shorten(_("Your result has changed: %(title)s", title=event.facts["title"]))
        return shorten(_("Your result is there: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return _("In %(classroom)s", classroom=shorten(event.facts["classroom"], CLASSROOM_LENGTH))

    def path(self, event: Event) -> str:
        return f"/quizzes/{event.facts['quiz']}"

    def is_due(self, event: Event) -> bool:
        """It is there for students, in a class that they can enter, and what it brings may still be seen."""
        still = select(Quiz).join(Quiz.classroom).where(Quiz.id == event.subject_id, Quiz.is_kept())
        shown = still.where(Quiz.state == QuizState.PUBLISHED, Classroom.state == State.PUBLISHED)
        quiz = db.session.scalars(shown).first()
        return quiz is not None and is_shown(quiz) and has_parts(quiz)


KIND = QuizGraded()
