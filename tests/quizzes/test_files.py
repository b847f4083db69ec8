"""Questions from and into files: all at once, pictures among the class's files, nothing guessed, nothing hidden."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.actions import file_room, quiz_exports, quiz_imports, quiz_sections, quiz_words
from app.errors import Invalid
from app.extensions import db
from app.formats import question_files
from app.formats.question_files import Format, Part, Quiz, Status, Why
from app.models.file import StoredFile
from app.models.question import FileUse, Question, QuestionFile
from app.models.quiz import Quiz as QuizRow
from app.models.quiz import QuizState
from app.questions.base import Words, WordsFormat
from app.storage import StorageFull
from tests.quizzes.conftest import School
from tests.support.browsing import Browser
from tests.support.queries import counted
from tests.support.quizzes import several, single

GIFT = "::Birds:: Which is a bird? {=Wren ~Bat}\n\nBoth {~a ~b}\n\nRead on.\n\nBats sing.{F}\n"


def stream(text: str | bytes) -> io.BytesIO:
    return io.BytesIO(text.encode() if isinstance(text, str) else text)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def with_picture(data: bytes, feedback: str = "") -> bytes:
    encoded = base64.b64encode(data).decode()
    return (
        '<quiz><question type="shortanswer"><name><text>Frog</text></name><questiontext format="html">'
        '<text><![CDATA[<p>Name it <img src="@@PLUGINFILE@@/frog.png" alt="An animal" style="x"></p>]]></text>'
        f'<file name="frog.png" path="/" encoding="base64">{encoded}</file></questiontext>'
        f'<generalfeedback format="html"><text><![CDATA[{feedback}]]></text></generalfeedback>'
        '<answer fraction="100"><text>frog</text></answer></question></quiz>'
    ).encode()


def questions_in(quiz: QuizRow) -> list[Question]:
    found = select(Question).where(Question.quiz_id == quiz.id, Question.is_kept()).order_by(Question.id)
    return list(db.session.scalars(found))


def test_a_file_becomes_a_draft_with_what_is_certain(biology: School) -> None:
    made = quiz_imports.create(
        biology.classroom, quiz_imports.read(stream(GIFT)), actor=biology.teacher, title="From a file"
    )
    assert made.quiz is not None
    assert (made.quiz.title, made.quiz.state, made.quiz.questions) == ("From a file", QuizState.DRAFT, 2)
    assert [each.status for each in made.questions] == [
        Status.IMPORTED, Status.ERROR, Status.CHANGED, Status.IMPORTED,
    ]  # fmt: skip
    first, last = questions_in(made.quiz)
    assert (first.name, first.type, last.type) == ("Birds", "single", "true_false")
    rooms = quiz_sections.of(made.quiz)
    assert [quiz_words.words(room.text).source for room in rooms] == ["", "Read on."]
    assert (first.section_id, last.section_id) == (rooms[0].id, rooms[1].id)


def test_tags_and_order_come_along(biology: School) -> None:
    text = "// [tag:air] [tag:birds]\nWrens sing.{T}\n\n// [tag:air]\nBats sing.{F}\n\n"
    there = len(questions_in(biology.draft))
    made = quiz_imports.add(biology.draft, quiz_imports.read(stream(text * 2)), actor=biology.teacher)
    added = questions_in(biology.draft)[there:]
    assert [each.public_id for each in added] == list(made.added)
    assert [each.position for each in added] == [there + number for number in (1, 2, 3, 4)]
    assert [quiz_words.whole(each).tags for each in added[:2]] == [("air", "birds"), ("air",)]


def test_a_file_without_anything_certain_leaves_nothing_behind(biology: School) -> None:
    before = db.session.scalar(select(func.count()).select_from(QuizRow))
    made = quiz_imports.create(biology.classroom, quiz_imports.read(stream("Both {~a ~b}")), actor=biology.teacher)
    assert made.quiz is None
    assert db.session.scalar(select(func.count()).select_from(QuizRow)) == before


def test_a_pool_stays_one(biology: School) -> None:
    items = "".join(
        f'<item title="{name}"><presentation><material><mattext>{name}?</mattext></material><response_lid ident="r">'
        '<render_choice><response_label ident="a"><material><mattext>yes</mattext></material></response_label>'
        '<response_label ident="b"><material><mattext>no</mattext></material></response_label></render_choice>'
        "</response_lid></presentation><resprocessing><respcondition><conditionvar><varequal respident='r'>a</varequal>"
        "</conditionvar><setvar action='Set'>100</setvar></respcondition></resprocessing></item>"
        for name in ("One", "Two", "Three")
    )
    pool = "<selection_ordering><selection><selection_number>2</selection_number></selection></selection_ordering>"
    section = f"<section title='Some'>{pool}{items}</section>"
    text = f"<questestinterop><assessment title='Pools'>{section}</assessment></questestinterop>"
    made = quiz_imports.create(biology.classroom, quiz_imports.read(stream(text)), actor=biology.teacher)
    assert made.quiz is not None
    (room, *_) = quiz_sections.of(made.quiz)
    assert (made.quiz.title, room.title, room.draws, room.points, made.quiz.questions) == ("Pools", "Some", 2, 1, 2)


def test_pictures_become_files_of_the_class_that_who_is_asked_may_see(biology: School) -> None:
    reading = quiz_imports.read(stream(with_picture(picture())))
    made = quiz_imports.create(biology.classroom, reading, actor=biology.teacher)
    assert made.quiz is not None
    (question,) = questions_in(made.quiz)
    file = db.session.scalars(select(StoredFile).where(StoredFile.classroom_id == biology.classroom.id)).one()
    assert (file.media_type, file.width, file.height) == ("image/png", 40, 30)
    text = quiz_words.whole(question).text.source
    assert f'<img src="/files/{file.public_id}" alt="An animal">' in text
    used = db.session.scalars(select(QuestionFile).where(QuestionFile.question_id == question.id)).one()
    assert (used.file_id, used.use) == (file.id, FileUse.ASKED)


def test_what_is_no_picture_is_left_out_and_told(biology: School) -> None:
    reading = quiz_imports.read(stream(with_picture(b"<svg onload='alert(1)'/>")))
    made = quiz_imports.create(biology.classroom, reading, actor=biology.teacher)
    assert made.quiz is not None
    (told,) = made.questions
    assert (told.status, [each.why for each in told.reasons]) == (Status.CHANGED, [Why.PICTURE_REFUSED])
    (question,) = questions_in(made.quiz)
    assert "<img" not in quiz_words.whole(question).text.source
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_without_room_for_its_pictures_nothing_is_kept(biology: School, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = quiz_imports.read(stream(with_picture(picture())))
    full = file_room.Room(10**9, 10, 10**9, 0, 0)
    monkeypatch.setattr(file_room, "room_of", lambda *_args, **_more: full)
    with pytest.raises(StorageFull):
        quiz_imports.create(biology.classroom, reading, actor=biology.teacher)
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_too_many_questions_are_none(biology: School) -> None:
    reading = quiz_imports.read(stream("Bats sing.{F}\n\n" * 501))
    before = db.session.scalar(select(func.count()).select_from(Question))
    with pytest.raises(Invalid, match="500"):
        quiz_imports.create(biology.classroom, reading, actor=biology.teacher)
    assert db.session.scalar(select(func.count()).select_from(Question)) == before


@pytest.mark.parametrize("format", [Format.GIFT, Format.MOODLE_XML, Format.QTI2])
def test_out_of_one_quiz_into_another_it_is_the_same(biology: School, format: Format) -> None:
    quiz = biology.draft
    db.session.commit()
    reading = quiz_imports.read(stream(question_files.write(Quiz("Same", (Part(tuple(several())),)), format).data))
    first = quiz_imports.create(biology.classroom, reading, actor=biology.teacher).quiz
    assert first is not None
    written = quiz_exports.write(first, format)
    again = quiz_imports.create(biology.classroom, quiz_imports.read(stream(written.data)), actor=biology.teacher).quiz
    assert again is not None
    assert [each.status for each in written.questions if each.status is Status.UNSUPPORTED] == []
    for old, new in zip(questions_in(first), questions_in(again), strict=True):
        assert question_files.write(one(old), format).data == question_files.write(one(new), format).data
    assert quiz.id not in (first.id, again.id)


def one(question: Question) -> Quiz:
    whole = quiz_words.whole(question)
    return Quiz("One", (Part((replace(whole, points=Fraction(1)),)),))


def test_pictures_go_out_and_come_in_again(biology: School) -> None:
    reading = quiz_imports.read(stream(with_picture(picture())))
    first = quiz_imports.create(biology.classroom, reading, actor=biology.teacher).quiz
    assert first is not None
    for format in (Format.MOODLE_XML, Format.QTI2):
        back = quiz_imports.read(stream(quiz_exports.write(first, format).data))
        assert len(back.files) == 1
        made = quiz_imports.create(biology.classroom, back, actor=biology.teacher).quiz
        assert made is not None
        (question,) = questions_in(made)
        assert 'alt="An animal">' in quiz_words.whole(question).text.source
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 3


def test_an_export_takes_the_same_queries_however_much_is_in_it(biology: School) -> None:
    quiz_imports.add(biology.draft, quiz_imports.read(stream("Bats sing.{F}\n\n" * 2)), actor=biology.teacher)
    with counted() as few:
        quiz_exports.write(biology.draft, Format.QTI2)
    quiz_imports.add(biology.draft, quiz_imports.read(stream("Bats sing.{F}\n\n" * 30)), actor=biology.teacher)
    with counted() as many:
        quiz_exports.write(biology.draft, Format.QTI2)
    assert len(many) == len(few) <= 6


def test_a_teacher_imports_and_sees_what_became_of_each(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    path = f"/classrooms/{biology.classroom.public_id}/quizzes/import"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"title": "x"}).status_code == 422
    broken = client.post(path, data={"file": (stream("Hello"), "a.txt")}, content_type="multipart/form-data")
    assert broken.status_code == 422
    assert "no file of questions" in broken.get_data(as_text=True)
    answer = client.post(path, data={"file": (stream(GIFT), "a.txt")}, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 201
    assert "2 questions are in your quiz. 1 was not taken over." in page
    assert "It does not say what is right for all of the points." in page
    made = db.session.scalars(select(QuizRow).order_by(QuizRow.id.desc())).first()
    assert made is not None
    assert f"/quizzes/{made.public_id}/questions" in page


def test_what_was_added_can_be_taken_out_again(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    quiz = biology.draft
    there = len(questions_in(quiz))
    path = f"/quizzes/{quiz.public_id}/import"
    assert client.get(path).status_code == 200
    client.post(path, data={"file": (stream(GIFT), "a.txt")}, content_type="multipart/form-data")
    added = questions_in(quiz)[there:]
    assert len(added) == 2
    names = " ".join(each.public_id for each in added)
    assert client.post(f"{path}/removal", data={"added": f"{names} nothing"}).status_code == 303
    assert len(questions_in(quiz)) == there


def test_where_nothing_is_certain_the_page_says_so(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    path = f"/classrooms/{biology.classroom.public_id}/quizzes/import"
    answer = client.post(path, data={"file": (stream("Both {~a ~b}"), "a")}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Nothing could be taken over" in answer.get_data(as_text=True)


def test_a_teacher_saves_a_quiz_and_reads_what_a_format_cannot_hold(client: Browser, biology: School) -> None:
    client.log_in(biology.teacher)
    path = f"/quizzes/{biology.quiz.public_id}/export"
    page = client.get(path).get_data(as_text=True)
    assert "Save as GIFT" in page
    saved = client.post(path, data={"format": "moodle_xml"})
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=")
    assert question_files.read(saved.get_data()).format is Format.MOODLE_XML
    assert client.post(path, data={"format": "aiken"}).status_code == 422


def test_plain_texts_with_pictures_are_html_for_others(biology: School) -> None:
    name = "/files/" + "a" * 32
    asked = replace(single(), text=Words(f"Look ![a wren]({name})"))
    written = question_files.write(Quiz("One", (Part((asked,)),), {name: picture()}), Format.MOODLE_XML)
    assert [each.why for each in written.questions[0].reasons] == [Why.DETAIL_NOT_HELD]
    (back,) = question_files.read(written.data).questions
    assert back.question is not None
    assert back.question.text.format is WordsFormat.HTML
    assert 'alt="a wren"' in back.question.text.source
