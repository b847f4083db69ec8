"""Other keys for what was answered already: looked at before, then applied at once to everybody (QUI8).

Attempts keep their answers. Of each question one says whether the key as it stands now counts, whether everybody gets
all its points, or whether it counts no more. Responses that are changed say so themselves: by the version they are
graded by, by who graded them, or by points of nought.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import audit, clock, transaction
from app.actions import grading, quiz_hints, quiz_results, quiz_showing, quizzes
from app.errors import Conflict
from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz, QuizSection
from app.models.user import User
from app.questions import TYPES
from app.questions.base import FULL, NOTHING, BadQuestion, Content

AT_ONCE = 200


class Choice(StrEnum):
    """KEY: the key as it stands now. FULL: all points for everybody. OUT: it counts no more."""

    KEY = "key"
    FULL = "full"
    OUT = "out"


@dataclass(frozen=True)
class Change:
    """What one attempt scored and would score; None while it waits for a person."""

    attempt: Attempt
    before: tuple[Fraction | None, Fraction]
    after: tuple[Fraction | None, Fraction]

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass
class Outcome:
    """What a plan does. `unfit`: by question, how many answers do not fit what it asks now, and stay as they are;
    `answering`: attempts that go on, which it concerns, too. `mark` names all of it."""

    changes: list[Change] = field(default_factory=list)
    looked_at: int = 0
    answering: int = 0
    unfit: dict[int, int] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        facts = [f"{each.attempt.public_id}{each.before}{each.after}" for each in self.changes]
        facts += [f"{self.looked_at}{self.answering}{sorted(self.unfit.items())}"]
        return blake2b("|".join(facts).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True)
class _Target:
    """What a question is now."""

    choice: Choice
    version_id: int
    type: str
    content: Content
    points: Fraction


Plan = Mapping[int, Choice]


def preview(quiz: Quiz, plan: Plan) -> Outcome:
    """What `plan` (by question id) would change, of whom, from what to what. Changes nothing."""
    return _work_out(quiz, plan, None)


@transaction.action
def apply(quiz: Quiz, plan: Plan, *, mark: str, actor: User) -> Outcome:
    """Do it, if it is still what the preview with this mark said; all of it or nothing. Raises Conflict."""
    kept = quizzes.lock(quiz)
    outcome = _work_out(kept, plan, actor)
    if outcome.mark != mark:
        raise Conflict(_("Something changed since you looked. Here is what would change now."))
    db.session.flush()
    people = {change.attempt.user_id for change in outcome.changes}
    quiz_results.recount(kept, people)
    quiz_showing.tell_changed(kept, [change.attempt for change in outcome.changes])
    _write_down(kept, plan, outcome, actor)
    transaction.after_commit(quiz_hints.changed, kept.id)
    return outcome


def _work_out(quiz: Quiz, plan: Plan, actor: User | None) -> Outcome:
    """Set what changes on the objects. Without an actor they are let go before anything of it is kept."""
    targets = _targets(quiz, plan)
    outcome = Outcome()
    for batch in _batches(quiz, plan, held=actor is not None):
        responses = grading.responses_of(batch)
        for attempt in batch:
            _regrade(attempt, responses[attempt.id], targets, outcome, actor)
            for row in (attempt, *responses[attempt.id]) if actor is None else ():
                db.session.expunge(row)
    return outcome


def _targets(quiz: Quiz, plan: Plan) -> dict[int, _Target]:
    found = (
        select(Question, QuestionVersion, QuizSection.points)
        .join(QuestionVersion, QuestionVersion.newest())
        .join(QuizSection, QuizSection.id == Question.section_id)
        .where(Question.quiz_id == quiz.id, Question.id.in_(plan))
    )
    return {
        question.id: _Target(
            plan[question.id],
            version.id,
            version.type,
            TYPES[version.type].parse(version.content),
            question.points if drawn is None else drawn,
        )
        for question, version, drawn in db.session.execute(found)
    }


def _batches(quiz: Quiz, plan: Plan, *, held: bool) -> Iterator[list[Attempt]]:
    """Attempts that were asked one of those questions, in the order of their ids: two who hold them meet nowhere."""
    asked = select(Response.attempt_id).where(Response.question_id.in_(plan))
    every = (
        select(Attempt)
        .options(joinedload(Attempt.user))
        .where(Attempt.quiz_id == quiz.id, Attempt.is_preview.is_(False), Attempt.id.in_(asked))
    )
    last = 0
    while True:
        found = every.where(Attempt.id > last).order_by(Attempt.id).limit(AT_ONCE)
        if held:
            found = found.with_for_update(of=Attempt)
        batch = list(db.session.scalars(found.execution_options(populate_existing=True)))
        if not batch:
            return
        yield batch
        last = batch[-1].id


def _regrade(
    attempt: Attempt,
    responses: Collection[Response],
    targets: Mapping[int, _Target],
    outcome: Outcome,
    actor: User | None,
) -> None:
    before = (attempt.score, attempt.points)
    for response in responses:
        target = targets.get(response.question_id)
        if target is not None and not _put(response, target, actor):
            outcome.unfit[response.question_id] = outcome.unfit.get(response.question_id, 0) + 1
    if attempt.is_open:
        outcome.answering += 1
        return
    grading.add_up(attempt, responses)
    outcome.looked_at += 1
    change = Change(attempt, before, (attempt.score, attempt.points))
    if change.differs:
        outcome.changes.append(change)


def _put(response: Response, target: _Target, actor: User | None) -> bool:
    """Give it what the target says. False where the answer does not fit, and stays."""
    before = (response.share, response.points, response.version_id)
    if target.choice is Choice.KEY:
        if not _by_key(response, target):
            return False
    else:
        response.share = FULL if target.choice is Choice.FULL else response.share or NOTHING
        response.points = NOTHING if target.choice is Choice.OUT else response.points or target.points
        response.graded_by_id, response.graded_at = actor.id if actor else None, clock.now()
    if before != (response.share, response.points, response.version_id):
        response.version += 1
    return True


def _by_key(response: Response, target: _Target) -> bool:
    """By the key of now, if what was answered then is an answer now; a person's grade of an essay stays."""
    type_ = TYPES[target.type]
    try:
        fits = type_.read(target.content, response.answer) == response.answer
    except BadQuestion:
        fits = False
    if not fits:
        return False
    response.version_id, response.points = target.version_id, response.points or target.points
    if not type_.by_hand:
        response.share = type_.grade(target.content, response.answer).share if response.share is not None else None
        response.graded_by_id = None
    return True


def _write_down(quiz: Quiz, plan: Plan, outcome: Outcome, actor: User) -> None:
    audit.record(
        "quiz.regraded",
        actor=actor,
        subject=quiz,
        before={"scores": {each.attempt.public_id: _said(each.before) for each in outcome.changes}},
        after={
            "questions": {str(question_id): choice.value for question_id, choice in plan.items()},
            "scores": {each.attempt.public_id: _said(each.after) for each in outcome.changes},
        },
    )


def _said(score: tuple[Fraction | None, Fraction]) -> str:
    return f"{'?' if score[0] is None else score[0]} of {score[1]}"
