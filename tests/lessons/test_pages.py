"""The pages of lessons: for whom they are, and what they do."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from app.actions import lessons
from app.extensions import db
from app.formats import rich_text
from app.models import limits
from app.models.classroom import State
from app.models.event import Event
from app.models.lesson import BodyFormat, Lesson, LessonState, Module
from tests.formats.hostile_html import corpus
from tests.formats.test_rich_text import wrong_in
from tests.lessons.conftest import School
from tests.lessons.test_revisions import make_picture, shown
from tests.support.browsing import Browser
from tests.support.people import make_lesson
from tests.support.queries import counted

OUTSIDE = ("pending", "invited", "removed", "suspended", "left", "student elsewhere", "teacher elsewhere")
WRITERS = ("owner", "teacher", "admin")


def learn(school: School) -> str:
    return f"/classrooms/{school.classroom.public_id}/learn"


def at(lesson: Lesson, end: str = "") -> str:
    return f"/lessons/{lesson.public_id}{end}"


def new_lesson(school: School) -> str:
    module = db.session.scalars(Module.of(school.classroom, school.people["owner"])).first()
    assert module is not None
    return f"/modules/{module.public_id}/lessons"


def fresh(lesson: Lesson) -> Lesson:
    db.session.expire_all()
    found = db.session.get(Lesson, lesson.id)
    assert found is not None
    return found


@pytest.mark.parametrize("who", OUTSIDE)
def test_outsiders_find_nothing(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    for path in (learn(biology), at(biology.lesson), at(biology.draft), at(biology.lesson, "/edit")):
        assert client.get(path).status_code == 404, path
    for path in (
        at(biology.lesson, "/edit"),
        at(biology.draft, "/publication"),
        at(biology.lesson, "/publication/withdrawal"),
        at(biology.draft, "/deletion"),
        new_lesson(biology),
        new_lesson(biology).removesuffix("/lessons") + "/deletion",
        learn(biology).replace("/learn", "/modules"),
    ):
        assert client.post(path, data={"title": "x"}).status_code == 404, path


@pytest.mark.parametrize("who", ["student", "assistant"])
def test_members_who_do_not_teach_read_only(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    page = client.get(learn(biology)).text
    assert "Why leaves are green" in page
    assert ("Roots" in page) is (who == "assistant")
    assert "New module" not in page
    assert client.get(at(biology.lesson)).status_code == 200
    assert client.get(at(biology.draft)).status_code == (200 if who == "assistant" else 404)
    assert client.get(at(biology.lesson, "/edit")).status_code == 403
    assert client.post(at(biology.lesson, "/publication/withdrawal")).status_code == 403
    assert client.post(new_lesson(biology), data={"title": "x"}).status_code == 403


def test_strangers_are_asked_to_log_in(client: Browser, biology: School) -> None:
    assert client.get(learn(biology)).status_code == 302
    assert client.get(at(biology.lesson)).status_code == 302


@pytest.mark.parametrize("who", WRITERS)
def test_those_who_teach_see_and_write_everything(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    page = client.get(learn(biology)).text
    assert "Roots" in page
    assert "Draft" in page
    for path in ("", "/edit", "/preview"):
        assert client.get(at(biology.draft, path)).status_code == 200
    assert client.get(new_lesson(biology) + "/new").status_code == 200


def test_viewing_as_a_student_hides_drafts_and_tools(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    with client.session_transaction() as session:
        session["student_view_of"] = biology.classroom.id
    page = client.get(learn(biology)).text
    assert "Roots" not in page
    assert "New module" not in page
    assert client.get(at(biology.draft)).status_code == 404
    assert "/edit" not in client.get(at(biology.lesson)).text
    assert client.post(at(biology.lesson, "/publication/withdrawal")).status_code == 403


def test_a_title_alone_makes_a_draft_to_write_on(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    answer = client.post(new_lesson(biology), data={"title": " Stems "})
    made = db.session.scalars(select(Lesson).where(Lesson.title == "Stems")).one()
    assert answer.status_code == 303
    assert answer.location == at(made, "/edit")
    assert made.state is LessonState.DRAFT


def test_save_and_publish(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    data = {"title": "Stems", "body": "*Up*", "body_format": "markdown", "publish": "yes"}
    answer = client.post(new_lesson(biology), data=data)
    made = db.session.scalars(select(Lesson).where(Lesson.title == "Stems")).one()
    assert answer.location == at(made)
    assert made.is_published
    assert "<em>Up</em>" in client.get(at(made)).text


def test_publishing_twice_is_one_event(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    for _ in range(2):
        assert client.post(at(biology.draft, "/publication")).status_code == 303
    assert len(list(db.session.scalars(select(Event).where(Event.type == "lesson.published")))) == 1
    client.post(at(biology.draft, "/publication/withdrawal"))
    assert not fresh(biology.draft).is_published


def test_a_deleted_lesson_is_gone_for_everybody(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    for lesson in (biology.draft, biology.lesson):
        assert client.post(at(lesson, "/deletion")).location == learn(biology)
        for path in ("", "/edit", "/preview"):
            assert client.get(at(lesson, path)).status_code == 404
        assert client.post(at(lesson, "/edit"), data={"title": "x", "version": "1"}).status_code == 404


def test_an_edit_is_kept(client: Browser, biology: School) -> None:
    client.log_in(biology.people["teacher"])
    page = client.get(at(biology.lesson, "/edit")).text
    assert 'data-editor-html="&lt;p&gt;Read this.&lt;/p&gt;"' in page
    data = {"title": "Green", "body": "<h2>A</h2><p>b</p>", "body_format": "html", "version": "1"}
    assert client.post(at(biology.lesson, "/edit"), data=data).location == at(biology.lesson)
    kept = fresh(biology.lesson)
    assert (kept.title, kept.body_format, kept.version) == ("Green", BodyFormat.HTML, 2)
    assert kept.body_html == "<h2>A</h2><p>b</p>"


def test_a_stale_save_shows_both_texts_and_can_be_saved_then(client: Browser, biology: School) -> None:
    client.log_in(biology.people["teacher"])
    theirs = {"title": "Theirs", "body": "their words", "body_format": "markdown", "version": "1"}
    client.post(at(biology.lesson, "/edit"), data=theirs)
    mine = {"title": "Mine", "body": "my words", "body_format": "markdown", "version": "1"}
    answer = client.post(at(biology.lesson, "/edit"), data=mine)
    assert answer.status_code == 409
    assert "my words" in answer.text
    assert "<p>their words</p>" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert fresh(biology.lesson).title == "Theirs"
    assert client.post(at(biology.lesson, "/edit"), data={**mine, "version": "2"}).status_code == 303
    assert fresh(biology.lesson).title == "Mine"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "This is needed."),
        ({"title": "x" * (limits.LESSON_TITLE + 1)}, "At most 160 characters."),
        ({"body": "y" * (limits.LESSON_BODY + 1)}, "At most 200000 characters."),
        ({"body": "<b>x</b>" * 10_001, "body_format": "html"}, "too many parts"),
        ({"body_format": "latex"}, "Use Markdown or HTML."),
        ({"version": ""}, "not complete"),
        ({"version": "one"}, "not complete"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Browser, biology: School, change: dict[str, str], message: str
) -> None:
    client.log_in(biology.people["owner"])
    data = {"title": "Typed title", "body": "typed body", "body_format": "markdown", "version": "1", **change}
    answer = client.post(at(biology.lesson, "/edit"), data=data)
    assert answer.status_code == 422
    assert message in answer.text
    assert data["title"] in answer.text
    assert data["body"] in unescape(answer.text)
    assert fresh(biology.lesson).title == "Why leaves are green"


def test_a_new_lesson_too_long_keeps_its_text(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    body = "z" * (limits.LESSON_BODY + 1)
    answer = client.post(new_lesson(biology), data={"title": "Long", "body": body})
    assert answer.status_code == 422
    assert body in answer.text


def test_line_ends_of_browsers_count_once(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    body = "a\r\n" * (limits.LESSON_BODY // 2)
    assert client.post(new_lesson(biology), data={"title": "Lines", "body": body}).status_code == 303


def test_fields_that_are_not_offered_change_nothing(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    before = {name: getattr(biology.draft, name) for name in ("state", "position", "classroom_id", "author_id")}
    data = {
        "title": "Roots",
        "body": "x",
        "version": "1",
        "state": "published",
        "position": "77",
        "published_at": "now",
    }
    data |= {"classroom_id": "1", "module_id": "1", "author_id": "1", "body_html": "<script>", "policy_version": "9"}
    assert client.post(at(biology.draft, "/edit"), data=data).status_code == 303
    kept = fresh(biology.draft)
    assert {name: getattr(kept, name) for name in before} == before
    assert (kept.body_html, kept.policy_version) == ("<p>x</p>", rich_text.POLICY_VERSION)


def test_an_archived_class_is_read_and_not_written(client: Browser, biology: School) -> None:
    biology.classroom.state = State.ARCHIVED
    db.session.commit()
    for who in WRITERS:
        client.log_in(biology.people[who])
        assert "New module" not in client.get(learn(biology)).text
        assert client.get(at(biology.lesson)).status_code == 200
        assert client.get(at(biology.lesson, "/edit")).status_code == 403
        for path in ("/edit", "/publication", "/publication/withdrawal", "/deletion"):
            assert client.post(at(biology.draft, path), data={"title": "x", "version": "1"}).status_code == 403
        assert client.post(new_lesson(biology), data={"title": "x"}).status_code == 403
        assert client.post(learn(biology).replace("/learn", "/modules"), data={"title": "x"}).status_code == 403


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_hostile_texts_lie_still_on_the_page(client: Browser, biology: School, format: str) -> None:
    client.log_in(biology.people["owner"])
    for text in ("\n\n".join(corpus()), *corpus()[::40]):
        data = {"title": text[:150], "body": text, "body_format": format, "publish": "yes"}
        made = client.post(new_lesson(biology), data=data)
        page = client.get(made.location)
        assert page.status_code == 200
        article = page.text.split("<article", 1)[1].split("</article>", 1)[0].split(">", 1)[1]
        frame, inside = article.strip().split(">", 1)
        if "muted" in frame:
            continue
        assert frame == '<div class="prose" dir="auto" data-hx-disable'
        assert not wrong_in(inside.removesuffix("</div>").strip())
        client.get(made.location + "/edit")
    client.get(learn(biology))


def test_previous_and_next_walk_through_the_whole_class(client: Browser, biology: School) -> None:
    later = Module(classroom_id=biology.classroom.id, title="Animals", position=2)
    db.session.add(later)
    db.session.commit()
    last = make_lesson(biology.classroom, title="Cats", position=1, module_id=later.id)
    client.log_in(biology.people["student"])
    first = client.get(at(biology.lesson)).text
    assert 'rel="prev"' not in first
    assert f'rel="next" href="{at(last)}"' in first
    assert f'rel="prev" href="{at(biology.lesson)}"' in client.get(at(last)).text
    client.log_in(biology.people["owner"])
    assert f'rel="next" href="{at(biology.draft)}"' in client.get(at(biology.lesson)).text


def test_the_learn_tab_asks_as_often_for_many_lessons_as_for_few(client: Browser, biology: School) -> None:
    client.log_in(biology.people["student"])
    with counted() as few:
        client.get(learn(biology))
    for number in range(50):
        module = Module(classroom_id=biology.classroom.id, title=f"Module {number}", position=number + 2)
        db.session.add(module)
        db.session.commit()
        make_lesson(biology.classroom, module_id=module.id)
    with counted() as many:
        client.get(learn(biology))
    assert len(many) == len(few) <= 11, many


def test_a_lesson_is_read_in_few_queries(client: Browser, biology: School) -> None:
    client.log_in(biology.people["student"])
    with counted() as queries:
        client.get(at(biology.lesson))
    assert len(queries) <= 10, queries


def test_its_pictures_are_no_bigger_than_a_page_needs_them(client: Browser, biology: School) -> None:
    picture = make_picture(biology.classroom, width=3000, height=2000, preview_key="1" * 32)
    lessons.update(biology.lesson, actor=biology.people["owner"], body=shown(picture))
    client.log_in(biology.people["student"])
    with counted() as queries:
        page = client.get(at(biology.lesson)).text
    assert f'srcset="/files/{picture.public_id}/preview 960w, ' in page
    assert 'width="3000" height="2000"' in page
    assert len(queries) <= 10, queries
