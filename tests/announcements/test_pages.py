"""The pages of announcements: for whom they are, and what they do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.actions import announcements, classrooms, memberships
from app.actions.announcements import To
from app.extensions import db
from app.models import limits
from app.models.announcement import Announcement, AnnouncementState, Audience
from app.models.classroom import Membership
from app.models.user import Role
from tests.announcements.conftest import School, fresh, hear, number
from tests.support.browsing import Browser
from tests.support.people import make_member, make_session, make_user
from tests.support.queries import counted

OUTSIDE = ("pending", "removed", "suspended", "left", "student elsewhere", "teacher elsewhere")
WRITERS = ("owner", "teacher", "admin")


def at(announcement: Announcement, end: str = "") -> str:
    return f"/announcements/{announcement.public_id}{end}"


def in_class(school: School, end: str = "") -> str:
    return f"/classrooms/{school.classroom.public_id}/announcements{end}"


def typed(**values: Any) -> dict[str, Any]:
    return {"title": "Bring a leaf", "body": "Any one", "audience": "classroom", **values}


def local(**later: float) -> str:
    """As a field for day and time holds it, for somebody in UTC."""
    return (clock.now() + timedelta(**later)).strftime("%Y-%m-%dT%H:%M")


def only() -> Announcement:
    db.session.expire_all()
    return db.session.scalars(select(Announcement)).one()


@pytest.mark.parametrize("who", OUTSIDE)
def test_outsiders_find_nothing(client: Browser, biology: School, who: str) -> None:
    published, draft = biology.publish(), biology.draft(title="Unfinished")
    client.log_in(biology[who])
    for path in (in_class(biology), in_class(biology, "/new"), at(published), at(published, "/people"), at(draft)):
        assert client.get(path).status_code == 404, path
    for path in (in_class(biology), at(published, "/edit"), at(published, "/nudge"), at(draft, "/publication")):
        assert client.post(path, data=typed()).status_code == 404, path
    assert "Bring a leaf" not in client.get("/").text + client.get("/announcements").text


@pytest.mark.parametrize("who", ["student", "assistant"])
def test_members_who_do_not_teach_read_only(client: Browser, biology: School, who: str) -> None:
    published, draft = biology.publish(), biology.draft(title="Unfinished")
    client.log_in(biology[who])
    for path in (in_class(biology), "/announcements", "/", f"/classrooms/{biology.classroom.public_id}"):
        assert "Bring a leaf" in client.get(path).text, path
    page = client.get(at(published)).text
    assert "<strong>green</strong>" in page
    assert "Who has it" not in page
    assert client.get(at(draft)).status_code == (200 if who == "assistant" else 404)
    assert ("Unfinished" in client.get(in_class(biology, "?show=waiting")).text) is (who == "assistant")
    for path in (in_class(biology, "/new"), at(published, "/edit"), at(published, "/people"), "/announcements/new"):
        assert client.get(path).status_code == 403, path
    for path in (
        in_class(biology),
        at(published, "/publication/withdrawal"),
        at(published, "/nudge"),
        "/announcements",
    ):
        assert client.post(path, data=typed()).status_code == 403, path


def test_a_removed_member_sees_it_no_more(client: Browser, biology: School) -> None:
    published = biology.publish(pinned=True)
    client.log_in(biology["student"])
    assert client.get(at(published)).status_code == 200
    member = db.session.scalars(Membership.of(biology.classroom, biology["student"])).one()
    memberships.remove(member, actor=biology["owner"])
    assert client.get(at(published)).status_code == 404
    assert "Bring a leaf" not in client.get("/").text + client.get("/announcements").text


def test_a_removed_teacher_loses_what_he_wrote(client: Browser, biology: School) -> None:
    mine = biology.draft("teacher", pinned=True)
    announcements.publish(mine, actor=biology["teacher"])
    member = db.session.scalars(Membership.of(biology.classroom, biology["teacher"])).one()
    memberships.remove(member, actor=biology["owner"])
    client.log_in(biology["teacher"])
    assert client.get(at(mine)).status_code == 404
    assert "Bring a leaf" not in client.get("/").text + client.get("/announcements?show=mine").text


def test_chosen_people_only(client: Browser, biology: School) -> None:
    published = biology.publish(to=biology.chosen("student"))
    for who, status in {"student": 200, "student 2": 404, "assistant": 200, "owner": 200, "admin": 200}.items():
        assert client.log_in(biology[who]).get(at(published)).status_code == status, who


def test_the_school_and_its_roles(client: Browser, biology: School) -> None:
    everybody = biology.publish("admin", To(Audience.SCHOOL), title="For all")
    teachers = biology.publish("admin", To(Audience.ROLE, role=Role.TEACHER), title="For teachers")
    for who, sees in {"student": False, "teacher elsewhere": True, "admin": True}.items():
        client.log_in(biology[who])
        assert client.get(at(everybody)).status_code == 200
        assert client.get(at(teachers)).status_code == (200 if sees else 404)
        page = client.get("/announcements").text
        assert "For all" in page
        assert ("For teachers" in page) is (sees and who != "admin"), "an author finds it under what he wrote"
    assert "For teachers" in client.get("/announcements?show=mine").text
    for who in ("student", "teacher elsewhere"):
        client.log_in(biology[who])
        assert client.get(at(everybody, "/edit")).status_code == 403
        assert client.post(at(everybody, "/publication/withdrawal")).status_code == 403
        assert client.get(at(everybody, "/people")).status_code == 403


@pytest.mark.parametrize("who", WRITERS)
def test_a_draft_then_published(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology[who])
    assert client.get(in_class(biology, "/new")).status_code == 200
    answer = client.post(in_class(biology), data=typed())
    made = only()
    assert (answer.status_code, answer.location) == (303, at(made))
    assert (made.state, made.author_id) == (AnnouncementState.DRAFT, biology[who].id)
    assert "Draft" in client.get(at(made)).text
    client.post(at(made, "/publication"))
    page = client.get(at(made)).text
    assert "Published. Those it is for hear of it now." in page
    assert "Who has it" in page


def test_published_at_once(client: Browser, biology: School) -> None:
    client.log_in(biology["owner"]).post(in_class(biology), data=typed(publish="yes", pinned="y"))
    assert (only().state, only().pinned) == (AnnouncementState.PUBLISHED, True)


def test_only_some_students(client: Browser, biology: School) -> None:
    client.log_in(biology["owner"])
    page = client.get(in_class(biology, "/new")).text
    assert biology["student"].public_id in page
    assert biology["teacher"].public_id not in page
    refused = client.post(in_class(biology), data=typed(audience="chosen"))
    assert refused.status_code == 422
    assert "Choose at least one person." in refused.text
    foreign = client.post(
        in_class(biology), data=typed(audience="chosen", people=biology["student elsewhere"].public_id)
    )
    assert "Some of these people are not in this class." in unescape(foreign.text)
    assert number(Announcement) == 0
    client.post(in_class(biology), data=typed(audience="chosen", people=biology["student"].public_id, publish="yes"))
    made = only()
    assert made.audience is Audience.CHOSEN
    assert client.get(at(made, "/edit")).status_code == 200


def test_the_form_of_a_draft_remembers_who_is_chosen(client: Browser, biology: School) -> None:
    draft = biology.draft(to=biology.chosen("student"))
    page = client.log_in(biology["owner"]).get(at(draft, "/edit")).text
    ticked = [line for line in page.split("<input") if 'name="people"' in line and "checked" in line]
    assert len(ticked) == 1
    assert biology["student"].public_id in ticked[0]
    client.post(at(draft, "/edit"), data=typed(title="New"))
    assert (fresh(draft).title, fresh(draft).audience) == ("New", Audience.CLASSROOM)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"title": ""}, "title", "This is needed."),
        ({"title": "x" * (limits.ANNOUNCEMENT_TITLE + 1)}, "title", "At most 160 characters."),
        ({"body": "x" * (limits.ANNOUNCEMENT_BODY + 1)}, "body", "At most 50000 characters."),
        ({"audience": "everybody"}, "audience", "Not a valid choice."),
        ({"schedule": "yes"}, "publish_at", "Say when it is to be published."),
        ({"schedule": "yes", "publish_at": "2020-01-01T10:00"}, "publish_at", "This is past."),
        ({"schedule": "yes", "publish_at": "2099-01-01T10:00"}, "publish_at", "This is too far away."),
        ({"schedule": "yes", "publish_at": "tomorrow"}, "publish_at", "This is no date that we can read."),
        ({"expires_at": "2020-01-01T10:00"}, "expires_at", "This is past."),
        ({"expires_at": "0001-01-01T10:00"}, "expires_at", "This is no date that we can read."),
        ({"repeats": "hourly"}, "repeats", "Not a valid choice."),
        ({"repeat_until": "x"}, "repeat_until", "This is no date that we can read."),
    ],
)
def test_what_is_refused_stays_typed(
    client: Browser, biology: School, values: dict[str, str], field: str, said: str
) -> None:
    client.log_in(biology["owner"])
    answer = client.post(in_class(biology), data=typed(**{"body": "Kept text", **values}))
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f'id="{field}-error"' in page
    assert said in page
    if "body" not in values:
        assert "Kept text" in page
    if values.get("publish_at") == "tomorrow":
        assert 'value="tomorrow"' in page
    assert number(Announcement) == 0


def test_over_before_it_begins(client: Browser, biology: School) -> None:
    client.log_in(biology["owner"])
    times = {"publish_at": local(days=2), "expires_at": local(days=1)}
    answer = client.post(in_class(biology), data=typed(schedule="yes", **times))
    assert answer.status_code == 422
    assert "It would be over before it is published." in answer.text
    wrong_end = {"publish_at": local(days=2), "repeats": "daily", "repeat_until": local(days=1)[:10]}
    assert (
        "This day is before the first time."
        in client.post(in_class(biology), data=typed(schedule="yes", **wrong_end)).text
    )
    no_rhythm = {"publish_at": local(days=2), "repeat_until": local(days=5)[:10]}
    assert "Choose how it repeats" in client.post(in_class(biology), data=typed(schedule="yes", **no_rhythm)).text
    assert number(Announcement) == 0


def test_nobody_would_hear(client: Browser, biology: School) -> None:
    client.log_in(biology["teacher elsewhere"])
    classrooms.create(actor=biology["teacher elsewhere"], title="Empty", published=True)
    room = db.session.scalars(select(Membership).order_by(Membership.id.desc())).first().classroom
    answer = client.post(f"/classrooms/{room.public_id}/announcements", data=typed(publish="yes"))
    assert answer.status_code == 422
    assert "Nobody would hear of this" in answer.text
    assert "Any one" in answer.text
    made = client.post(f"/classrooms/{room.public_id}/announcements", data=typed())
    assert made.status_code == 303
    client.post(at(only(), "/publication"))
    assert "Nobody would hear of this" in client.get(at(only())).text
    assert only().state is AnnouncementState.DRAFT


def test_times_are_those_of_the_writer(client: Browser, biology: School) -> None:
    biology["owner"].timezone = "Asia/Kolkata"
    db.session.commit()
    client.log_in(biology["owner"])
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    client.post(in_class(biology), data=typed(schedule="yes", publish_at=f"{tomorrow}T08:00"))
    made = only()
    assert made.publish_at == datetime.fromisoformat(f"{tomorrow}T02:30").replace(tzinfo=UTC)
    assert f'value="{tomorrow}T08:00"' in client.get(at(made, "/edit")).text
    assert "To be published on" in client.get(at(made)).text


def test_a_scheduled_one_gets_another_time_or_goes_back(client: Browser, biology: School) -> None:
    made = biology.schedule(hours=5)
    client.log_in(biology["owner"])
    client.post(at(made, "/edit"), data=typed(schedule="yes", publish_at=local(days=3), repeats="weekly"))
    assert fresh(made).publish_at > clock.now() + timedelta(days=2)
    assert "every week" in client.get(at(made)).text
    client.post(at(made, "/publication/withdrawal"))
    assert (fresh(made).state, fresh(made).publish_at) == (AnnouncementState.DRAFT, None)
    client.post(at(made, "/deletion"))
    assert number(Announcement) == 0


def test_editing_what_people_read(client: Browser, biology: School) -> None:
    made = biology.publish()
    client.log_in(biology["owner"])
    page = client.get(at(made, "/edit")).text
    assert 'name="audience"' not in page
    client.post(at(made, "/edit"), data={"title": "Bring two", "body": "x"})
    assert "edited" in client.get(at(made)).text
    assert fresh(made).edited_at is not None
    client.post(at(made, "/deletion"))
    assert number(Announcement) == 1


def test_pinned_ones_stand_on_top(client: Browser, biology: School) -> None:
    first = biology.publish(title="Aardvark")
    for index in range(4):
        biology.publish(title=f"Later {index}")
    client.log_in(biology["owner"]).post(at(first, "/pin"))
    for who in ("student", "owner"):
        page = client.log_in(biology[who]).get("/").text
        assert page.index("Aardvark") < page.index("Later 3")
        assert "Later 1" not in page
    client.log_in(biology["owner"]).post(at(first, "/pin/removal"))
    assert "Aardvark" not in client.log_in(biology["student"]).get("/").text


def test_what_is_over_is_gone_for_readers(client: Browser, biology: School) -> None:
    made = biology.publish(expires_at=clock.now() + timedelta(hours=1), pinned=True)
    fresh(made).expires_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    client.log_in(biology["student"])
    assert client.get(at(made)).status_code == 404
    assert "Bring a leaf" not in client.get("/").text
    page = client.log_in(biology["owner"]).get(in_class(biology)).text
    assert "Over" in page


def test_read_and_reminded(client: Browser, biology: School) -> None:
    made = biology.publish()
    hear()
    client.log_in(biology["student"])
    assert "I have read this" in client.get(at(made)).text
    client.post(at(made, "/reading"))
    assert "I have read this" not in client.get(at(made)).text
    client.log_in(biology["owner"])
    assert "Sam" in client.get(at(made, "/people?show=read")).text
    assert "Sue" not in client.get(at(made, "/people?show=read")).text
    client.post(at(made, "/nudge"))
    assert "are reminded now" in client.get(at(made)).text
    client.post(at(made, "/nudge"))
    assert "That happens once." in client.get(at(made)).text


def test_a_teacher_who_looks_as_a_student(client: Browser, biology: School) -> None:
    published, draft = biology.publish("teacher"), biology.draft(title="Unfinished")
    client.log_in(biology["owner"]).post(f"/classrooms/{biology.classroom.public_id}/student-view")
    assert client.get(at(draft)).status_code == 404
    assert "Who has it" not in client.get(at(published)).text
    assert client.get(at(published, "/edit")).status_code == 403


def test_too_many(client: Browser, biology: School) -> None:
    client.log_in(biology["owner"])
    for index in range(limits.ANNOUNCEMENTS_AN_HOUR):
        biology.publish(title=f"Number {index}")
    answer = client.post(in_class(biology), data=typed(publish="yes"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3000
    assert "One person may publish 20 announcements in 1 h." in answer.text
    assert "data-error-summary" in answer.text
    assert "Any one" in answer.text
    draft = biology.draft(title="Kept")
    client.post(at(draft, "/publication"))
    assert "One person may publish 20" in client.get(at(draft)).text
    assert fresh(draft).state is AnnouncementState.DRAFT


def test_empty_lists(client: Browser, biology: School) -> None:
    for who in ("student", "owner", "admin"):
        client.log_in(biology[who])
        for path in (
            "/announcements",
            "/announcements?show=mine",
            in_class(biology),
            in_class(biology, "?show=waiting"),
        ):
            assert "empty-title" in client.get(path).text, (who, path)


@pytest.mark.parametrize("path", ["/announcements", "/announcements?show=mine", "class", "people", "one"])
def test_lists_keep_their_budget(client: Browser, biology: School, path: str) -> None:
    made = biology.publish("admin" if path != "people" else "owner")
    hear()
    url = {"class": in_class(biology), "people": at(made, "/people"), "one": at(made)}.get(path, path)
    client.log_in(biology["owner"] if path == "people" else biology["admin"])
    client.get(url)
    with counted() as few:
        client.get(url)
    for index in range(18):
        biology.publish("admin", title=f"More {index}")
        member = make_user()
        make_member(biology.classroom, member)
        make_session(member)
    hear()
    with counted() as many:
        client.get(url)
    assert len(many) <= len(few), many
    assert len(many) <= 11, many


def test_an_admin_writes_to_the_school_and_to_a_role(client: Browser, biology: School) -> None:
    client.log_in(biology["admin"])
    assert client.get("/announcements/new").status_code == 200
    client.post("/announcements", data=typed(audience="teacher", urgent="y"))
    made = only()
    assert (made.audience, made.role, made.urgent) == (Audience.ROLE, Role.TEACHER, True)
    ticked = [line for line in client.get(at(made, "/edit")).text.split("<input") if 'name="audience"' in line]
    assert ["checked" in line for line in ticked] == ["teacher" in line for line in ticked]
    client.post(at(made, "/edit"), data=typed(audience="school", publish="yes"))
    assert (fresh(made).audience, fresh(made).role) == (Audience.SCHOOL, None)
    assert "Bring a leaf" in client.get("/announcements?show=all").text
    assert "Bring a leaf" in client.log_in(biology["student elsewhere"]).get("/").text
    refused = client.log_in(biology["admin"]).post("/announcements", data=typed(audience="everybody"))
    assert refused.status_code == 422
