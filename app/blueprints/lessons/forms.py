"""What is typed into a lesson."""

from __future__ import annotations

from typing import TypedDict

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, SubmitField, TextAreaField
from wtforms.validators import AnyOf, Regexp

from app.blueprints.lessons.material import MaterialFields
from app.blueprints.progress.forms import FinishFields
from app.models import limits
from app.models.lesson import BodyFormat
from app.models.revision import LessonDraft
from app.web.forms import at_most, needed


def _one_sign_a_line(text: str | None) -> str:
    """Browsers send two signs for the end of a line; only one counts."""
    return (text or "").replace("\r\n", "\n")


class Text(TypedDict):
    """A text and what it is written in."""

    body: str
    body_format: BodyFormat


class Typed(Text):
    """What a lesson is made of."""

    title: str


class LessonForm(MaterialFields, FinishFields):
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

    def text(self) -> Text:
        """The text of a valid form."""
        return {"body": self.body.data or "", "body_format": BodyFormat(self.body_format.data or "")}

    def typed(self) -> Typed:
        """What a valid form says, as the actions take it."""
        return {"title": self.title.data or "", **self.text()}


class EditLessonForm(LessonForm):
    """A lesson as it was when the writer began: `version` tells whether somebody was faster."""

    version = HiddenField(
        _l("Version"), [Regexp(r"^[0-9]{1,9}\Z", message=_l("Load this page again, it is not complete."))]
    )

    def begun_with(self) -> int:
        """The version of a valid form."""
        return int(self.version.data or 0)

    def go_on_with(self, draft: LessonDraft) -> None:
        """Show what was typed before, and what that began with."""
        self.title.data, self.body.data = draft.title, draft.body
        self.body_format.data, self.version.data = draft.body_format.value, str(draft.version)


class DraftForm(EditLessonForm):
    """What was typed so far, which need not be a lesson yet."""

    title = StringField(_l("Title"))
    body = TextAreaField(_l("Text"), filters=[_one_sign_a_line])
