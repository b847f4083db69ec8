"""What is typed into a question: what all types share, and the fields of its own type."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, Regexp

from app.actions import quiz_words
from app.formats import words
from app.models import limits
from app.models.question import Question
from app.questions import TYPES, base
from app.questions import limits as most
from app.questions.base import BadQuestion, Json, Words, WordsFormat
from app.questions.whole import question_from_json
from app.web import question_fields, question_words
from app.web.forms import Form, at_most

FIELDS = {"text": "body", "points": "points", "feedback": "feedback", "tags": "tags", "name": "name"}
CONTENT = "content"
PREFIX = "q-"  # of the names of the fields that belong to a type


class QuestionForm(Form):
    """One question. The fields of its type stand beside these, and are read by `web/question_fields.py`."""

    type = HiddenField(_l("Type"), [AnyOf(list(TYPES), message=_l("There is no such type of question."))])
    body = TextAreaField(_l("Question"), [at_most(most.TEXT)])
    body_format = HiddenField(
        _l("Format"),
        [AnyOf(list(WordsFormat), message=_l("Use Markdown or HTML."))],
        default=WordsFormat.MARKDOWN.value,
        filters=[lambda given: given or WordsFormat.MARKDOWN.value],
    )
    points = StringField(_l("Points"), default="1", filters=[lambda given: (given or "").replace(",", ".")])
    feedback = TextAreaField(_l("Feedback to everybody"), [at_most(most.TEXT)])
    feedback_format = HiddenField(
        _l("Format"),
        [AnyOf(list(WordsFormat), message=_l("Use Markdown or HTML."))],
        default=WordsFormat.MARKDOWN.value,
        filters=[lambda given: given or WordsFormat.MARKDOWN.value],
    )
    tags = StringField(_l("Tags"), [at_most(limits.QUESTION_TAG * limits.QUESTION_TAGS)])
    section = HiddenField()
    version = HiddenField(
        _l("Version"), [Regexp(r"^[0-9]{0,9}\Z", message=_l("Load this page again, it is not complete."))]
    )
    raw: Json
    problems: Mapping[str, str]

    @classmethod
    def blank(cls, type: str, section: str = "") -> QuestionForm:
        """A new question, of which nothing is known but its type."""
        form = cls(formdata=None, type=type, section=section)
        form.raw, form.problems = TYPES[type].blank().json(), {}
        return form

    @classmethod
    def of(cls, question: Question) -> QuestionForm:
        """As it stands now."""
        whole = quiz_words.whole(question)
        form = cls(
            formdata=None,
            type=whole.type,
            body=whole.text.source,
            body_format=whole.text.format.value,
            points=written(whole.points),
            feedback=whole.feedback.source,
            feedback_format=whole.feedback.format.value,
            tags=", ".join(whole.tags),
            version=str(question.version),
        )
        form.raw, form.problems = whole.content.json(), {}
        return form

    @classmethod
    def sent(cls) -> QuestionForm:
        """What was sent; where the type is none of ours, that of a single choice."""
        form = cls()
        if form.type.data not in TYPES:
            form.type.data = "single"
        form.raw, form.problems = question_fields.form_to_raw(form.type.data, request.form, PREFIX), {}
        return form

    def body_html(self) -> str | None:
        """What the editor begins with."""
        return words.inner_html(Words(self.body.data or "", WordsFormat.named(self.body_format.data))) or None

    def retype(self) -> None:
        """Another type was chosen: keep the answers where both know them, else begin with none."""
        if not any(isinstance(part, list) and part for part in self.raw.values()):
            self.raw = TYPES[self.type.data or ""].blank().json()

    def seen(self) -> dict[str, Any] | None:
        """What a student is asked, for a preview; None where it is not complete."""
        given = self.question()
        if given is None:
            return None
        return {"type": given.type, "text": given.text, "shown": TYPES[given.type].present(given.content, 0)}

    def question(self) -> base.Question | None:
        """What was typed, or None: then each problem stands at its place."""
        if not self.validate():
            return None
        try:
            return question_from_json(
                {
                    "type": self.type.data,
                    "text": {"source": self.body.data or "", "format": self.body_format.data},
                    "points": self.points.data or "1",
                    "feedback": {"source": self.feedback.data or "", "format": self.feedback_format.data},
                    "tags": (self.tags.data or "").split(","),
                    CONTENT: self.raw,
                }
            )
        except BadQuestion as bad:
            self.blame(bad)
            return None

    def blame(self, bad: BadQuestion) -> None:
        """Put each problem to its place: a field of this form, or of the type."""
        inside: dict[str, str] = {}
        for place, sentence in question_words.by_place(bad.problems).items():
            head, _dot, rest = place.partition(".")
            if head == CONTENT:
                inside[rest] = sentence
            elif head in FIELDS:
                self[FIELDS[head]].errors = [sentence]
            else:
                self.form_errors.append(sentence)
        self.problems = inside
        if inside:
            self.form_errors.append(_("Something in the answers is not complete yet: %(what)s", what=_first(inside)))


def _first(problems: Mapping[str, str]) -> str:
    return next(iter(problems.values()))


def written(points: Fraction) -> str:
    """Points as they are typed: as a decimal where that is exact, else as a fraction."""
    short = float(points)
    return f"{short:g}" if Fraction(str(short)) == points else str(points)
