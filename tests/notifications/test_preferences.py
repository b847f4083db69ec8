"""What people and the school choose, and what becomes of notifications then (NOT9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from time_machine import travel

from app import clock
from app.errors import Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.notification import Channel
from app.models.preference import ClassMute, Mode, NotificationChoice, Rule
from app.models.user import Role, User
from app.notifications import matrix, mutes, policies, preferences
from app.notifications.kinds import kind_of, kinds
from app.notifications.matrix import Preset
from app.notifications.mutes import Length
from tests.notifications.reached import fate, make_device, publish, send
from tests.support.people import make_user
from tests.support.queries import counted
from tests.support.ring import Ring, notes_of

PUSH, EMAIL = Channel.PUSH, Channel.EMAIL
FREE = ("pending", None)


@pytest.fixture
def student(ring: Ring) -> User:
    make_device(ring.students[0])
    return ring.students[0]


@pytest.fixture
def admin(ring: Ring) -> User:
    return make_user(Role.ADMIN)


def decide(admin: User, channel: Channel, rule: Rule, mode: Mode | None = None) -> None:
    policies.decide("new_content", channel, actor=admin, rule=rule, mode=mode, reason="Because.")


def chosen() -> int:
    return db.session.scalar(select(func.count()).select_from(NotificationChoice)) or 0


def test_what_is_off_is_suppressed_on_that_channel_only(ring: Ring, student: User) -> None:
    preferences.choose(student, {"new_content": {"push": "off"}})
    publish(ring)
    assert (fate(student, PUSH), fate(student, EMAIL)) == (("suppressed", "preference"), FREE)
    assert fate(ring.students[1]) == FREE
    assert len(notes_of(student)) == 1


def test_the_two_switches(ring: Ring, student: User, admin: User) -> None:
    """Nothing passes them, not even what is always sent."""
    preferences.switch(student, push_on=False, email_on=False)
    for channel in (PUSH, EMAIL):
        decide(admin, channel, Rule.FORCED)
    publish(ring)
    assert fate(student, PUSH) == fate(student, EMAIL) == ("suppressed", "preference")
    assert len(notes_of(student)) == 1


def test_a_muted_class(ring: Ring, student: User) -> None:
    mutes.mute(student, ring.classroom, None)
    publish(ring)
    assert fate(student, PUSH) == fate(student, EMAIL) == ("suppressed", "mute")
    assert len(notes_of(student)) == 1
    mutes.unmute(student, ring.classroom)
    publish(ring)
    assert fate(student, PUSH) == FREE


def test_a_mute_runs_out(ring: Ring, student: User) -> None:
    mutes.mute(student, ring.classroom, mutes.end_of(Length.HOUR, student.timezone))
    assert mutes.of(student, ring.classroom)
    with travel(clock.now() + timedelta(hours=1, seconds=1)):
        assert mutes.of(student, ring.classroom) is None
        assert db.session.execute(mutes.mutes(student)).all() == []
        publish(ring)
        assert fate(student, PUSH) == FREE


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-03-04T15:00+00:00", "UTC", "2026-03-05T07:00+00:00"),
        ("2026-03-04T23:30+00:00", "Europe/Madrid", "2026-03-06T06:00+00:00"),
        ("2026-03-28T15:00+00:00", "Europe/Madrid", "2026-03-29T05:00+00:00"),
    ],
)
def test_until_tomorrow_is_by_ones_own_clock(now: str, zone: str, until: str) -> None:
    with travel(now, tick=False):
        end = mutes.end_of(Length.TOMORROW, zone)
        assert end
        assert end.isoformat(timespec="minutes") == until
        assert mutes.end_of(Length.WEEK, zone) == clock.now() + timedelta(weeks=1)
        assert mutes.end_of(Length.ALWAYS, zone) is None


def test_muting_again_replaces_it_and_the_past_is_refused(ring: Ring, student: User) -> None:
    mutes.mute(student, ring.classroom, clock.now() + timedelta(hours=1))
    mutes.mute(student, ring.classroom, None)
    assert db.session.scalars(select(ClassMute.until)).all() == [None]
    with pytest.raises(Invalid) as refusal:
        mutes.mute(student, ring.classroom, clock.now())
    assert list(refusal.value.fields) == ["until"]


def test_what_is_always_sent_passes_mute_and_choice(ring: Ring, student: User, admin: User) -> None:
    preferences.choose(student, {"new_content": {"push": "off", "email": "off"}})
    mutes.mute(student, ring.classroom, None)
    decide(admin, PUSH, Rule.FORCED)
    publish(ring)
    assert (fate(student, PUSH), fate(student, EMAIL)) == (FREE, ("suppressed", "mute"))


def test_what_is_always_sent_may_be_gathered(ring: Ring, student: User, admin: User) -> None:
    decide(admin, EMAIL, Rule.FORCED, Mode.DIGEST)
    publish(ring)
    assert fate(student, EMAIL) == ("batched", "digest")


def test_what_the_school_switched_off(ring: Ring, student: User, admin: User) -> None:
    decide(admin, PUSH, Rule.OFF)
    publish(ring)
    assert (fate(student, PUSH), fate(student, EMAIL)) == (("suppressed", "policy"), FREE)
    assert fate(ring.students[1], EMAIL) == FREE


def test_the_default_of_the_school_is_for_who_chose_nothing(ring: Ring, student: User, admin: User) -> None:
    decide(admin, EMAIL, Rule.CHOICE, Mode.OFF)
    preferences.choose(student, {"new_content": {"email": "instant"}})
    publish(ring)
    assert fate(student) == FREE
    assert fate(ring.students[1]) == ("suppressed", "preference")


def test_what_changes_while_it_waits_is_seen_before_it_is_sent(ring: Ring, student: User) -> None:
    other = ring.students[1]
    publish(ring)
    mutes.mute(student, ring.classroom, None)
    preferences.choose(other, {"new_content": {"email": "digest"}})
    assert send(student, other) == []
    assert (fate(student), fate(other)) == (("suppressed", "mute"), ("batched", "digest"))


def test_what_the_school_decides_while_it_waits_counts_too(ring: Ring, student: User, admin: User) -> None:
    publish(ring)
    decide(admin, EMAIL, Rule.OFF)
    assert send(student) == []
    assert fate(student) == ("suppressed", "policy")


@pytest.mark.parametrize(
    ("modes", "field", "said"),
    [
        ({"nothing": {"push": "off"}}, "nothing.push", "no such kind"),
        ({"system": {"push": "off"}}, "system.push", "not yours to choose"),
        ({"join_requested": {"push": "off"}}, "join_requested.push", "not yours to choose"),
        ({"new_content": {"bell": "off"}}, "new_content.bell", "always rings"),
        ({"new_content": {"pigeon": "off"}}, "new_content.pigeon", "no such channel"),
        ({"new_content": {"push": "digest"}}, "new_content.push", "Only mail"),
        ({"new_content": {"email": "loud"}}, "new_content.email", "Choose one of: instant, digest, off"),
    ],
)
def test_what_cannot_be_chosen(student: User, modes: preferences.Modes, field: str, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        preferences.choose(student, {"announcement": {"push": "off"}, **modes})
    assert list(refusal.value.fields) == [field]
    assert said in refusal.value.fields[field]
    assert chosen() == 0


def test_a_locked_cell_says_why(student: User, admin: User) -> None:
    decide(admin, PUSH, Rule.FORCED)
    with pytest.raises(Invalid) as refusal:
        preferences.choose(student, {"new_content": {"push": "off"}})
    assert refusal.value.fields == {"new_content.push": "Your school decides this: Because."}
    preferences.choose(student, {"new_content": {"push": "instant"}})


def test_only_what_differs_has_a_row(student: User) -> None:
    preferences.choose(student, {"new_content": {"push": "instant", "email": "instant"}})
    assert chosen() == 0
    preferences.choose(student, {"new_content": {"push": "off", "email": "instant"}})
    assert chosen() == 1
    preferences.choose(student, {"new_content": {"push": "instant"}})
    assert chosen() == 0


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("role", Role)
def test_presets_fit_after_they_are_applied(school: object, preset: Preset, role: Role) -> None:
    user = make_user(role)
    assert matrix.fitting(matrix.rows(user)) is Preset.NORMAL
    preferences.apply(user, preset)
    assert matrix.fitting(matrix.rows(user)) is preset
    preferences.apply(user, Preset.NORMAL)
    assert chosen() == 0


def test_calm_lets_ring_what_may_be_urgent(student: User) -> None:
    preferences.apply(student, Preset.CALM)
    cells = {cell.name: cell.mode for cell in matrix.every_cell(matrix.rows(student))}
    assert cells["new_content.push"] is Mode.OFF
    assert cells["announcement.push"] is Mode.INSTANT
    assert cells["new_content.email"] is cells["announcement.email"] is Mode.DIGEST
    preferences.choose(student, {"new_content": {"push": "instant"}})
    assert matrix.fitting(matrix.rows(student)) is None


def test_calm_makes_nothing_come_that_did_not(student: User, admin: User) -> None:
    decide(admin, EMAIL, Rule.CHOICE, Mode.OFF)
    preferences.apply(student, Preset.CALM)
    cells = {cell.name: cell for cell in matrix.every_cell(matrix.rows(student))}
    assert (cells["new_content.email"].own, cells["new_content.email"].mode) == (None, Mode.OFF)
    assert matrix.fitting(matrix.rows(student)) is Preset.CALM


def test_a_preset_leaves_alone_what_the_school_decides(student: User, admin: User, ring: Ring) -> None:
    decide(admin, PUSH, Rule.FORCED)
    preferences.apply(student, Preset.CALM)
    assert matrix.fitting(matrix.rows(student)) is Preset.CALM
    publish(ring)
    assert (fate(student, PUSH), fate(student, EMAIL)) == (FREE, ("batched", "digest"))


def test_each_role_chooses_about_its_own_kinds(school: object) -> None:
    found = {role: {row.kind.name for row in matrix.rows(make_user(role))} for role in Role}
    assert "join_requested" in found[Role.TEACHER]
    assert "join_approved" in found[Role.STUDENT]
    for role, names in found.items():
        assert names == {kind.name for kind in kinds().values() if kind.choosable and role in kind.roles}
        assert not {"system", "test_message"} & names


def test_rows_of_the_page_take_two_queries(student: User, admin: User) -> None:
    decide(admin, PUSH, Rule.FORCED)
    preferences.apply(student, Preset.CALM)
    assert student.role
    with counted() as queries:
        matrix.rows(student)
    assert len(queries) == 2, queries


@pytest.mark.parametrize(
    ("kind", "channel", "values", "field"),
    [
        ("nothing", "push", {}, "kind"),
        ("system", "push", {}, "kind"),
        ("new_content", "bell", {}, "channel"),
        ("new_content", "pigeon", {}, "channel"),
        ("new_content", "push", {"mode": Mode.DIGEST}, "mode"),
        ("new_content", "email", {"mode": Mode.OFF}, "mode"),
        ("new_content", "push", {"reason": " "}, "reason"),
        ("new_content", "push", {"reason": "x" * 201}, "reason"),
    ],
)
def test_what_no_school_can_decide(admin: User, kind: str, channel: str, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        policies.decide(kind, channel, actor=admin, **{"rule": Rule.FORCED, "reason": "Because.", **values})
    assert list(refusal.value.fields) == [field]
    assert matrix.policies() == {}


def test_what_the_school_decides_is_written_down_once(admin: User) -> None:
    for _ in range(2):
        decide(admin, PUSH, Rule.FORCED)
    decide(admin, PUSH, Rule.CHOICE)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.deed for entry in entries] == ["policy.changed"] * 2
    assert entries[0].after == {
        "kind": "new_content",
        "channel": "push",
        "rule": "forced",
        "mode": "",
        "reason": "Because.",
    }
    assert matrix.policies() == {}


def test_a_kind_that_may_be_urgent_is_known_by_its_words() -> None:
    assert kind_of("announcement").may_be_urgent()
    assert not kind_of("new_content").may_be_urgent()
