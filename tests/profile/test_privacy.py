"""What people chose about who sees them, true wherever a person is shown (ACC6)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from app import clock
from app.actions import avatars
from app.extensions import db
from app.models.classroom import ClassRole, MemberState
from app.models.credential import UserSession
from app.models.user import Role, User, Visibility
from tests.lessons.conftest import School, biology
from tests.support.browsing import Browser
from tests.support.people import make_member, make_session, make_token, make_user

__all__ = ["biology"]
MANAGERS = ("owner", "teacher", "admin")
SEEN_BY = {
    Visibility.SCHOOL: {*MANAGERS, "sam", "assistant", "student", "student elsewhere", "teacher elsewhere"},
    Visibility.CLASSMATES: {*MANAGERS, "sam", "assistant", "student"},
    Visibility.TEACHERS: {*MANAGERS, "sam"},
}
INSIDE = {*MANAGERS, "sam", "assistant", "student"}


@pytest.fixture
def school_of_sam(client: Browser, biology: School) -> School:
    """Sam in the class, with a picture."""
    sam = biology.people["sam"] = make_user(name="Sam Sees")
    make_member(biology.classroom, sam)
    data = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(data, "PNG")
    avatars.change(sam, io.BytesIO(data.getvalue()), actor=sam)
    db.session.commit()
    return biology


def choose(school: School, visibility: Visibility, who: str = "sam") -> User:
    person = db.session.get(User, school.people[who].id, populate_existing=True)
    assert person
    person.profile_visibility = visibility
    db.session.commit()
    return person


@pytest.mark.parametrize("visibility", Visibility)
def test_seen_by_whom_he_chose(client: Browser, school_of_sam: School, visibility: Visibility) -> None:
    sam, place = choose(school_of_sam, visibility), school_of_sam.classroom.public_id
    for who in SEEN_BY[Visibility.SCHOOL]:
        viewer = school_of_sam.people[who]
        seen = who in SEEN_BY[visibility]
        client.log_in(viewer)
        assert client.get(str(sam.avatar_url)).status_code == (200 if seen else 404), who
        if who in INSIDE:
            assert ("Sam Sees</span>" in client.get(f"/classrooms/{place}/people").text) is seen, who
            given = {"Authorization": f"Bearer {make_token(viewer)}"}
            listed = client.application.test_client().get(f"/api/v1/classrooms/{place}/members", headers=given)
            assert ("Sam Sees" in {item["name"] for item in listed.json["items"]}) is seen, who


def test_a_class_sees_who_teaches_it(client: Browser, school_of_sam: School) -> None:
    for who in ("owner", "teacher", "assistant"):
        choose(school_of_sam, Visibility.TEACHERS, who)
    page = (
        client.log_in(school_of_sam.people["student"])
        .get(f"/classrooms/{school_of_sam.classroom.public_id}/people")
        .text
    )
    assert [school_of_sam.people[who].name in page for who in ("owner", "teacher", "assistant")] == [True, True, False]


@pytest.mark.parametrize("state", MemberState)
def test_its_teachers_see_whoever_has_to_do_with_a_class(
    client: Browser, school_of_sam: School, state: MemberState
) -> None:
    nia = make_user(name="Nia New", profile_visibility=Visibility.TEACHERS)
    make_member(school_of_sam.classroom, nia, ClassRole.STUDENT, state)
    path = f"/classrooms/{school_of_sam.classroom.public_id}/people?show={state.value}"
    assert "Nia New</span>" in client.log_in(school_of_sam.people["teacher"]).get(path).text


def test_the_view_of_a_student_hides_what_a_student_does_not_see(client: Browser, school_of_sam: School) -> None:
    choose(school_of_sam, Visibility.TEACHERS)
    path = f"/classrooms/{school_of_sam.classroom.public_id}"
    for who in ("teacher", "admin"):
        client.log_in(school_of_sam.people[who])
        client.post(f"{path}/student-view")
        page = client.get(f"{path}/people").text
        assert "Sam Sees</span>" not in page, who
        assert school_of_sam.people["student"].name in page


def test_a_picture_that_nobody_has_is_nowhere(client: Browser, school_of_sam: School) -> None:
    for who in ("student", "admin"):
        client.log_in(school_of_sam.people[who])
        for person in (school_of_sam.people["owner"].public_id, "0" * 32):
            assert client.get(f"/avatars/{person}/00000000").status_code == 404


def test_online_for_whoever_lets_it_be_seen(client: Browser, school_of_sam: School) -> None:
    path = f"/classrooms/{school_of_sam.classroom.public_id}/people"
    make_session(school_of_sam.people["sam"])
    client.log_in(school_of_sam.people["owner"])

    def online() -> bool:
        row = client.get(path).text.partition("Sam Sees</span>")[2].partition("</li>")[0]
        return "Online" in row

    assert online()
    choose(school_of_sam, Visibility.CLASSMATES).show_online = False
    db.session.commit()
    assert not online()
    choose(school_of_sam, Visibility.CLASSMATES).show_online = True
    session = db.session.query(UserSession).filter_by(user_id=school_of_sam.people["sam"].id).one()
    session.last_seen_at = clock.now() - timedelta(minutes=11)
    db.session.commit()
    assert not online()


def test_a_teacher_elsewhere_is_no_teacher_of_his(client: Browser, school_of_sam: School) -> None:
    sam = choose(school_of_sam, Visibility.TEACHERS)
    other = make_user(Role.TEACHER)
    assert client.log_in(other).get(str(sam.avatar_url)).status_code == 404
    make_member(school_of_sam.classroom, other, ClassRole.TEACHER)
    assert client.log_in(other).get(str(sam.avatar_url)).status_code == 200
