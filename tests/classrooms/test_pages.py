"""The pages of classes: for whom they are, and what they do."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom, JoinPolicy, State
from app.models.user import Role
from tests.lessons.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_told, make_user

OUTSIDE = ("pending", "invited", "removed", "suspended", "left", "student elsewhere", "teacher elsewhere")
IN = ("owner", "teacher", "assistant", "student", "admin")
WRITERS = ("owner", "teacher", "admin")
MEMBERS_ONLY = ("assistant", "student")
SECRET = "Marker of what only insiders may read 3141592"


def at(classroom: Classroom, end: str = "") -> str:
    return f"/classrooms/{classroom.public_id}{end}"


def text(client: Browser, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.get_data(as_text=True))


def fresh(classroom: Classroom) -> Classroom:
    found: Classroom = db.session.scalars(select(Classroom).where(Classroom.id == classroom.id)).one()
    return found


GIVEN = {"title": "Chemistry", "subject": "Science", "emoji": "🧪", "colour": "8", "join_policy": "code"}


def test_two_presses_from_the_start_page_to_the_code_on_the_wall(client: Browser, school: object) -> None:
    client.log_in(make_user(Role.TEACHER))
    assert "/classrooms/new" in text(client, "/")
    answer = client.post("/classrooms", data={**GIVEN, "published": "y"})
    made = db.session.scalars(select(Classroom)).one()
    assert answer.location == at(made, "/code")
    assert made.state is State.PUBLISHED
    assert f"{made.join_code[:4]}-{made.join_code[4:]}" in text(client, answer.location)  # type: ignore[index]


def test_a_class_that_is_not_opened_stays_a_draft(client: Browser, school: object) -> None:
    client.log_in(make_user(Role.TEACHER)).post("/classrooms", data=GIVEN)
    made = db.session.scalars(select(Classroom)).one()
    assert (made.state, made.colour, made.emoji) == (State.DRAFT, 8, "🧪")


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "x" * 121), ("colour", "11"), ("colour", "red"), ("join_policy", "free"), ("emoji", "x")],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Browser, school: object, field: str, value: str
) -> None:
    answer = client.log_in(make_user(Role.TEACHER)).post("/classrooms", data={**GIVEN, field: value})
    assert answer.status_code == 422
    assert "Science" in answer.text
    assert f'href="#{field}' in answer.text
    assert db.session.scalars(select(Classroom)).first() is None


def test_students_make_no_classes(client: Browser, school: object) -> None:
    client.log_in(make_user())
    assert client.get("/classrooms/new").status_code == 403
    assert client.post("/classrooms", data=GIVEN).status_code == 403


def test_an_admin_makes_a_class_for_a_teacher(client: Browser, school: object) -> None:
    teacher, student = make_user(Role.TEACHER, name="Otto Olsen"), make_user(name="Sam Student")
    client.log_in(make_user(Role.ADMIN))
    page = text(client, "/classrooms/new")
    assert "Otto Olsen" in page
    assert "Sam Student" not in page
    assert client.post("/classrooms", data={**GIVEN, "owner": student.public_id}).status_code == 422
    client.post("/classrooms", data={**GIVEN, "owner": teacher.public_id})
    assert db.session.scalars(select(Classroom)).one().owner_id == teacher.id


def test_nothing_is_assigned_that_was_not_asked_for(client: Browser, biology: School) -> None:
    other = biology.people["teacher elsewhere"]
    extra = {
        "owner": other.public_id,
        "owner_id": str(other.id),
        "state": "archived",
        "join_code": "AAAAAAAA",
        "id": "1",
    }
    client.log_in(biology.people["teacher"])
    assert client.post(at(biology.classroom, "/edit"), data={**GIVEN, **extra}).status_code == 303
    changed = fresh(biology.classroom)
    assert changed.title == "Chemistry"
    assert changed.owner_id == biology.people["owner"].id
    assert changed.state is State.PUBLISHED
    assert changed.join_code != "AAAAAAAA"
    client.log_in(biology.people["owner"]).post("/classrooms", data={**GIVEN, "title": "Mine", **extra})
    made = db.session.scalars(select(Classroom).where(Classroom.title == "Mine")).one()
    assert made.owner_id == biology.people["owner"].id
    assert made.state is State.DRAFT


@pytest.mark.parametrize("who", [*IN, *OUTSIDE])
def test_who_sees_what_of_a_published_class(client: Browser, biology: School, who: str) -> None:
    make_told(biology.lesson)
    client.log_in(biology.people[who])
    page = text(client, at(biology.classroom))
    inside = who in IN
    assert ("Why leaves are green" in page) is inside
    code = biology.classroom.join_code or ""
    assert (f"{code[:4]}-{code[4:]}" in page) is (who in WRITERS)
    for end in ("/people", "/learn"):
        assert client.get(at(biology.classroom, end)).status_code == (200 if inside else 404)
    expected = 200 if who in WRITERS else 403 if inside else 404
    for end in ("/edit", "/code", "/join-sheet", "/code.svg", "/people/invitations"):
        assert client.get(at(biology.classroom, end)).status_code == expected, end


CHANGES = (
    "/edit",
    "/publication",
    "/publication/withdrawal",
    "/archive",
    "/archive/restoration",
    "/code/renewal",
    "/code/removal",
    "/people/approval",
    "/people/invitations",
)


@pytest.mark.parametrize("who", [*MEMBERS_ONLY, *OUTSIDE])
def test_who_does_not_teach_changes_nothing(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    before = fresh(biology.classroom).updated_at
    for end in CHANGES:
        answer = client.post(at(biology.classroom, end), data=GIVEN)
        assert answer.status_code == (403 if who in MEMBERS_ONLY else 404), end
    assert fresh(biology.classroom).updated_at == before


def test_strangers_are_asked_to_log_in(client: Browser, biology: School) -> None:
    for path in ("/classrooms", at(biology.classroom), at(biology.classroom, "/people")):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "Biology" not in answer.text


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
@pytest.mark.parametrize("who", [*OUTSIDE, "student"])
def test_a_draft_never_reaches_others(client: Browser, biology: School, who: str, state: State) -> None:
    classroom = biology.classroom
    classroom.state, classroom.description, classroom.subject = state, SECRET, SECRET[:50]
    classroom.title = "Hidden 2718"
    db.session.commit()
    if who == "student" and state is State.ARCHIVED:
        return
    client.log_in(biology.people[who])
    paths = ["/", "/classrooms", "/classrooms?q=Hidden", "/classrooms?q=Marker", "/notifications", "/me"]
    paths += [f"/join/{classroom.join_code}", f"/join/{classroom.join_token}"]
    paths += [at(classroom, end) for end in ("", "/people", "/learn", "/edit", "/code", "/code.svg", "/join-sheet")]
    for path in paths:
        seen = client.get(path).get_data(as_text=True)
        assert SECRET[:40] not in seen, path
        if state is State.DRAFT:
            assert "Hidden 2718" not in seen, path


def test_the_description_stands_on_the_card_of_a_published_class(client: Browser, biology: School) -> None:
    biology.classroom.description = "Plants <b>and</b> animals"
    db.session.commit()
    page = client.log_in(biology.people["student elsewhere"]).get(at(biology.classroom)).text
    assert "Plants &lt;b&gt;and&lt;/b&gt; animals" in page


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (JoinPolicy.OPEN, "Join this class"),
        (JoinPolicy.REQUEST, "Ask to join"),
        (JoinPolicy.CODE, "I have a code"),
        (JoinPolicy.CLOSED, "Nobody can join"),
    ],
)
def test_the_card_says_how_to_join(client: Browser, school: object, policy: JoinPolicy, says: str) -> None:
    classroom = make_classroom(join_policy=policy)
    assert says in text(client.log_in(make_user()), at(classroom))
    teacher = text(client.log_in(make_user(Role.TEACHER)), at(classroom))
    assert "Only students join" in teacher
    assert f"{at(classroom)}/membership" not in teacher


def test_open_draft_archive_and_back(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    steps = (
        ("/publication/withdrawal", State.DRAFT),
        ("/publication", State.PUBLISHED),
        ("/archive", State.ARCHIVED),
        ("/archive/restoration", State.PUBLISHED),
    )
    for end, state in steps:
        assert client.post(at(biology.classroom, end)).status_code == 303
        assert fresh(biology.classroom).state is state
        for page in ("", "/edit", "/code", "/join-sheet", "/people"):
            text(client, at(biology.classroom, page))
    client.post(at(biology.classroom, "/archive"))
    assert client.post(at(biology.classroom, "/code/renewal")).status_code == 409
    assert 'name="title"' not in text(client, at(biology.classroom, "/edit"))
    typed = {**GIVEN, "title": "Chemistry, long typed", "description": "Salts and acids"}
    answer = client.post(at(biology.classroom, "/edit"), data=typed)
    assert answer.status_code == 409
    assert 'value="Chemistry, long typed"' in answer.text
    assert "Salts and acids" in answer.text
    assert "<li>This class is archived. Restore it first.</li>" in answer.text


def test_the_picture_is_one_of_our_own(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    picture = client.get(at(biology.classroom, "/code.svg"))
    assert picture.mimetype == "image/svg+xml"
    assert "style=" not in picture.text
    assert "script" not in picture.text
    client.post(at(biology.classroom, "/code/removal"))
    assert client.get(at(biology.classroom, "/code.svg")).status_code == 404
    for end in ("", "/code", "/join-sheet"):
        assert "code.svg" not in text(client, at(biology.classroom, end))


def test_a_teacher_looks_as_a_student_and_comes_back(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    assert "Settings" in text(client, at(biology.classroom))
    client.post(at(biology.classroom, "/student-view"))
    page = text(client, at(biology.classroom))
    assert "as a student sees it" in page
    assert "Settings" not in page
    assert "Leave this class" not in page
    assert biology.classroom.join_code[:4] not in page  # type: ignore[index]
    assert biology.people["student"].email not in text(client, at(biology.classroom, "/people"))  # type: ignore[operator]
    assert client.get(at(biology.classroom, "/edit")).status_code == 403
    assert "Roots" not in text(client, at(biology.classroom, "/learn"))
    client.post(at(biology.classroom, "/student-view/end"))
    assert "Settings" in text(client, at(biology.classroom))


@pytest.mark.parametrize(("who", "status"), [("student", 403), ("student elsewhere", 404), ("teacher elsewhere", 404)])
def test_only_staff_look_as_students(client: Browser, biology: School, who: str, status: int) -> None:
    assert client.log_in(biology.people[who]).post(at(biology.classroom, "/student-view")).status_code == status
