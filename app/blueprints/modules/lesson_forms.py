"""What is typed on the outline about a lesson: its title, its kind, its time."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.models import limits
from app.models.lesson import LessonKind
from app.web.choices import offer
from app.web.forms import Form, at_most, needed
from app.web.moments import MomentField

KINDS = {
    LessonKind.TEXT: _l("Text"),
    LessonKind.VIDEO: _l("Video"),
    LessonKind.FILE: _l("File"),
    LessonKind.LINK: _l("Link"),
    LessonKind.QUIZ: _l("Quiz"),
}


class ScheduleForm(Form):
    publish_at = MomentField(_l("Publish at"), [InputRequired(_l("Say when it is to be published."))])


class LessonTitleForm(Form):
    title = StringField(_l("Title"), [needed(), at_most(limits.LESSON_TITLE)])


class AddForm(LessonTitleForm):
    """A new lesson of the outline: a draft with nothing in it yet."""

    kind = SelectField(_l("Kind"), choices=offer(KINDS), default=LessonKind.TEXT.value)
