"""Other terms for one student or one group. Only those who teach see this page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from app import clock
from app.actions import quiz_exceptions
from app.actions.quiz_exceptions import Others
from app.blueprints.quizzes import blueprint
from app.extensions import db
from app.models import limits
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.group import Group
from app.models.quiz import Quiz, QuizException
from app.models.user import User
from app.permissions import Can, requires
from app.web.forms import Form, attempt, needed, show
from app.web.moments import MomentField
from app.web.paging import page
from app.web.visitors import viewer

MOST_PERCENT = 1000


class TermsForm(Form):
    """What is different; a field that is left empty is as for everybody."""

    opens_at = MomentField(_l("Opens"))
    closes_at = MomentField(_l("Closes"))
    time_percent = IntegerField(
        _l("Time, in percent"), [Optional(), NumberRange(100, MOST_PERCENT, _l("From %(min)s to %(max)s."))]
    )
    attempts_allowed = IntegerField(
        _l("Attempts"), [Optional(), NumberRange(0, limits.QUIZ_ATTEMPTS, _l("From %(min)s to %(max)s."))]
    )

    def others(self) -> Others:
        names = ("opens_at", "closes_at", "time_percent", "attempts_allowed")
        return Others(**{name: self[name].data for name in names})


class ExceptionForm(TermsForm):
    who = SelectField(_l("For"), [needed()])
    named: dict[str, User | Group]

    @classmethod
    def of(cls, quiz: Quiz) -> ExceptionForm:
        """With the students and the groups of the class to choose from."""
        form = cls()
        groups = list(db.session.scalars(Group.of(quiz.classroom)))
        students = list(db.session.scalars(_students(quiz)))
        form.named = {f"group:{each.public_id}": each for each in groups}
        form.named |= {f"student:{each.public_id}": each for each in students}
        offered: dict[str, Any] = {"": [("", _("Choose"))]}
        if groups:
            offered[_("Groups")] = [(f"group:{each.public_id}", each.name) for each in groups]
        offered[_("Students")] = [(f"student:{each.public_id}", each.name) for each in students]
        form.who.choices = offered
        return form


@blueprint.get("/quizzes/<id>/exceptions")
@requires(Can.QUIZ_EDIT, Quiz)
def exceptions(quiz: Quiz) -> ResponseReturnValue:
    return _page(quiz, ExceptionForm.of(quiz))


@blueprint.post("/quizzes/<id>/exceptions")
@requires(Can.QUIZ_EDIT, Quiz)
def except_(quiz: Quiz) -> ResponseReturnValue:
    form = ExceptionForm.of(quiz)
    if form.validate():
        who = form.named[form.who.data]
        if attempt(form, quiz_exceptions.put, quiz, who, form.others(), actor=viewer()):
            flash(_("Saved. An attempt under way goes by the new terms at once."), "success")
            return _back(quiz)
    return _page(quiz, form)


@blueprint.get("/quiz-exceptions/<id>")
@requires(Can.EXCEPTION_EDIT, QuizException)
def exception(exception: QuizException) -> ResponseReturnValue:
    return _one(exception, TermsForm(obj=exception))


@blueprint.post("/quiz-exceptions/<id>")
@requires(Can.EXCEPTION_EDIT, QuizException)
def change_exception(exception: QuizException) -> ResponseReturnValue:
    form = TermsForm()
    if form.validate() and attempt(form, quiz_exceptions.change, exception, form.others(), actor=viewer()):
        flash(_("Saved. An attempt under way goes by the new terms at once."), "success")
        return _back(exception.quiz)
    return _one(exception, form)


@blueprint.post("/quiz-exceptions/<id>/deletion")
@requires(Can.EXCEPTION_EDIT, QuizException)
def remove_exception(exception: QuizException) -> ResponseReturnValue:
    quiz = exception.quiz
    quiz_exceptions.remove(exception, actor=viewer())
    flash(_("Taken back: the same terms as for everybody."), "success")
    return _back(quiz)


def _students(quiz: Quiz) -> Any:
    here = Membership.classroom_id == quiz.classroom_id, Membership.state == MemberState.ACTIVE
    found = select(User).join(Membership, Membership.user_id == User.id)
    return found.where(*here, Membership.role == ClassRole.STUDENT).order_by(User.name, User.id)


def _page(quiz: Quiz, form: ExceptionForm) -> ResponseReturnValue:
    listed = quiz_exceptions.of(quiz).options(joinedload(QuizException.user), joinedload(QuizException.group))
    shown = page(listed, "quizzes.exceptions", id=quiz.public_id)
    about = {"quiz": quiz, "classroom": quiz.classroom, "now": clock.now()}
    return show(form, "quizzes/exceptions.html", page=shown, **about)


def _one(exception: QuizException, form: TermsForm) -> ResponseReturnValue:
    who = exception.user or exception.group
    about = {"quiz": exception.quiz, "classroom": exception.quiz.classroom, "exception": exception}
    return render_template("quizzes/exception.html", form=form, who=who, **about), 422 if form.errors else 200


def _back(quiz: Quiz) -> ResponseReturnValue:
    return redirect(url_for("quizzes.exceptions", id=quiz.public_id), 303)
