"""Announcements as verbs: what they refuse, whom they tell, what stands in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import announcement_pace, announcements
from app.actions.announcements import Timing, To
from app.errors import Conflict, Invalid, NotFound, TooMany
from app.extensions import db
from app.formats.recurrence import Repeat
from app.models import limits
from app.models.announcement import Announcement, AnnouncementState, Audience
from app.models.audit import AuditEntry
from app.models.classroom import State
from app.models.event import Dispatch, Event
from app.models.lesson import BodyFormat
from app.models.notification import Notification
from app.models.user import Role, User
from tests.announcements.conftest import School, fresh, hear, number, told
from tests.support.people import make_classroom, make_member, make_user

EVERYBODY = To(Audience.SCHOOL)


def deeds() -> list[str]:
    found = select(AuditEntry.deed).where(AuditEntry.deed.startswith("announcement.")).order_by(AuditEntry.id)
    return list(db.session.scalars(found))


def test_a_draft_tells_nobody(biology: School) -> None:
    made = biology.draft()
    hear()
    assert (made.state, number(Event), told()) == (AnnouncementState.DRAFT, 0, set())


def test_all_of_a_class_but_its_author(biology: School) -> None:
    biology.publish()
    hear()
    assert told() == {biology[who].id for who in ("teacher", "assistant", "student", "student 2")}


def test_neither_author_nor_publisher_is_told(biology: School) -> None:
    announcements.publish(biology.draft("teacher"), actor=biology["owner"])
    hear()
    assert told() == {biology[who].id for who in ("assistant", "student", "student 2")}


def test_chosen_ones(biology: School) -> None:
    biology.publish(to=biology.chosen("student"))
    hear()
    assert told() == {biology["student"].id}


def test_the_school_and_a_role(biology: School) -> None:
    biology.publish("admin", EVERYBODY)
    hear()
    assert told() == set(db.session.scalars(select(User.id).where(User.id != biology["admin"].id)))
    biology.publish("admin", To(Audience.ROLE, role=Role.TEACHER), title="Teachers")
    second = db.session.scalars(select(Event.id).order_by(Event.id.desc())).first()
    hear()
    heard = set(db.session.scalars(select(Notification.user_id).where(Notification.event_id == second)))
    assert heard == {biology[who].id for who in ("owner", "teacher", "teacher elsewhere")}


@pytest.mark.parametrize(
    ("to", "field"),
    [
        (To(Audience.ROLE), "role"),
        (To(Audience.CLASSROOM), "classroom_id"),
        (To(Audience.CHOSEN), "classroom_id"),
    ],
)
def test_whom_must_be_said(biology: School, to: To, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        biology.draft(to=to)
    assert list(refusal.value.fields) == [field]
    assert number(Announcement) == 0


def test_only_members_are_chosen(biology: School) -> None:
    for names in ((), ("removed",), ("student", "student elsewhere")):
        with pytest.raises(Invalid) as refusal:
            biology.draft(to=biology.chosen(*names))
        assert list(refusal.value.fields) == ["people"]


def test_nobody_to_hear_it(biology: School) -> None:
    alone = To(Audience.CLASSROOM, classroom=make_classroom(biology["owner"]))
    closed = To(Audience.CLASSROOM, classroom=make_classroom(biology["owner"], state=State.DRAFT, published_at=None))
    admins = To(Audience.ROLE, role=Role.ADMIN)
    for who, to in (("owner", alone), ("owner", closed), ("admin", admins)):
        with pytest.raises(Invalid) as refusal:
            biology.publish(who, to)
        assert list(refusal.value.fields) == ["audience"]
        with pytest.raises(Invalid):
            biology.schedule(who=who, to=to)
    assert number(Announcement) == 0


def test_everything_at_once_or_nothing(biology: School) -> None:
    with pytest.raises(Invalid):
        biology.draft(then=Timing(clock.now() - timedelta(minutes=1)))
    assert (number(Announcement), number(Event)) == (0, 0)


@pytest.mark.parametrize(
    ("timing", "field"),
    [
        ({"hours": -0.001}, "publish_at"),
        ({"hours": 24 * 366 * 2 + 1}, "publish_at"),
        ({"repeats": Repeat.DAILY, "days": -1}, "repeat_until"),
        ({"days": 5}, "repeat_until"),
    ],
)
def test_times_that_are_none(biology: School, timing: dict[str, object], field: str) -> None:
    now = clock.now()
    until = (now + timedelta(days=timing["days"])).date() if "days" in timing else None  # type: ignore[arg-type]
    at = now + timedelta(hours=timing.get("hours", 1))  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        announcements.schedule(
            biology.draft(), Timing(at, timing.get("repeats", Repeat.NONE), until), actor=biology["owner"]
        )
    assert list(refusal.value.fields) == [field]


def test_a_rhythm_without_a_first_time(biology: School) -> None:
    with pytest.raises(Invalid) as refusal:
        announcements.release(biology.draft(), Timing(repeats=Repeat.DAILY), actor=biology["owner"])
    assert list(refusal.value.fields) == ["publish_at"]


def test_over_before_it_is_published(biology: School) -> None:
    with pytest.raises(Invalid) as refusal:
        biology.schedule(2, expires_at=clock.now() + timedelta(hours=1))
    assert list(refusal.value.fields) == ["expires_at"]
    made = biology.schedule(2)
    with pytest.raises(Invalid):
        announcements.edit(made, actor=biology["owner"], expires_at=clock.now() + timedelta(hours=1))
    draft = biology.draft(expires_at=clock.now() + timedelta(hours=1))
    with clock.pretend(clock.now() + timedelta(hours=2)), pytest.raises(Invalid):
        announcements.publish(draft, actor=biology["owner"])


def test_only_admins_make_it_urgent(biology: School) -> None:
    with pytest.raises(Invalid) as refusal:
        biology.publish(urgent=True)
    assert list(refusal.value.fields) == ["urgent"]
    assert biology.draft("admin", EVERYBODY, urgent=True).urgent


def test_texts_are_made_safe(biology: School) -> None:
    made = biology.draft(body="Look<script>x</script> **here**")
    assert "<script" not in made.body_html
    assert "<strong>here</strong>" in made.body_html
    for body in ("x" * (limits.ANNOUNCEMENT_BODY + 1), "<b>" * 11_000):
        with pytest.raises(Invalid):
            biology.draft(body=body, body_format=BodyFormat.HTML)


def test_published_twice_is_once(biology: School) -> None:
    made = biology.publish()
    announcements.publish(made, actor=biology["teacher"])
    assert number(Event) == 1


def test_taken_back_and_published_anew_on_the_same_day(biology: School) -> None:
    made = biology.publish()
    hear()
    first = fresh(made).event_id
    announcements.withdraw(made, actor=biology["owner"])
    assert fresh(made).state is AnnouncementState.WITHDRAWN
    announcements.publish(made, actor=biology["owner"])
    hear()
    assert fresh(made).event_id == first, "who was told is not told again"
    assert number(Dispatch) == 1
    announcements.withdraw(made, actor=biology["owner"])
    announcements.withdraw(made, actor=biology["owner"])
    with clock.pretend(clock.now() + timedelta(days=1)):
        announcements.publish(made, actor=biology["owner"])
    assert fresh(made).event_id != first


def test_taken_back_before_anybody_heard(biology: School) -> None:
    made = biology.publish()
    announcements.withdraw(made, actor=biology["owner"])
    hear()
    assert told() == set()
    announcements.publish(made, actor=biology["owner"])
    hear()
    assert len(told()) == 4


def test_edited(biology: School) -> None:
    made = biology.publish()
    announcements.edit(made, actor=biology["owner"], pinned=True)
    assert fresh(made).edited_at is None
    announcements.edit(made, actor=biology["owner"], body="Two")
    assert fresh(made).edited_at is not None
    assert number(Event) == 1
    with pytest.raises(Invalid):
        announcements.edit(made, actor=biology["owner"], to=biology.chosen("student"))
    with pytest.raises(Conflict):
        announcements.schedule(made, Timing(clock.now() + timedelta(hours=1)), actor=biology["owner"])
    with pytest.raises(Conflict):
        announcements.delete(made, actor=biology["owner"])
    announcements.withdraw(made, actor=biology["owner"])
    announcements.delete(made, actor=biology["owner"])
    with pytest.raises(NotFound):
        announcements.edit(made, actor=biology["owner"], title="x")


def test_one_person_does_not_shout_all_day(biology: School) -> None:
    begun = clock.now()
    for (most, span), steps in zip(announcement_pace.PACES, (0, 14), strict=True):
        for index in range(most):
            with clock.pretend(begun + span + timedelta(minutes=index * steps)):
                biology.publish(title=f"Number {index}")
        last = begun + span + timedelta(minutes=(most - 1) * steps)
        with clock.pretend(last + timedelta(seconds=1)), pytest.raises(TooMany) as refusal:
            biology.publish()
        assert 0 < refusal.value.retry_after <= span.total_seconds()
        with clock.pretend(last + timedelta(seconds=1)):
            biology.publish("teacher")
        with clock.pretend(last + span + timedelta(seconds=1)):
            biology.publish()
        begun = last + 2 * span


def test_withdrawn_and_deleted_ones_count(biology: School) -> None:
    for index in range(limits.ANNOUNCEMENTS_AN_HOUR):
        made = biology.publish(title=f"Number {index}")
        announcements.withdraw(made, actor=biology["owner"])
        announcements.delete(made, actor=biology["owner"])
    with pytest.raises(TooMany):
        biology.publish()


def test_what_goes_to_the_school_is_written_down(biology: School) -> None:
    biology.publish()
    assert deeds() == []
    made = biology.publish("admin", EVERYBODY)
    announcements.withdraw(made, actor=biology["admin"])
    announcements.schedule(made, Timing(clock.now() + timedelta(hours=1)), actor=biology["admin"])
    announcements.withdraw(made, actor=biology["admin"])
    announcements.delete(made, actor=biology["admin"])
    assert deeds() == [
        "announcement.published",
        "announcement.withdrawn",
        "announcement.scheduled",
        "announcement.deleted",
    ]


def test_who_joins_later_reads_it_and_is_not_rung(biology: School) -> None:
    biology.publish()
    hear()
    newcomer = make_user()
    make_member(biology.classroom, newcomer)
    hear()
    assert newcomer.id not in told()
    assert db.session.scalars(Announcement.visible_to(newcomer)).all() != []
