"""What is typed into a lesson."""

from __future__ import annotations

from typing import TypedDict

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, SubmitField, TextAreaField
from wtforms.validators import AnyOf, Regexp

from app.models import limits
from app.models.lesson import BodyFormat
from app.web.forms import Form, at_most, needed


def _one_sign_a_line(text: str | None) -> str:
    """Browsers send two signs for the end of a line; only one counts."""
    return (text or "").replace("\r\n", "\n")


class Typed(TypedDict):
    """What a lesson is made of."""

    title: str
    body: str
    body_format: BodyFormat


class LessonForm(Form):
    """A new lesson. `body_format` says whether a person typed Markdown or the editor made HTML."""

    title = StringField(_l("Title"), [needed(), at_most(limits.LESSON_TITLE)])
    body = TextAreaField(_l("Text"), [at_most(limits.LESSON_BODY)], filters=[_one_sign_a_line])
    body_format = HiddenField(
        _l("Format"),
        [AnyOf(list(BodyFormat), message=_l("Use Markdown or HTML."))],
        default=BodyFormat.MARKDOWN.value,
        filters=[lambda given: given or BodyFormat.MARKDOWN.value],
    )
    publish = SubmitField(_l("Save and publish"))

    def typed(self) -> Typed:
        """What a valid form says, as the actions take it."""
        return {
            "title": self.title.data or "",
            "body": self.body.data or "",
            "body_format": BodyFormat(self.body_format.data or ""),
        }


class EditLessonForm(LessonForm):
    """A lesson as it was when the writer began: `version` tells whether somebody was faster."""

    version = HiddenField(
        _l("Version"), [Regexp(r"^[0-9]{1,9}\Z", message=_l("Load this page again, it is not complete."))]
    )

    def begun_with(self) -> int:
        """The version of a valid form."""
        return int(self.version.data or 0)
