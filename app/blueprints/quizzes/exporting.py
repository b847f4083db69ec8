"""A quiz as a file for other programs, and what each format cannot hold of it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import quiz_exports
from app.blueprints.quizzes import blueprint
from app.errors import Invalid
from app.formats.question_files import WRITTEN, Format, Status, Written, WrittenQuestion
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.storage import safe_name
from app.web import question_file_words


@blueprint.get("/quizzes/<id>/export")
@requires(Can.QUIZ_RESULTS, Quiz)
def export(quiz: Quiz) -> ResponseReturnValue:
    reports = {format: _troubled(questions) for format, questions in quiz_exports.reports(quiz).items()}
    words = {"names": question_file_words.FORMATS, "statuses": question_file_words.OF_WRITTEN}
    about = {"quiz": quiz, "classroom": quiz.classroom, "reports": reports}
    return render_template("quizzes/export.html", sentences=question_file_words.sentences, **about, **words)


@blueprint.post("/quizzes/<id>/export")
@requires(Can.QUIZ_RESULTS, Quiz)
def download(quiz: Quiz) -> ResponseReturnValue:
    wanted = request.form.get("format", "")
    if wanted not in WRITTEN:
        raise Invalid({"format": _("Choose one of these: %(choices)s", choices=", ".join(WRITTEN))})
    return file_of(quiz.title, quiz_exports.write(quiz, Format(wanted)))


def file_of(title: str, written: Written) -> Response:
    """The file to be saved."""
    answer = Response(written.data, mimetype=written.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=safe_name(f"{title}.{written.ending}"))
    return answer


def _troubled(questions: Iterable[WrittenQuestion]) -> list[WrittenQuestion]:
    """Those that are not in the file as they are here."""
    return [each for each in questions if each.status is not Status.IMPORTED]
