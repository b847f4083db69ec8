"""The pages on which people and the school choose what reaches whom (NOT9)."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models.classroom import Membership, MemberState
from app.models.notification import Channel
from app.models.preference import KindPolicy, Mode, NotificationChoice, Rule
from app.models.school import School
from app.models.user import Role, User
from app.notifications import matrix, mutes, policies, preferences, schedules
from app.notifications.matrix import Preset
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted
from tests.support.ring import Ring

PAGE = "/notifications/preferences"
NIGHT = {"on": "y", "start": "22:00", "end": "06:30", "weekdays": ["0", "6"], "urgent_passes": "y"}


@pytest.fixture
def student(ring: Ring) -> User:
    return ring.students[0]


@pytest.fixture
def admin(ring: Ring) -> User:
    return make_user(Role.ADMIN)


@pytest.fixture
def client(app: Flask, student: User) -> Browser:
    return app.test_client().log_in(student)  # type: ignore[return-value]


def shown(client: Browser, path: str = PAGE) -> str:
    """The page as it reads: without breaks between words."""
    return " ".join(unescape(client.get(path).text).split())


def all_modes(user: User, **changed: str) -> dict[str, str]:
    """What the form of all choices sends; `changed` by names with __ for the dot."""
    cells = {cell.name: cell.mode.value for cell in matrix.every_cell(matrix.rows(user)) if not cell.is_locked}
    return {**cells, **{name.replace("__", "."): mode for name, mode in changed.items()}}


@pytest.mark.parametrize("role", Role)
def test_the_page_is_there_for_everybody(app: Flask, school: object, role: Role) -> None:
    user = make_user(role)
    page = shown(app.test_client().log_in(user))
    for row in matrix.rows(user):
        assert str(row.kind.label) in page
    assert ("Somebody asks to join" in page) is (role is not Role.STUDENT)
    assert "Now: Normal" in page
    assert "Always" in page


def test_it_takes_the_same_queries_however_much_was_chosen(client: Browser, student: User) -> None:
    client.get(PAGE)
    with counted() as few:
        client.get(PAGE)
    preferences.apply(student, Preset.CALM)
    for _ in range(10):
        room = make_classroom()
        make_member(room, student)
        mutes.mute(student, room, None)
    with counted() as many:
        client.get(PAGE)
    assert len(many) <= len(few) <= 12, many


def test_the_switches(client: Browser, student: User) -> None:
    assert client.post(PAGE, data={"email_on": "y"}).status_code == 303
    db.session.refresh(student)
    assert (student.push_on, student.email_on) == (False, True)
    assert "Saved</span>" in shown(client)
    assert "Saved</span>" not in shown(client)


def test_without_consent_the_page_says_so(client: Browser, student: User) -> None:
    assert "You have not allowed" not in shown(client)
    student.email_consent = False
    db.session.commit()
    assert "You have not allowed the school to write to your address" in shown(client)


def test_presets(client: Browser, student: User) -> None:
    assert client.post(f"{PAGE}/preset", data={"preset": "calm"}).status_code == 303
    assert "Now: Calm" in shown(client)
    client.post(f"{PAGE}/choices", data=all_modes(student, new_content__push="instant"))
    assert "Now: your own choice" in shown(client)
    client.post(f"{PAGE}/preset", data={"preset": "normal"})
    assert db.session.scalar(select(func.count()).select_from(NotificationChoice)) == 0
    for wrong in ({}, {"preset": "wild"}):
        assert client.post(f"{PAGE}/preset", data=wrong).status_code == 422


def test_saving_all_choices_keeps_a_preset(client: Browser, student: User) -> None:
    preferences.apply(student, Preset.EVERYTHING)
    assert client.post(f"{PAGE}/choices", data=all_modes(student)).status_code == 303
    assert matrix.fitting(matrix.rows(student)) is Preset.EVERYTHING


def test_choices(client: Browser, student: User) -> None:
    data = all_modes(student, new_content__email="digest", announcement__push="off")
    assert client.post(f"{PAGE}/choices", data=data).status_code == 303
    kept = {(own.kind, own.channel): own.mode for own in db.session.scalars(select(NotificationChoice))}
    assert kept == {("new_content", Channel.EMAIL): Mode.DIGEST, ("announcement", Channel.PUSH): Mode.OFF}


def test_a_wrong_choice_keeps_what_was_typed(client: Browser, student: User) -> None:
    data = all_modes(student, new_content__push="digest", announcement__push="off")
    answer = client.post(f"{PAGE}/choices", data=data)
    assert answer.status_code == 422
    page = " ".join(answer.text.split())
    assert 'href="#new_content-push"' in page
    assert '<option selected value="off">Not at all</option>' in page
    assert db.session.scalar(select(func.count()).select_from(NotificationChoice)) == 0


def test_what_the_school_decides_is_locked_and_says_why(client: Browser, student: User, admin: User) -> None:
    policies.decide("new_content", "push", actor=admin, rule=Rule.FORCED, reason="Lessons matter <b>.")
    page = client.get(PAGE).text
    assert "Your school decides this: Lessons matter &lt;b&gt;." in page
    assert 'name="new_content.push"' not in page
    assert 'name="new_content.email"' in page
    forged = all_modes(student, new_content__push="off")
    assert client.post(f"{PAGE}/choices", data=forged).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(NotificationChoice)) == 0


def test_quiet_hours(client: Browser, student: User) -> None:
    assert "Your school keeps no quiet hours" in shown(client)
    assert client.post(f"{PAGE}/quiet", data=NIGHT).status_code == 303
    hours, _plan = schedules.of(student)
    assert (hours.own, hours.start, hours.end, hours.weekdays) == (True, 1320, 390, [0, 6])
    page = shown(client)
    assert "These are your own quiet hours." in page
    assert 'value="22:00"' in page
    assert client.post(f"{PAGE}/quiet/school").status_code == 303
    assert schedules.of(student)[0].own is False
    assert "The quiet hours of your school count again." in shown(client)


def test_the_schools_quiet_hours_are_shown(client: Browser, app: Flask, ring: Ring, admin: User) -> None:
    policies.keep_quiet(actor=admin, on=True, start=1230, end=400, urgent_passes=False)
    page = shown(client)
    assert "Your school keeps students quiet from 20:30 to 06:40." in page
    assert "nothing rings in quiet hours, however urgent" in page
    assert "are for students" in shown(app.test_client().log_in(ring.teacher))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": "25:00"}, "start"),
        ({"start": ""}, "start"),
        ({"end": "22:00"}, "end"),
        ({"end": "night<b>"}, "end"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": ["9"]}, "weekdays"),
    ],
)
def test_wrong_quiet_hours_stay_on_the_page(
    client: Browser, student: User, change: dict[str, object], field: str
) -> None:
    answer = client.post(f"{PAGE}/quiet", data={**NIGHT, **change})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    if "end" in change:
        assert "night<b>" not in answer.text
        assert 'value="22:00"' in answer.text
    assert schedules.of(student)[0].own is False


def test_gathered_mail(client: Browser, student: User) -> None:
    assert client.post(f"{PAGE}/digest", data={"every": "week", "hour": "7", "weekday": "6"}).status_code == 303
    _hours, plan = schedules.of(student)
    assert (plan.every, plan.hour, plan.weekday) == ("week", 7, 6)
    for wrong in ({}, {"every": "hour", "hour": "7", "weekday": "6"}, {"every": "day", "hour": "24", "weekday": "6"}):
        assert client.post(f"{PAGE}/digest", data=wrong).status_code == 422


@pytest.mark.parametrize("length", ["hour", "tomorrow", "week", "always"])
def test_muting_a_class_on_its_page(client: Browser, ring: Ring, student: User, length: str) -> None:
    place = f"/classrooms/{ring.classroom.public_id}"
    assert "Mute this class" in shown(client, place)
    assert client.post(f"{place}/mute", data={"length": length}).status_code == 303
    muted = mutes.of(student, ring.classroom)
    assert muted
    assert (muted.until is None) is (length == "always")
    assert "Muted" in shown(client, place)
    assert f"{place}/mute/end?to=preferences" in shown(client)
    assert client.post(f"{place}/mute/end?to=preferences").location.endswith(f"{PAGE}#muted")
    assert mutes.of(student, ring.classroom) is None
    assert "None. On the page of a class" in shown(client)


def test_muting_for_no_length_that_there_is(client: Browser, ring: Ring, student: User) -> None:
    for wrong in ({}, {"length": "aeon"}):
        assert client.post(f"/classrooms/{ring.classroom.public_id}/mute", data=wrong).status_code == 422
    assert mutes.of(student, ring.classroom) is None


def test_a_class_that_one_left_is_not_listed(client: Browser, ring: Ring, student: User) -> None:
    mutes.mute(student, ring.classroom, None)
    assert ring.classroom.title in {room.title for room, _until in db.session.execute(mutes.mutes(student))}
    member = db.session.scalars(Membership.of(ring.classroom, student)).one()
    member.state = MemberState.LEFT
    db.session.commit()
    assert db.session.execute(mutes.mutes(student)).all() == []


def test_an_admin_outside_of_a_class_has_nothing_to_mute(app: Flask, ring: Ring, admin: User) -> None:
    assert "Mute this class" not in shown(app.test_client().log_in(admin), f"/classrooms/{ring.classroom.public_id}")


def test_the_school_decides(app: Flask, admin: User) -> None:
    client: Browser = app.test_client().log_in(admin)  # type: ignore[assignment]
    page = shown(client, "/admin/notifications/policy")
    assert "It never reaches those who switched off all devices or all mail" in page
    assert "Everybody chooses" in page
    place = "/admin/notifications/policy/new_content"
    data = {"push-rule": "forced", "push-mode": "", "push-reason": "  Lessons\tmatter. "}
    assert client.post(f"{place}/push", data=data).status_code == 303
    kept = db.session.scalars(select(KindPolicy)).one()
    assert (kept.kind, kept.channel, kept.rule, kept.mode, kept.reason) == (
        "new_content",
        Channel.PUSH,
        Rule.FORCED,
        None,
        "Lessons matter.",
    )
    assert "Lessons matter." in shown(client, "/admin/notifications/policy")
    assert 'value="Lessons matter."' in shown(client, place)
    told = shown(client, "/admin/audit")
    assert "Rule for notifications changed" in told
    assert "Who decides: Everybody chooses → Always sent" in told
    for about in ("Notification: New lesson", "Way: On devices"):
        assert about in told


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"push-rule": "off", "push-mode": "", "push-reason": ""}, "push-reason"),
        ({"push-rule": "off", "push-mode": "", "push-reason": "x" * 201}, "push-reason"),
        ({"push-rule": "forced", "push-mode": "off", "push-reason": "Why not."}, "push-mode"),
        ({"push-rule": "choice", "push-mode": "digest", "push-reason": ""}, "push-mode"),
        ({"push-rule": "perhaps", "push-mode": "", "push-reason": ""}, "push-rule"),
    ],
)
def test_wrong_decisions_stay_on_the_page(app: Flask, admin: User, data: dict[str, str], field: str) -> None:
    answer = app.test_client().log_in(admin).post("/admin/notifications/policy/new_content/push", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert matrix.policies() == {}


@pytest.mark.parametrize("place", ["nothing", "system", "nothing/push", "new_content/bell", "new_content/pigeon"])
def test_there_is_no_such_thing_to_decide(app: Flask, admin: User, place: str) -> None:
    client = app.test_client().log_in(admin)
    ask = client.post if "/" in place else client.get
    assert ask(f"/admin/notifications/policy/{place}").status_code == 404


def test_the_quiet_hours_of_the_school(app: Flask, admin: User) -> None:
    client: Browser = app.test_client().log_in(admin)  # type: ignore[assignment]
    data = {"on": "y", "start": "19:15", "end": "07:00"}
    assert client.post("/admin/notifications/quiet", data=data).status_code == 303
    here = db.session.scalars(School.the()).one()
    db.session.refresh(here)
    assert (here.quiet_on, here.quiet_start, here.quiet_end, here.urgent_passes) == (True, 1155, 420, False)
    wrong = client.post("/admin/notifications/quiet", data={**data, "end": "19:15"})
    assert wrong.status_code == 422
    assert "Choose another time than the one they begin at." in wrong.text
    told = shown(client, "/admin/audit")
    for change in ("Quiet hours: No → Yes", "Quiet from: 20:00 → 19:15", "Urgent passes: Yes → No"):
        assert change in told
