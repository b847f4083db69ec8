"""Lessons: written and changed. Each save is a revision, and takes away what its writer had not saved.

Making HTML of a long text takes a while, so `create` and `update` do it before their transaction; a door that has
read something already lets go of the database first (`transaction.release`).
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock, transaction
from app.actions import completions, lesson_drafts, lesson_material, lesson_pictures, modules, revisions
from app.actions.lesson_material import Material
from app.actions.lesson_publishing import lock
from app.errors import Conflict, Invalid
from app.extensions import db
from app.formats import rich_text
from app.formats.rich_text import RichText
from app.models import limits
from app.models.lesson import BodyFormat, Lesson, LessonKind, LessonState, Module
from app.models.live import LiveSession
from app.models.progress import FinishRule
from app.models.revision import LessonRevision
from app.models.user import User

# What makes a lesson done, after how many minutes where it is the minutes, and which session where it is to attend one.
Finishing = tuple[FinishRule, int, LiveSession | None]


def create(
    module: Module,
    *,
    actor: User,
    title: str,
    body: str = "",
    body_format: BodyFormat = BodyFormat.MARKDOWN,
    kind: LessonKind = LessonKind.TEXT,
    material: Material | None = None,
    finishing: Finishing | None = None,
) -> Lesson:
    """A new draft at the end of `module`. Raises Invalid (body, and what `material` refuses), NotFound."""
    text = write(body, body_format)
    return _create(module, actor=actor, title=title, text=text, kind=kind, material=material, finishing=finishing)


def update(
    lesson: Lesson,
    *,
    actor: User,
    version: int | None = None,
    title: str | None = None,
    body: str | None = None,
    body_format: BodyFormat | None = None,
    material: Material | None = None,
    finishing: Finishing | None = None,
) -> Lesson:
    """Change what is given; the rest stays.

    `version` is the one that the writer began with: raises Conflict if somebody saved another in the meantime.
    Raises Invalid (body, and what `material` refuses), NotFound when the lesson is gone.
    """
    text = write(body, body_format or lesson.body_format) if body is not None else None
    return _update(lesson, actor=actor, version=version, title=title, text=text, material=material, finishing=finishing)


def restore(lesson: Lesson, revision: LessonRevision, *, actor: User) -> Lesson:
    """Save anew what `lesson` said before. Raises Invalid (body) for what is too much today, NotFound."""
    return update(lesson, actor=actor, title=revision.title, body=revision.body, body_format=revision.body_format)


def left_out(lesson: Lesson, body: str, body_format: BodyFormat) -> int:
    """How many pictures of what was typed are not in the `lesson` that was saved: they are of elsewhere."""
    return max(0, rich_text.number_of_pictures(body, body_format.value) - lesson.body_html.count("<img"))


def write(body: str, body_format: BodyFormat) -> RichText:
    """The text to keep for what was typed. Raises Invalid (body)."""
    if len(body) > limits.LESSON_BODY:
        raise Invalid({"body": _("This text is too long. Split it into two lessons.")})
    try:
        return rich_text.write(body, body_format.value)
    except rich_text.TooComplex:
        raise Invalid({"body": _("This text has too many parts. Split it into two lessons.")}) from None


@transaction.action
def _create(
    module: Module,
    *,
    actor: User,
    title: str,
    text: RichText,
    kind: LessonKind,
    material: Material | None,
    finishing: Finishing | None,
) -> Lesson:
    modules.lock(module)
    last = db.session.scalar(select(func.max(Lesson.position)).where(Lesson.module_id == module.id))
    lesson = Lesson(
        classroom_id=module.classroom_id,
        module_id=module.id,
        author_id=actor.id,
        kind=kind,
        title=title,
        state=LessonState.DRAFT,
        version=1,
        position=(last or 0) + 1,
    )
    db.session.add(lesson)
    _put(lesson, text)
    _complete(lesson, material, finishing)
    revisions.remember(lesson, actor.id, clock.now())
    return lesson


def _complete(lesson: Lesson, material: Material | None, finishing: Finishing | None) -> None:
    """What belongs to a lesson beside its text."""
    if material is not None:
        lesson_material.put(lesson, material)
    if finishing is not None:
        completions.choose(lesson, *finishing)


@transaction.action
def _update(
    lesson: Lesson,
    *,
    actor: User,
    version: int | None,
    title: str | None,
    text: RichText | None,
    material: Material | None,
    finishing: Finishing | None,
) -> Lesson:
    kept = lock(lesson)
    if version is not None and kept.version != version:
        raise Conflict(_("Somebody else saved this lesson while you were writing."))
    revisions.remember(kept, kept.author_id, kept.updated_at)
    if title is not None:
        kept.title = title
    kept.version += 1
    if text is not None:
        _put(kept, text)
        lesson_drafts.discard(kept, actor=actor)
    _complete(kept, material, finishing)
    db.session.flush()
    revisions.remember(kept, actor.id, clock.now())
    revisions.thin(kept)
    return kept


def _put(lesson: Lesson, text: RichText) -> None:
    """Let `lesson` say `text`, with those of its pictures that belong to the class."""
    known = lesson_pictures.known(lesson.classroom_id, text.html)
    html = rich_text.only_with(text.html, known)
    lesson.body = html if text.format == "html" else text.source
    lesson.body_format = BodyFormat(text.format)
    lesson.body_html = html
    lesson.policy_version = text.policy_version
    db.session.flush()
    lesson_pictures.use(lesson, list(known.values()))
