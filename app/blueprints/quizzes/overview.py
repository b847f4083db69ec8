"""The Quizzes tab of a class, and the card of one: what it asks of a student, or what its teacher can do with it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from app import clock
from app.actions import attempt_times, quiz_bin, quiz_publishing, quiz_words, quizzes
from app.actions.recently_deleted import KEPT
from app.blueprints.quizzes import blueprint
from app.blueprints.quizzes.forms import NewQuizForm
from app.formats import words
from app.models import terms
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.permissions import Can, allowed, assists, requires, studies
from app.reports import own_quizzes, quiz_overview
from app.web.class_tabs import class_tabs
from app.web.forms import attempt, show
from app.web.once import once
from app.web.paging import page
from app.web.undoing import flash_undo
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/quizzes")
@requires(Can.CLASS_INSIDE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    found = Quiz.visible_to(viewer()).options(defer(Quiz.intro)).where(Quiz.classroom_id == classroom.id)
    shown = page(found.order_by(Quiz.id.desc()), "quizzes.index", id=classroom.public_id)
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "quizzes"), "now": clock.now()}
    if assists(viewer(), classroom):
        about = {"counts": quiz_overview.counts(shown.items), "writes": allowed(viewer(), Can.QUIZ_WRITE, classroom)}
        return render_template("quizzes/index.html", page=shown, **about, **frame)
    return render_template("quizzes/own.html", page=shown, own=own_quizzes.of(shown.items, viewer()), **frame)


@blueprint.get("/classrooms/<id>/quizzes/new")
@requires(Can.QUIZ_WRITE, Classroom)
def new(classroom: Classroom) -> ResponseReturnValue:
    return show(NewQuizForm(), "quizzes/new.html", classroom=classroom)


@blueprint.post("/classrooms/<id>/quizzes/new")
@once
@requires(Can.QUIZ_WRITE, Classroom)
def create(classroom: Classroom) -> ResponseReturnValue:
    form = NewQuizForm()
    if form.validate():
        made = attempt(form, quizzes.create, classroom, title=form.title.data or "", actor=viewer())
        if made:
            return redirect(url_for("quizzes.questions", id=made.public_id, new="single"), 303)
    return show(form, "quizzes/new.html", classroom=classroom)


@blueprint.get("/classrooms/<id>/quizzes/deleted")
@requires(Can.QUIZ_WRITE, Classroom)
def deleted(classroom: Classroom) -> ResponseReturnValue:
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "quizzes"), "kept": KEPT}
    return render_template("quizzes/deleted.html", quizzes=quiz_bin.listing(classroom), **frame)


@blueprint.get("/quizzes/<id>")
@requires(Can.QUIZ_READ, Quiz)
def card(quiz: Quiz) -> ResponseReturnValue:
    about = {"quiz": quiz, "classroom": quiz.classroom, "intro": words.html_of(quiz_words.words(quiz.intro))}
    if assists(viewer(), quiz.classroom):
        told = quiz_overview.counts([quiz])[quiz.id]
        writes = allowed(viewer(), Can.QUIZ_EDIT, quiz)
        about |= {"terms": terms.usual(quiz), "counted": told, "writes": writes, "outages": attempt_times.missed(quiz)}
        sees = allowed(viewer(), Can.QUIZ_RESULTS, quiz)
        return render_template("quizzes/show.html", sees_results=sees, now=clock.now(), **about)
    own = own_quizzes.of([quiz], viewer())[quiz.id]
    takes = studies(viewer(), quiz.classroom)
    return render_template("quizzes/card.html", own=own, takes=takes, now=clock.now(), **about)


@blueprint.post("/quizzes/<id>/deletion")
@requires(Can.QUIZ_EDIT, Quiz)
def delete(quiz: Quiz) -> ResponseReturnValue:
    quiz_publishing.delete(quiz, actor=viewer())
    said = _("The quiz “%(title)s” is deleted.", title=quiz.title)
    flash_undo(said, url_for("quizzes.restore", id=quiz.public_id))
    return redirect(url_for("quizzes.index", id=quiz.classroom.public_id), 303)


@blueprint.post("/quizzes/<id>/restoration")
@requires(Can.QUIZ_RESTORE, Quiz)
def restore(quiz: Quiz) -> ResponseReturnValue:
    back = quiz_publishing.restore(quiz, actor=viewer())
    flash(_("“%(title)s” is back.", title=back.title), "success")
    return redirect(url_for("quizzes.card", id=back.public_id), 303)
