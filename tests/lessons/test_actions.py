"""What happens to a lesson, and what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from app import events
from app.actions import lesson_publishing, lessons, modules
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.formats import rich_text
from app.models import limits
from app.models.classroom import State
from app.models.event import Dispatch, DispatchState
from app.models.lesson import BodyFormat, Lesson, LessonState, Module
from app.notifications.audience import audience
from app.notifications.kinds import kind_of
from app.spoken import speaking
from tests.lessons.conftest import School
from tests.support.people import make_user


def module_of(school: School) -> Module:
    return db.session.scalars(Module.of(school.classroom, school.people["owner"])).one()


def dispatches() -> list[Dispatch]:
    return list(db.session.scalars(select(Dispatch).order_by(Dispatch.id)))


def test_a_new_lesson_is_a_draft_at_the_end_of_its_module(biology: School) -> None:
    lesson = lessons.create(
        module_of(biology), actor=biology.people["owner"], title="Light", body="# One\n\n<script>x</script>"
    )
    assert (lesson.state, lesson.position, lesson.version) == (LessonState.DRAFT, 3, 1)
    assert lesson.author_id == biology.people["owner"].id
    assert lesson.body == "# One\n\n<script>x</script>"
    assert lesson.body_html == "<h2>One</h2>\n<p>&lt;script&gt;x&lt;/script&gt;</p>"
    assert lesson.policy_version == rich_text.POLICY_VERSION
    assert not events.of(lesson)


def test_html_is_kept_sanitised(biology: School) -> None:
    lesson = lessons.create(
        module_of(biology),
        actor=biology.people["owner"],
        title="Light",
        body="<p onclick=x>a</p>",
        body_format=BodyFormat.HTML,
    )
    assert (lesson.body, lesson.body_html) == ("<p>a</p>", "<p>a</p>")


def test_changing_a_part_leaves_the_rest(biology: School) -> None:
    changed = lessons.update(biology.lesson, actor=biology.people["owner"], title="Green")
    assert (changed.title, changed.body, changed.version) == ("Green", "Read this.", 2)
    changed = lessons.update(biology.lesson, actor=biology.people["owner"], body="*New*")
    assert (changed.title, changed.body_html, changed.version) == ("Green", "<p><em>New</em></p>", 3)


def test_a_stale_save_is_refused(biology: School) -> None:
    lessons.update(biology.lesson, actor=biology.people["owner"], version=1, title="First")
    with pytest.raises(Conflict):
        lessons.update(biology.lesson, actor=biology.people["teacher"], version=1, title="Second", body="lost?")
    assert db.session.get(Lesson, biology.lesson.id).title == "First"


@pytest.mark.parametrize("body", ["x" * (limits.LESSON_BODY + 1), "<b>x</b>" * 10_001])
def test_texts_that_are_too_much(biology: School, body: str) -> None:
    with pytest.raises(Invalid) as refusal:
        lessons.create(
            module_of(biology), actor=biology.people["owner"], title="x", body=body, body_format=BodyFormat.HTML
        )
    assert "body" in refusal.value.fields


def test_publishing_tells_once(biology: School) -> None:
    for _ in range(2):
        lesson_publishing.publish(biology.draft, actor=biology.people["owner"])
    (event,) = events.of(biology.draft)
    assert (event.type, event.classroom_id) == ("lesson.published", biology.classroom.id)
    assert event.facts == {
        "lesson": biology.draft.public_id,
        "title": "Roots",
        "classroom": "Biology 7b",
        "classroom_public_id": biology.classroom.public_id,
    }
    (dispatch,) = dispatches()
    assert (dispatch.kind, dispatch.state) == ("new_content", DispatchState.PENDING)


def test_published_anew_on_the_same_day_rings_once_and_on_the_next_again(biology: School) -> None:
    owner = biology.people["owner"]
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False) as traveller:
        lesson_publishing.publish(biology.draft, actor=owner)
        dispatches()[0].state = DispatchState.DONE
        db.session.commit()
        lesson_publishing.withdraw(biology.draft, actor=owner)
        lesson_publishing.publish(biology.draft, actor=owner)
        assert len(dispatches()) == 1
        lesson_publishing.withdraw(biology.draft, actor=owner)
        traveller.shift(24 * 3600)
        lesson_publishing.publish(biology.draft, actor=owner)
    assert len(dispatches()) == 2


def test_what_was_withdrawn_unheard_is_not_heard_and_may_ring_later(biology: School) -> None:
    owner = biology.people["owner"]
    lesson_publishing.publish(biology.draft, actor=owner)
    withdrawn = lesson_publishing.withdraw(biology.draft, actor=owner)
    assert withdrawn.published_at is None
    lesson_publishing.withdraw(biology.draft, actor=owner)
    assert [each.state for each in dispatches()] == [DispatchState.CANCELLED]
    lesson_publishing.publish(biology.draft, actor=owner)
    assert [each.state for each in dispatches()] == [DispatchState.CANCELLED, DispatchState.PENDING]


def test_half_heard_and_withdrawn_rings_nobody_twice_that_day(biology: School) -> None:
    owner = biology.people["owner"]
    lesson_publishing.publish(biology.draft, actor=owner)
    dispatches()[0].state = DispatchState.EXPANDING
    db.session.commit()
    lesson_publishing.withdraw(biology.draft, actor=owner)
    lesson_publishing.publish(biology.draft, actor=owner)
    assert [each.state for each in dispatches()] == [DispatchState.CANCELLED]


def test_cancelling_leaves_other_lessons_alone(biology: School) -> None:
    owner = biology.people["owner"]
    other = lessons.create(module_of(biology), actor=owner, title="Other")
    lesson_publishing.publish(other, actor=owner)
    lesson_publishing.publish(biology.draft, actor=owner)
    lesson_publishing.withdraw(biology.draft, actor=owner)
    assert [each.state for each in dispatches()] == [DispatchState.PENDING, DispatchState.CANCELLED]


def test_what_is_deleted_is_gone_and_not_heard_of(biology: School) -> None:
    owner = biology.people["owner"]
    lesson_publishing.publish(biology.draft, actor=owner)
    lesson_publishing.delete(biology.draft, actor=owner)
    assert [each.state for each in dispatches()] == [DispatchState.CANCELLED]
    for verb in (lesson_publishing.publish, lesson_publishing.withdraw, lesson_publishing.delete):
        with pytest.raises(NotFound):
            verb(biology.draft, actor=owner)


def test_a_lesson_goes_nowhere_without_its_module(biology: School) -> None:
    owner = biology.people["owner"]
    module = modules.create(biology.classroom, actor=owner, title="Short-lived")
    modules.delete(module, actor=owner)
    with pytest.raises(NotFound):
        lessons.create(module, actor=owner, title="x")


def test_new_content_speaks_to_the_members(biology: School) -> None:
    lesson_publishing.publish(biology.draft, actor=biology.people["owner"])
    (event,) = events.of(biology.draft)
    kind = kind_of("new_content")
    told = set(db.session.scalars(audience(event, kind)))
    assert told == {biology.people[name].id for name in ("teacher", "assistant", "student")}
    with speaking("en"):
        assert kind.title(event) == "New lesson: Roots"
        assert kind.body(event) == "In Biology 7b"
    assert kind.path(event) == f"/lessons/{biology.draft.public_id}"
    event.facts = {**event.facts, "title": "x " * 80}
    assert len(kind.title(event)) <= 60


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_new_content_is_not_said_of_a_class_that_nobody_enters(biology: School, state: State) -> None:
    lesson_publishing.publish(biology.draft, actor=biology.people["owner"])
    (event,) = events.of(biology.draft)
    kind = kind_of("new_content")
    assert kind.is_due(event)
    biology.classroom.state = state
    db.session.commit()
    assert not kind.is_due(event)


def test_new_content_is_not_said_after_withdrawal(biology: School) -> None:
    lesson_publishing.publish(biology.draft, actor=make_user("admin"))
    (event,) = events.of(biology.draft)
    lesson_publishing.withdraw(biology.draft, actor=biology.people["owner"])
    assert not kind_of("new_content").is_due(event)
