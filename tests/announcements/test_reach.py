"""Who was reached, who has read it, who cannot be reached, and the one reminder (ANN2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import announcement_reach, announcements, memberships
from app.actions.announcement_reach import Reach, Reached
from app.actions.announcements import To
from app.errors import Conflict
from app.extensions import db
from app.models.announcement import Announcement, Audience
from app.models.classroom import Membership
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Event
from app.models.notification import Channel, Notification, Priority
from app.models.user import User
from app.notifications import reading
from app.notifications.kinds import kind_of
from tests.announcements.conftest import School, fresh, hear, told
from tests.support.people import make_member, make_session, make_user
from tests.support.queries import counted


def note_of(user: User, kind: str = "announcement") -> Notification:
    mine = select(Notification).where(Notification.user_id == user.id, Notification.kind == kind)
    return db.session.scalars(mine.order_by(Notification.id.desc())).first()  # type: ignore[return-value]


def deliver(user: User, state: DeliveryState, channel: Channel = Channel.EMAIL) -> None:
    """Let what went to `user` have come so far."""
    note = note_of(user)
    there = db.session.scalars(
        select(Delivery).where(Delivery.notification_id == note.id, Delivery.channel == channel)
    ).first()
    if there is None:
        there = Delivery(notification_id=note.id, user_id=user.id, channel=channel)
        db.session.add(there)
    there.state = state
    db.session.commit()


def without_mail(*users: User) -> None:
    for user in users:
        user.email = user.email_confirmed_at = None
    db.session.commit()


def how(announcement: Announcement, user: User) -> Reached:
    return announcement_reach.how_far(fresh(announcement), [user])[user.id]


@pytest.mark.parametrize("state", list(DeliveryState))
def test_each_state_of_a_delivery(biology: School, state: DeliveryState) -> None:
    made = biology.publish()
    hear()
    deliver(biology["student"], state)
    arrived = state in (DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.CLICKED)
    lost = state in (DeliveryState.SUPPRESSED, DeliveryState.GONE, DeliveryState.DEAD, DeliveryState.CANCELLED)
    wanted = Reached.REACHED if arrived else Reached.UNREACHABLE if lost else Reached.WAITING
    assert how(made, biology["student"]) is wanted
    make_session(biology["student"])
    assert how(made, biology["student"]) is (Reached.WAITING if lost else wanted), "he will see his bell"
    reading.mark_read(biology["student"], [note_of(biology["student"]).id])
    assert how(made, biology["student"]) is Reached.READ


def test_taken_off_the_list_counts_as_read(biology: School) -> None:
    made = biology.publish()
    hear()
    reading.archive(biology["student"], [note_of(biology["student"]).id])
    assert how(made, biology["student"]) is Reached.READ


def test_counted_and_by_name(biology: School) -> None:
    without_mail(biology["student"], biology["student 2"], biology["assistant"], biology["teacher"])
    made = biology.publish()
    hear()
    deliver(biology["student"], DeliveryState.SENT)
    make_session(biology["assistant"])
    reading.mark_read(biology["teacher"], [note_of(biology["teacher"]).id])
    made = fresh(made)
    reach = announcement_reach.reach(made)
    assert reach == Reach(read=1, reached=1, waiting=1, unreachable=1)
    assert (reach.people, reach.unread) == (4, 3)
    for each, who in zip(Reached, ("teacher", "student", "assistant", "student 2"), strict=True):
        assert list(db.session.scalars(announcement_reach.listing(made, each))) == [biology[who]]
    names = [user.name for user in db.session.scalars(announcement_reach.listing(made))]
    assert names == sorted(names)
    assert biology["owner"].name not in names


def test_a_draft_has_reached_nobody(biology: School) -> None:
    assert announcement_reach.reach(biology.draft()).read == 0


def test_one_query_however_many(biology: School) -> None:
    for _ in range(30):
        make_member(biology.classroom, make_user())
    made = fresh(biology.publish())
    hear()
    made = fresh(made)
    users = list(db.session.scalars(announcement_reach.listing(made).limit(20)))
    for ask in (announcement_reach.reach, lambda each: announcement_reach.how_far(each, users)):
        with counted() as queries:
            ask(made)
        assert len(queries) == 1, queries


def test_only_those_who_have_not_read_are_reminded_once(biology: School) -> None:
    made = biology.publish()
    hear()
    reading.mark_read(biology["student"], [note_of(biology["student"]).id])
    late = make_user(name="Late")
    make_member(biology.classroom, late)
    announcements.nudge(made, actor=biology["teacher"])
    hear()
    unread = {biology[who].id for who in ("assistant", "student 2")} | {late.id}
    assert told("announcement_nudge") == unread, "neither the author nor who reminds"
    assert note_of(late, "announcement_nudge").title == "Please read: Bring a leaf"
    with pytest.raises(Conflict):
        announcements.nudge(made, actor=biology["owner"])


def test_nobody_is_left_to_remind(biology: School) -> None:
    made = biology.publish(to=biology.chosen("student"))
    hear()
    reading.mark_read(biology["student"], [note_of(biology["student"]).id])
    with pytest.raises(Conflict):
        announcements.nudge(made, actor=biology["owner"])


def test_only_what_stands_is_brought_to_mind(biology: School) -> None:
    over = biology.publish(expires_at=clock.now() + timedelta(hours=1))
    old = biology.publish(title="Old")
    for made in (biology.draft(), biology.schedule(1)):
        with pytest.raises(Conflict):
            announcements.nudge(made, actor=biology["owner"])
    with clock.pretend(clock.now() + timedelta(hours=2)), pytest.raises(Conflict):
        announcements.nudge(over, actor=biology["owner"])
    with clock.pretend(clock.now() + timedelta(days=15)), pytest.raises(Conflict):
        announcements.nudge(old, actor=biology["owner"])


def test_reading_settles_the_reminder_too(biology: School) -> None:
    made = biology.publish()
    hear()
    announcements.nudge(made, actor=biology["owner"])
    hear()
    assert len(announcement_reach.unread_notices(made, biology["student"])) == 2


def test_who_was_removed_is_told_no_more(biology: School) -> None:
    made = biology.publish()
    hear()
    kind, event = kind_of("announcement"), db.session.get(Event, fresh(made).event_id)
    assert event is not None
    member = db.session.scalars(Membership.of(biology.classroom, biology["student"])).one()
    assert biology["student"].id in set(db.session.scalars(kind.audience(event)))
    memberships.remove(member, actor=biology["owner"])
    assert biology["student"].id not in set(db.session.scalars(kind.audience(event)))
    assert announcement_reach.how_far(fresh(made), [biology["student"]]) == {}


def test_not_due_once_withdrawn_over_or_put_away(biology: School) -> None:
    made = biology.publish(expires_at=clock.now() + timedelta(hours=1))
    kind, event = kind_of("announcement"), db.session.get(Event, made.event_id)
    assert event is not None
    assert kind.is_due(event)
    with clock.pretend(clock.now() + timedelta(hours=2)):
        assert not kind.is_due(event)
    announcements.withdraw(made, actor=biology["owner"])
    assert not kind.is_due(event)


@pytest.mark.parametrize("urgent", [False, True])
def test_urgent_ones_go_first(biology: School, urgent: bool) -> None:
    biology.publish("admin", urgent=urgent)
    hear()
    assert note_of(biology["student"]).priority is (Priority.HIGH if urgent else Priority.MEDIUM)


def test_it_says_who_announces_where(biology: School) -> None:
    made = biology.publish()
    school = biology.publish("admin", To(Audience.SCHOOL), expires_at=clock.now() + timedelta(hours=1))
    kind = kind_of("announcement")
    events = [db.session.get(Event, each.event_id) for each in (made, school)]
    assert [kind.body(event) for event in events if event] == [
        "From Tess Okonkwo, in Biology 7b",
        "From Ada, for the school",
    ]
    assert [kind.deadline(event) for event in events if event] == [None, fresh(school).expires_at]
