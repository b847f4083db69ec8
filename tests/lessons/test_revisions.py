"""What a lesson said before, what is being written into it, and the pictures of its text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app import clock
from app.actions import lesson_drafts, lessons, revisions
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import FileKind, FilePlace, FileState, LessonFile, StoredFile
from app.models.lesson import BodyFormat, Lesson, Module
from app.models.revision import LessonDraft, LessonRevision
from tests.lessons.conftest import School
from tests.support.people import make_classroom, make_user


def versions(lesson: Lesson) -> list[int]:
    return [revision.version for revision in db.session.scalars(LessonRevision.of(lesson))]


def make_picture(
    classroom: Classroom, kind: FileKind = FileKind.IMAGE, state: FileState = FileState.READY, **more: Any
) -> StoredFile:
    about = {"key": "0" * 32, "filename": "leaf.png", "media_type": "image/png", "size": 1, "sha256": "0" * 64, **more}
    file = StoredFile(classroom_id=classroom.id, uploader_id=classroom.owner_id, kind=kind, state=state, **about)
    db.session.add(file)
    db.session.commit()
    return file


def shown(file: StoredFile) -> str:
    return f"![A leaf](/files/{file.public_id})"


def used_in(lesson: Lesson) -> set[int]:
    mine = select(LessonFile.file_id).where(LessonFile.lesson_id == lesson.id, LessonFile.place == FilePlace.BODY)
    return set(db.session.scalars(mine))


def test_a_new_lesson_begins_its_history(biology: School) -> None:
    module = db.session.scalars(Module.of(biology.classroom, biology.people["owner"])).one()
    lesson = lessons.create(module, actor=biology.people["owner"], title="Light", body="*a*")
    (first,) = db.session.scalars(LessonRevision.of(lesson))
    assert (first.version, first.title, first.body, first.author_id) == (1, "Light", "*a*", biology.people["owner"].id)


def test_each_save_is_kept_and_what_was_there_before_the_first(biology: School) -> None:
    lessons.update(biology.lesson, actor=biology.people["teacher"], body="New")
    lessons.update(biology.lesson, actor=biology.people["owner"], title="Newer")
    kept = list(db.session.scalars(LessonRevision.of(biology.lesson)))
    assert [(each.version, each.title, each.body) for each in kept] == [
        (3, "Newer", "New"),
        (2, "Why leaves are green", "New"),
        (1, "Why leaves are green", "Read this."),
    ]
    assert [each.author_id for each in kept[:2]] == [biology.people["owner"].id, biology.people["teacher"].id]


def test_a_refused_save_is_no_revision(biology: School) -> None:
    lessons.update(biology.lesson, actor=biology.people["owner"], version=1, body="New")
    with pytest.raises(Conflict):
        lessons.update(biology.lesson, actor=biology.people["teacher"], version=1, body="Late")
    assert versions(biology.lesson) == [2, 1]


def test_restoring_is_a_new_save(biology: School) -> None:
    owner = biology.people["owner"]
    lessons.update(biology.lesson, actor=owner, body="<p>b</p>", body_format=BodyFormat.HTML, title="Other")
    kept = lessons.restore(biology.lesson, revisions.find(biology.lesson, 1), actor=owner)
    assert (kept.version, kept.body, kept.body_html) == (3, "Read this.", "<p>Read this.</p>")
    assert kept.body_format is BodyFormat.MARKDOWN
    assert versions(kept) == [3, 2, 1]
    with pytest.raises(NotFound):
        revisions.find(biology.lesson, 4)
    with pytest.raises(NotFound):
        revisions.find(biology.draft, 1)


def test_old_revisions_are_thinned_to_one_a_day(biology: School) -> None:
    owner, start = biology.people["owner"], datetime(2026, 3, 2, 8, tzinfo=UTC)
    for number in range(60):
        with time_machine.travel(start + timedelta(hours=number * 8), tick=False):
            lessons.update(biology.lesson, actor=owner, body=f"Text {number}")
    kept = versions(biology.lesson)
    newest, older = kept[:50], kept[50:]
    assert newest == list(range(61, 11, -1))
    days = [each.saved_at.date() for each in db.session.scalars(LessonRevision.of(biology.lesson)) if each.version < 12]
    assert len(days) == len(set(days)) == len(older)
    assert 3 <= len(older) <= 5


def test_there_are_never_more_than_a_hundred(biology: School) -> None:
    owner, start = biology.people["owner"], datetime(2026, 3, 2, 8, tzinfo=UTC)
    for number in range(110):
        with time_machine.travel(start + timedelta(days=number), tick=False):
            lessons.update(biology.lesson, actor=owner, body=f"Text {number}")
    assert len(versions(biology.lesson)) <= revisions.MOST_KEPT
    assert versions(biology.lesson)[0] == 111


def test_thinning_leaves_other_lessons_alone(biology: School) -> None:
    owner = biology.people["owner"]
    lessons.update(biology.draft, actor=owner, body="x")
    for number in range(55):
        lessons.update(biology.lesson, actor=owner, body=str(number))
    assert versions(biology.draft) == [2, 1]
    assert len(versions(biology.lesson)) <= 51


def draft(school: School, who: str, body: str = "half a", version: int = 1) -> LessonDraft:
    return lesson_drafts.keep(
        school.lesson, actor=school.people[who], version=version, title="t", body=body, body_format=BodyFormat.HTML
    )


def test_a_draft_is_ones_own_and_there_is_one(biology: School) -> None:
    draft(biology, "owner")
    draft(biology, "owner", "half a sentence")
    draft(biology, "teacher", "other")
    mine = lesson_drafts.of(biology.lesson, biology.people["owner"])
    assert mine is not None
    assert (mine.body, mine.version) == ("half a sentence", 1)
    assert db.session.scalar(select(func.count()).select_from(LessonDraft)) == 2
    lesson_drafts.discard(biology.lesson, actor=biology.people["owner"])
    assert lesson_drafts.of(biology.lesson, biology.people["owner"]) is None
    assert lesson_drafts.of(biology.lesson, biology.people["teacher"]) is not None


def test_saving_takes_ones_own_draft_away_and_leaves_those_of_others(biology: School) -> None:
    draft(biology, "owner")
    draft(biology, "teacher")
    lessons.update(biology.lesson, actor=biology.people["owner"], title="Only the title")
    assert lesson_drafts.of(biology.lesson, biology.people["owner"]) is not None
    lessons.update(biology.lesson, actor=biology.people["owner"], body="whole")
    assert lesson_drafts.of(biology.lesson, biology.people["owner"]) is None
    assert lesson_drafts.of(biology.lesson, biology.people["teacher"]) is not None


def test_a_draft_of_an_older_window_does_not_come_back(biology: School) -> None:
    lessons.update(biology.lesson, actor=biology.people["owner"], body="whole")
    with pytest.raises(Conflict):
        draft(biology, "owner")
    draft(biology, "teacher")
    draft(biology, "owner", version=2)


def test_a_draft_may_be_longer_than_a_lesson_but_not_endless(biology: School) -> None:
    draft(biology, "owner", "x" * (limits.LESSON_BODY + 1))
    with pytest.raises(Invalid):
        draft(biology, "owner", "x" * (limits.LESSON_DRAFT + 1))


def test_who_else_is_writing(biology: School) -> None:
    owner, teacher = biology.people["owner"], biology.people["teacher"]
    draft(biology, "teacher")
    assert [each.id for each in lesson_drafts.others(biology.lesson, owner)] == [teacher.id]
    assert lesson_drafts.others(biology.lesson, teacher) == []
    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=False):
        assert lesson_drafts.others(biology.lesson, owner) == []


def test_pictures_of_the_class_are_used_and_foreign_ones_left_out(biology: School) -> None:
    elsewhere = make_classroom(make_user("teacher"))
    mine, foreign = make_picture(biology.classroom), make_picture(elsewhere)
    waiting = make_picture(biology.classroom, state=FileState.WAITING)
    pdf = make_picture(biology.classroom, FileKind.PDF)
    typed = " ".join(shown(file) for file in (mine, foreign, waiting, pdf)) + " ![x](https://evil.example/x.png)"
    kept = lessons.update(biology.lesson, actor=biology.people["owner"], body=typed)
    assert used_in(kept) == {mine.id}
    assert kept.body_html == f'<p><img src="/files/{mine.public_id}" alt="A leaf" loading="lazy">    </p>'
    assert lessons.left_out(kept, typed, BodyFormat.MARKDOWN) == 4


def test_pictures_taken_out_of_the_text_are_used_no_longer(biology: School) -> None:
    one, two = make_picture(biology.classroom), make_picture(biology.classroom)
    owner = biology.people["owner"]
    lessons.update(biology.lesson, actor=owner, body=shown(one) + shown(one))
    db.session.add(LessonFile(lesson_id=biology.lesson.id, file_id=one.id, place=FilePlace.ATTACHMENT))
    db.session.commit()
    kept = lessons.update(biology.lesson, actor=owner, body=shown(two))
    assert used_in(kept) == {two.id}
    lessons.update(biology.lesson, actor=owner, body="none")
    assert used_in(kept) == set()
    assert db.session.scalar(select(func.count()).select_from(LessonFile)) == 1


def test_pictures_in_html_leave_the_source_too(biology: School) -> None:
    foreign = make_picture(make_classroom(make_user("teacher")))
    html = f'<p>a</p><img src="/files/{foreign.public_id}" alt="x">'
    kept = lessons.update(biology.lesson, actor=biology.people["owner"], body=html, body_format=BodyFormat.HTML)
    assert kept.body == kept.body_html == "<p>a</p>"
