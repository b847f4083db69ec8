"""The end of a lesson, one's own progress, and that of a class, as pages."""

from __future__ import annotations

import re

import pytest

from app import clock
from app.actions import completions, memberships, progress, viewing
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import ClassRole, Membership, MemberState, State
from app.models.group import Group, GroupMember
from app.models.progress import FinishRule
from app.models.release import ReleaseRule
from app.models.user import Role, Visibility
from tests.progress.conftest import Learning, recount
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.queries import counted


def keep(*rows: object) -> None:
    db.session.add_all(rows)
    db.session.commit()


def test_a_student_marks_a_lesson_as_done_and_takes_it_back(client: Browser, learning: Learning) -> None:
    path = f"/lessons/{learning.lessons[0].public_id}"
    client.log_in(learning.sam)
    assert "Mark as done" in client.get(path).text
    answer = client.post(f"{path}/completion")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#finish")
    page = client.get(path).text
    assert "Not done after all" in page
    assert "1 of 3" in page
    assert learning.whole().done == 1
    client.post(f"{path}/completion/withdrawal")
    assert "0 of 3" in client.get(path).text


def test_with_scripts_only_the_end_of_the_page_is_replaced(client: Browser, learning: Learning) -> None:
    path = f"/lessons/{learning.lessons[0].public_id}"
    answer = client.log_in(learning.sam).post(f"{path}/completion", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section class="finish"')
    assert "1 of 3" in answer.text


def test_opening_is_noted_after_the_answer(client: Browser, learning: Learning) -> None:
    first, second, _third = learning.lessons
    client.log_in(learning.sam)
    for lesson in (first, second):
        client.get(f"/lessons/{lesson.public_id}").close()
    assert learning.whole().last_lesson_id == second.id
    before = learning.of(second).last_opened_at  # type: ignore[union-attr]
    with counted() as queries:
        client.get(f"/lessons/{second.public_id}").close()
    assert not [each for each in queries.statements if not each.lstrip().startswith(("SELECT", "WITH"))]
    assert learning.of(second).last_opened_at == before  # type: ignore[union-attr]
    for place in ("/", f"/classrooms/{learning.classroom.public_id}"):
        assert f'href="/lessons/{second.public_id}"' in client.get(place).text
        assert "Go on: Lesson 2" in client.get(place).text


def test_a_lesson_that_is_closed_now_is_no_place_to_go_on(client: Browser, learning: Learning) -> None:
    viewing.opened(learning.lessons[0], learning.sam)
    group = Group(classroom_id=learning.classroom.id, name="Advanced")
    keep(group)
    keep(ReleaseRule(classroom_id=learning.classroom.id, lesson_id=learning.lessons[0].id, group_id=group.id))
    recount(learning.classroom)
    client.log_in(learning.sam)
    for place in ("/", f"/classrooms/{learning.classroom.public_id}/progress", "/progress"):
        assert "Lesson 1" not in client.get(place).text
    assert "0 of 2" in client.get("/progress").text


def test_who_teaches_leaves_no_trace(client: Browser, learning: Learning) -> None:
    lesson = learning.lessons[0]
    client.log_in(learning.teacher)
    page = client.get(f"/lessons/{lesson.public_id}")
    page.close()
    assert "Students see here:" in page.text
    client.post(f"/classrooms/{learning.classroom.public_id}/student-view")
    client.get(f"/lessons/{lesson.public_id}").close()
    assert client.post(f"/lessons/{lesson.public_id}/completion").status_code == 403
    assert learning.of(lesson, learning.teacher) is None


def test_an_archived_class_keeps_what_was_done(client: Browser, learning: Learning) -> None:
    first, second, _third = learning.lessons
    completions.complete(first, actor=learning.sam)
    learning.classroom.state = State.ARCHIVED
    db.session.commit()
    client.log_in(learning.sam)
    done, open_ = (client.get(f"/lessons/{lesson.public_id}") for lesson in (first, second))
    done.close()
    open_.close()
    assert "Not done after all" not in done.text
    assert "Mark as done" not in open_.text
    assert client.post(f"/lessons/{second.public_id}/completion").status_code == 403
    assert learning.of(second) is None


def test_too_early_says_how_long_it_takes(client: Browser, learning: Learning) -> None:
    lesson = learning.lessons[0]
    lesson.finish_rule, lesson.finish_minutes = FinishRule.MINUTES, 4
    db.session.commit()
    path = f"/lessons/{lesson.public_id}"
    client.log_in(learning.sam)
    client.post(f"{path}/completion")
    assert "You can mark this as done in 4 minutes." in client.get(path).text
    assert f'data-viewing="{path}/viewing"' in client.get(path).text
    assert client.post(f"{path}/viewing", data={"position": "", "seen": ""}).status_code == 204
    for wrong in ({"seen": "1-2,"}, {"seen": "x"}, {"position": "-1"}, {"seen": ",".join(["1-2"] * 201)}):
        assert client.post(f"{path}/viewing", data=wrong).status_code == 422


def test_ones_own_progress_everywhere(client: Browser, learning: Learning) -> None:
    completions.complete(learning.lessons[0], actor=learning.sam)
    other = make_classroom(title="Chess")
    make_member(other, learning.sam)
    recount(other)
    page = client.log_in(learning.sam).get("/progress").text
    assert "33.33" in page
    assert "1 of 3" in page
    assert "Next: Lesson 2" in page
    assert "0.00" in page
    assert page.index("Biology 7b") < page.index("Chess")


def test_ones_own_page_of_a_class(client: Browser, learning: Learning) -> None:
    completions.complete(learning.lessons[0], actor=learning.sam)
    client.log_in(learning.sam)
    page = client.get(f"/classrooms/{learning.classroom.public_id}/progress").text
    assert "Your progress" in page
    assert "Sue Lind" not in page
    assert page.count("Not done") == 2
    hers = db.session.scalars(Membership.of(learning.classroom, learning.sue)).one().public_id
    assert client.get(f"/memberships/{hers}/progress").status_code == 404


def names(page: str) -> list[str]:
    return re.findall(r"/memberships/[0-9a-f]{32}/progress\">([^<]+)</a>", page)


def test_a_teacher_sees_sorts_and_filters_the_class(client: Browser, learning: Learning) -> None:
    completions.complete(learning.lessons[0], actor=learning.sue)
    dan = make_member(learning.classroom, make_user(name="Dan Done")).user
    for each in learning.lessons:
        completions.complete(each, actor=dan)
    path = f"/classrooms/{learning.classroom.public_id}/progress"
    client.log_in(learning.teacher)
    assert names(client.get(path).text) == ["Dan Done", "Sam Rivera", "Sue Lind"]
    assert names(client.get(f"{path}?sort=-percent").text) == ["Dan Done", "Sue Lind", "Sam Rivera"]
    assert names(client.get(f"{path}?sort=percent").text) == ["Sam Rivera", "Sue Lind", "Dan Done"]
    assert names(client.get(f"{path}?sort=-changed").text)[0] == "Dan Done"
    assert names(client.get(f"{path}?show=idle").text) == ["Sam Rivera"]
    assert names(client.get(f"{path}?show=going").text) == ["Sue Lind"]
    assert names(client.get(f"{path}?show=done").text) == ["Dan Done"]
    assert names(client.get(f"{path}?q=LIND").text) == ["Sue Lind"]
    assert "Nobody found" in client.get(f"{path}?q=%25").text
    assert names(client.get(f"{path}?show=x&sort=x&page=x").text) == ["Dan Done", "Sam Rivera", "Sue Lind"]


def test_a_teacher_sees_one_student_and_one_lesson(client: Browser, learning: Learning) -> None:
    completions.complete(learning.lessons[0], actor=learning.sue)
    hers = db.session.scalars(Membership.of(learning.classroom, learning.sue)).one().public_id
    client.log_in(learning.teacher)
    page = client.get(f"/memberships/{hers}/progress").text
    assert "Progress of Sue Lind" in page
    assert page.count("Not done") == 2
    lessons = client.get(f"/classrooms/{learning.classroom.public_id}/progress/lessons").text
    assert re.findall(r"(\d) of (\d)", lessons) == [("1", "2"), ("0", "2"), ("0", "2")]


def test_a_lesson_for_a_group_is_counted_among_its_members(client: Browser, learning: Learning) -> None:
    group = Group(classroom_id=learning.classroom.id, name="Advanced")
    keep(group)
    keep(GroupMember(group_id=group.id, user_id=learning.sue.id))
    keep(ReleaseRule(classroom_id=learning.classroom.id, lesson_id=learning.lessons[2].id, group_id=group.id))
    client.log_in(learning.teacher)
    lessons = client.get(f"/classrooms/{learning.classroom.public_id}/progress/lessons").text
    assert re.findall(r"(\d) of (\d)", lessons) == [("0", "2"), ("0", "2"), ("0", "1")]
    his = db.session.scalars(Membership.of(learning.classroom, learning.sam)).one().public_id
    assert "Lesson 3" not in client.get(f"/memberships/{his}/progress").text


def test_charts_say_what_their_tables_say(client: Browser, learning: Learning) -> None:
    for lesson in learning.lessons:
        completions.complete(lesson, actor=learning.sue)
    page = client.log_in(learning.teacher).get(f"/classrooms/{learning.classroom.public_id}/progress/charts").text
    spread = re.findall(r'<th scope="row">([0-9–]+)</th>\s*<td[^>]*>(\d+)</td>', page)
    assert spread == [("0", "1"), ("1–24", "0"), ("25–49", "0"), ("50–74", "0"), ("75–99", "0"), ("100", "1")]
    weeks = re.findall(r'<th scope="row">[^<]*\d{4}</th>\s*<td[^>]*>(\d+)</td>', page)
    assert weeks == ["0"] * 11 + ["3"]


def test_privacy_hides_no_student_from_his_teacher(client: Browser, learning: Learning) -> None:
    learning.sue.profile_visibility = Visibility.TEACHERS
    db.session.commit()
    path = f"/classrooms/{learning.classroom.public_id}/progress"
    assert names(client.log_in(learning.teacher).get(path).text) == ["Sam Rivera", "Sue Lind"]


def test_a_table_to_take_away(client: Browser, learning: Learning) -> None:
    learning.sue.name = "=cmd|' /C calc'!A0"
    db.session.commit()
    completions.complete(learning.lessons[0], actor=learning.sue)
    client.log_in(learning.teacher)
    answer = client.post(f"/classrooms/{learning.classroom.public_id}/progress/export", data={"sort": "-percent"})
    assert answer.mimetype == "text/csv"
    lines = answer.text.splitlines()
    assert lines[0] == "\ufeffname,username,done,total,percent,last_change,completed_at"
    assert lines[1].startswith(f"'=cmd|' /C calc'!A0,{learning.sue.username},1,3,33.33,{clock.now():%Y-%m-%d}")
    assert len(lines) == 3
    entry = db.session.query(AuditEntry).filter_by(deed="progress.exported").one()
    assert entry.after["rows"] == 2


@pytest.mark.parametrize("way", ["join", "approval", "invitation", "readmission", "role"])
def test_whoever_comes_into_a_class_counts_at_once(learning: Learning, way: str) -> None:
    classroom, teacher, newcomer = learning.classroom, learning.teacher, make_user()
    states = {
        "approval": MemberState.REQUESTED,
        "invitation": MemberState.INVITED,
        "readmission": MemberState.SUSPENDED,
    }
    if way == "join":
        memberships.join_with_code(classroom.join_code or "", newcomer)
    elif way == "role":
        member = make_member(classroom, newcomer, ClassRole.ASSISTANT)
        memberships.change_role(member, ClassRole.STUDENT, actor=teacher)
    else:
        member = make_member(classroom, newcomer, state=states[way])
        if way == "approval":
            memberships.approve(member, actor=teacher)
        elif way == "invitation":
            memberships.accept(member)
        else:
            memberships.readmit(member, actor=teacher)
    assert (learning.whole(newcomer).done, learning.whole(newcomer).total) == (0, 3)


def test_who_comes_back_finds_what_was_done_meanwhile_counted(learning: Learning) -> None:
    completions.complete(learning.lessons[0], actor=learning.sam)
    member = db.session.scalars(Membership.of(learning.classroom, learning.sam)).one()
    memberships.suspend(member, actor=learning.teacher)
    make_lesson(learning.classroom)
    recount(learning.classroom)
    memberships.readmit(member, actor=learning.teacher)
    assert (learning.whole().done, learning.whole().total) == (1, 4)


def fill(learning: Learning, number: int) -> None:
    for _ in range(number):
        student = make_member(learning.classroom).user
        lesson = make_lesson(learning.classroom)
        progress.finish(lesson, student)
    recount(learning.classroom)


@pytest.mark.parametrize(
    ("path", "who", "most"),
    [
        ("/classrooms/{id}/progress", "teacher", 11),
        ("/classrooms/{id}/progress/lessons", "teacher", 11),
        ("/classrooms/{id}/progress/charts", "teacher", 10),
        ("/classrooms/{id}/progress", "sam", 13),
        ("/progress", "sam", 8),
    ],
)
def test_many_are_asked_for_as_often_as_few(
    client: Browser, learning: Learning, path: str, who: str, most: int
) -> None:
    client.log_in(getattr(learning, who))
    place = path.format(id=learning.classroom.public_id)
    with counted() as few:
        client.get(place)
    fill(learning, 25)
    with counted() as many:
        client.get(place)
    assert len(many) == len(few), many
    assert len(many) <= most, many


def test_somebody_without_classes_is_told_where_they_are(client: Browser) -> None:
    assert "You are in no class yet" in client.log_in(make_user(Role.TEACHER)).get("/progress").text


def test_a_teacher_says_what_makes_a_lesson_done(client: Browser, learning: Learning) -> None:
    lesson = learning.lessons[0]
    path = f"/lessons/{lesson.public_id}/edit"
    client.log_in(learning.teacher)
    typed = {"title": "Cells", "body": "Text.", "body_format": "markdown"}

    def save(**finishing: str) -> int:
        db.session.refresh(lesson)
        return client.post(path, data={**typed, "version": str(lesson.version), **finishing}).status_code

    assert save(finish_rule="minutes", finish_minutes="7") == 303
    db.session.refresh(lesson)
    assert (lesson.finish_rule, lesson.finish_minutes) == (FinishRule.MINUTES, 7)
    assert 'value="7"' in client.get(path).text
    for wrong in ("", "0", "-1", "1441", "x"):
        assert save(finish_rule="minutes", finish_minutes=wrong) == 422
    assert save(finish_rule="nonsense") == 422
    assert save() == 303
    db.session.refresh(lesson)
    assert lesson.finish_rule is FinishRule.MINUTES
    assert save(finish_rule="opened", finish_minutes="") == 303
    db.session.refresh(lesson)
    assert (lesson.finish_rule, lesson.finish_minutes) == (FinishRule.OPENED, 0)
