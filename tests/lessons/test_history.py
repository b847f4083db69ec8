"""The pages of what a lesson said before, and of what is not saved yet."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.actions import lesson_drafts, lessons
from app.extensions import db
from app.models import limits
from app.models.lesson import BodyFormat, Lesson
from app.models.revision import LessonDraft, LessonRevision
from tests.lessons.conftest import School
from tests.lessons.test_pages import OUTSIDE, WRITERS, at, fresh
from tests.support.browsing import Browser
from tests.support.queries import counted

PAGES = ("/history", "/history/1", "/history/changes?from=1&to=2")
DOORS = ("/draft", "/draft/deletion", "/history/1/restoration")


@pytest.fixture
def saved(biology: School) -> Lesson:
    """Two versions: the second in another format, by somebody else."""
    teacher = biology.people["teacher"]
    html = "<h2>Leaves</h2><p>Read that <script>x</script>twice.</p>"
    return lessons.update(biology.lesson, actor=teacher, title="Why they are", body=html, body_format=BodyFormat.HTML)


def typed(body: str = "half a <b>sentence", **more: str) -> dict[str, str]:
    return {"title": "New title", "body": body, "body_format": "html", "version": "1", **more}


@pytest.mark.parametrize("who", OUTSIDE)
def test_outsiders_find_no_history(client: Browser, biology: School, saved: Lesson, who: str) -> None:
    client.log_in(biology.people[who])
    assert {client.get(at(saved, page)).status_code for page in PAGES} == {404}
    assert {client.post(at(saved, door), data=typed()).status_code for door in DOORS} == {404}


@pytest.mark.parametrize("who", ["student", "assistant"])
def test_those_who_only_read_do_not_see_what_was_there_before(
    client: Browser, biology: School, saved: Lesson, who: str
) -> None:
    client.log_in(biology.people[who])
    assert {client.get(at(saved, page)).status_code for page in PAGES} == {403}
    assert {client.post(at(saved, door), data=typed()).status_code for door in DOORS} == {403}
    assert fresh(saved).version == 2


@pytest.mark.parametrize("who", WRITERS)
def test_those_who_teach_walk_through_it(client: Browser, biology: School, saved: Lesson, who: str) -> None:
    client.log_in(biology.people[who])
    page = client.get(at(saved, "/history")).text
    assert page.index("Version 2") < page.index("Version 1")
    assert biology.people["teacher"].name in page
    old = client.get(at(saved, "/history/1")).text
    assert "<p>Read this.</p>" in old
    assert "Restore this version" in old
    assert "Restore this version" not in client.get(at(saved, "/history/2")).text


def test_what_changed_is_marked_for_eyes_and_ears(client: Browser, biology: School, saved: Lesson) -> None:
    client.log_in(biology.people["owner"])
    page = client.get(at(saved, "/history/changes?from=1&to=2")).text
    assert '<del><span class="visually-hidden">Taken away: </span>this.</del>' in page
    assert '<ins><span class="visually-hidden">Added: </span>that twice.</ins>' in page
    assert client.get(at(saved, "/history/changes")).text.count("<ins>") == page.count("<ins>") > 0


@pytest.mark.parametrize(
    "end", ["/history/7", "/history/changes?from=1&to=9", "/history/changes?to=7", "/history/changes?from=x&to=²"]
)
def test_versions_that_never_were(client: Browser, biology: School, saved: Lesson, end: str) -> None:
    client.log_in(biology.people["owner"])
    assert client.get(at(saved, end)).status_code == 404


def test_restoring_saves_the_old_text_anew(client: Browser, biology: School, saved: Lesson) -> None:
    client.log_in(biology.people["owner"])
    answer = client.post(at(saved, "/history/1/restoration"))
    assert (answer.status_code, answer.location) == (303, at(saved))
    kept = fresh(saved)
    assert (kept.version, kept.title, kept.body_html) == (3, "Why leaves are green", "<p>Read this.</p>")


def test_the_history_is_asked_for_in_few_queries(client: Browser, biology: School) -> None:
    owner = biology.people["owner"]
    for number in range(25):
        lessons.update(biology.lesson, actor=owner, body=str(number))
    client.log_in(owner)
    with counted() as queries:
        page = client.get(at(biology.lesson, "/history")).text
    assert page.count("row-title") == limits.PAGE
    assert len(queries) <= 9, queries


def test_what_is_typed_is_kept_and_offered_when_one_comes_back(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    answer = client.post(at(biology.lesson, "/draft"), data=typed())
    assert answer.status_code == 200
    assert answer.get_json()["said"].startswith("Kept at")
    page = client.get(at(biology.lesson, "/edit")).text
    assert "You have text here that is not saved." in page
    assert "half a" not in page
    page = client.get(at(biology.lesson, "/edit?draft=yes")).text
    assert 'value="New title"' in page
    assert "half a &lt;b&gt;sentence</textarea>" in page
    assert 'data-editor-html="half a &lt;b&gt;sentence&lt;/b&gt;"' in page
    assert 'name="version" type="hidden" value="1"' in page


def test_nobody_sees_what_others_have_not_saved(client: Browser, biology: School) -> None:
    client.log_in(biology.people["teacher"])
    client.post(at(biology.lesson, "/draft"), data=typed("secret words"))
    client.log_in(biology.people["owner"])
    for end in ("/edit", "/edit?draft=yes", "", "/history"):
        page = client.get(at(biology.lesson, end)).text
        assert "secret words" not in page
        assert "not saved" not in page
    assert (
        f"{biology.people['teacher'].name} is writing this lesson, too" in client.get(at(biology.lesson, "/edit")).text
    )


def test_a_draft_is_thrown_away(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    client.post(at(biology.lesson, "/draft"), data=typed())
    assert client.post(at(biology.lesson, "/draft/deletion")).location == at(biology.lesson, "/edit")
    assert "not saved" not in client.get(at(biology.lesson, "/edit")).text.replace("is not saved yet", "")
    assert db.session.scalar(select(func.count()).select_from(LessonDraft)) == 0


def test_saving_takes_the_draft_away(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    client.post(at(biology.lesson, "/draft"), data=typed())
    client.post(at(biology.lesson, "/edit"), data=typed("<p>whole</p>"))
    assert db.session.scalar(select(func.count()).select_from(LessonDraft)) == 0
    stale = client.post(at(biology.lesson, "/draft"), data=typed())
    assert stale.status_code == 409
    assert "another window" in stale.get_json()["problem"]


@pytest.mark.parametrize(
    "wrong", [{"version": "x"}, {"version": ""}, {"body_format": "doc"}, {"body": "x" * (limits.LESSON_DRAFT + 1)}]
)
def test_drafts_that_cannot_be_kept(client: Browser, biology: School, wrong: dict[str, str]) -> None:
    client.log_in(biology.people["owner"])
    answer = client.post(at(biology.lesson, "/draft"), data={**typed(), **wrong})
    assert answer.status_code == 422
    assert answer.get_json()["problem"]


def test_a_text_that_is_too_long_is_refused_and_stays(client: Browser, biology: School) -> None:
    """As after a paste of three hundred pages: a clear answer, nothing cut off, and the draft is still there."""
    client.log_in(biology.people["owner"])
    body = "word " * 50_000
    client.post(at(biology.lesson, "/draft"), data=typed(body))
    answer = client.post(at(biology.lesson, "/edit"), data=typed(body))
    assert answer.status_code == 422
    assert "At most 200000 characters." in answer.text
    assert body.strip() in answer.text
    assert 'maxlength="200000"' not in answer.text
    kept = lesson_drafts.of(biology.lesson, biology.people["owner"])
    assert kept is not None
    assert kept.body == body.strip()
    assert db.session.scalar(select(func.count()).select_from(LessonRevision)) == 0


def test_pictures_of_elsewhere_are_told_of(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    body = '<p>a</p><img src="https://evil.example/x.png"><img src="/files/0123456789abcdef0123456789abcdef">'
    answer = client.post(at(biology.lesson, "/edit"), data=typed(body))
    page = client.get(answer.location).text
    assert "2 pictures were left out." in page
    assert "<img" not in page.split("<article", 1)[1].split("</article>", 1)[0]
