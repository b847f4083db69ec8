"""On the way to a class: published at once or at its time, told of once it is open, taken back, taken away.

Lessons and quizzes go the same way. Where they differ stands in a `Publishing` of each.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from app import audit, clock, events, transaction
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom, State
from app.models.lesson import Lesson
from app.models.quiz import Quiz
from app.models.release import ReleaseRule
from app.models.user import User

FURTHEST = timedelta(days=2 * 366)
AT_ONCE = 100

Thing = TypeVar("Thing", Lesson, Quiz)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Publishing(Generic[Thing]):
    """What is published and how. `states` has `draft`, `scheduled` and `published`.

    `lock` gives the row as it is now until the end of the transaction, and raises NotFound for one in the bin. `shut`
    is the condition that nobody can see it yet: then it is told of later, and `told_at` says that this has happened.
    `settle` follows whatever ends or begins to be shown.
    """

    noun: str
    model: type[Thing]
    states: type[StrEnum]
    lock: Callable[[Thing], Thing]
    shut: Callable[[], ColumnElement[bool]]
    settle: Callable[[Thing], object]

    @property
    def event(self) -> str:
        return f"{self.noun}.published"

    @transaction.action
    def publish(self, thing: Thing, *, actor: User) -> Thing:
        """Show it to the members and tell them, once a day however often it is published anew. Twice is as once.

        One that opens later is told of then.
        """
        kept = self.lock(thing)
        if not kept.is_published:
            self._go_out(kept, actor=actor)
        return kept

    @transaction.action
    def schedule(self, thing: Thing, at: datetime, *, actor: User) -> Thing:
        """Let the clock publish it `at` that instant. Raises Invalid (publish_at), Conflict for a published one."""
        kept = self.lock(thing)
        if kept.is_published:
            raise Conflict(_("This is published already. Withdraw it before you give it another time."))
        self._stand(kept, "scheduled", publish_at=time_to_come(at))
        return kept

    def release(self, thing: Thing, at: datetime | None, *, actor: User) -> Thing:
        """Publish now, or `at` an instant. Raises what they do."""
        return self.publish(thing, actor=actor) if at is None else self.schedule(thing, at, actor=actor)

    @transaction.action
    def withdraw(self, thing: Thing, *, actor: User) -> Thing:
        """Back to a draft; whoever has not heard of it yet will not. Twice is as once."""
        kept = self.lock(thing)
        was_published = kept.is_published
        self._stand(kept, "draft")
        kept.told_at = None
        if was_published:
            events.cancel(kept, self.event)
            self.settle(kept)
        return kept

    @transaction.action
    def delete(self, thing: Thing, *, actor: User) -> None:
        """Into the bin: nobody sees it, whoever has not heard of it will not. Raises NotFound when it lies there."""
        kept = self.lock(thing)
        kept.deleted_at = clock.now()
        events.cancel(kept, self.event)
        self.settle(kept)
        audit.record(f"{self.noun}.deleted", actor=actor, subject=kept, before={"title": kept.title})

    def publish_due(self) -> int:
        """Publish whatever is due, each once however late. The number found."""
        due = self.model.state == self.states("scheduled"), self.model.publish_at <= clock.now()
        return self._each(due, self.model.publish_at, self._publish_due)

    def tell_of_opened(self) -> int:
        """Tell of whatever was published before it opened, and is open now. The number found."""
        untold = self.model.state == self.states("published"), self.model.told_at.is_(None), ~self.shut()
        return self._each(untold, self.model.id, self._tell_of)

    def _each(self, found: tuple[ColumnElement[bool], ...], order: Any, verb: Callable[[int], None]) -> int:
        """`verb` for each of what is `found` in classes that go on; one that fails leaves the others alone."""
        transaction.writes()
        going = select(self.model.id).join(self.model.classroom).where(*found, self.model.is_kept())
        going = going.where(Classroom.state != State.ARCHIVED).order_by(order, self.model.id).limit(AT_ONCE)
        ids = list(db.session.scalars(going))
        db.session.rollback()
        for thing_id in ids:
            try:
                verb(thing_id)
            except Exception:
                log.exception("%s %s was not published or told of", self.noun, thing_id)
        return len(ids)

    @transaction.action
    def _publish_due(self, thing_id: int) -> None:
        kept = self._still(thing_id)
        if kept and kept.state == "scheduled" and kept.publish_at and kept.publish_at <= clock.now():
            self._go_out(kept, actor=_author(kept))

    @transaction.action
    def _tell_of(self, thing_id: int) -> None:
        kept = self._still(thing_id)
        if kept and kept.is_published and kept.told_at is None:
            self._tell(kept, actor=_author(kept))

    def _still(self, thing_id: int) -> Thing | None:
        thing = db.session.get(self.model, thing_id)
        try:
            return self.lock(thing) if thing else None
        except NotFound:
            return None

    def _go_out(self, kept: Thing, *, actor: User | None) -> None:
        self._stand(kept, "published", published_at=clock.now())
        db.session.flush()
        if db.session.scalar(select(self.model.id).where(self.model.id == kept.id, self.shut())) is None:
            self._tell(kept, actor=actor)
        self.settle(kept)

    def _stand(
        self, kept: Any, state: str, *, publish_at: datetime | None = None, published_at: datetime | None = None
    ) -> None:
        kept.state, kept.publish_at, kept.published_at = self.states(state), publish_at, published_at

    def _tell(self, kept: Thing, *, actor: User | None) -> None:
        kept.told_at = now = clock.now()
        about: dict[str, str] = {self.noun: kept.public_id, "title": kept.title, "classroom": kept.classroom.title}
        events.announce(
            self.event,
            kept,
            actor=actor,
            classroom_id=kept.classroom_id,
            key=f"{self.noun}:{kept.id}:{now.date().isoformat()}",
            classroom_public_id=kept.classroom.public_id,
            **about,
        )


def _author(kept: Lesson | Quiz) -> User | None:
    return db.session.get(User, kept.author_id) if kept.author_id else None


def time_to_come(at: datetime, field: str = "publish_at") -> datetime:
    """`at`, to the minute. Raises Invalid where it is past or too far away."""
    now = clock.now()
    if at <= now:
        raise Invalid({field: _("This is past. Choose a time to come.")})
    if at > now + FURTHEST:
        raise Invalid({field: _("This is too far away. Choose a time within two years.")})
    return at.replace(second=0, microsecond=0)


def waits_for_its_time() -> ColumnElement[bool]:
    """A rule of a date still shuts the lesson, or its module."""
    ruled = or_(ReleaseRule.lesson_id == Lesson.id, ReleaseRule.module_id == Lesson.module_id)
    return exists().where(ruled, ReleaseRule.opens_at > clock.now())
