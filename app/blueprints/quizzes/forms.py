"""What is typed about a quiz as a whole."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp

from app.actions import quiz_words
from app.models import limits
from app.models.quiz import Counts, Layout, Quiz
from app.models.reveal import Part, Phase, Reveals
from app.questions.base import Words, WordsFormat
from app.web.choices import offer
from app.web.forms import Form, at_most, needed
from app.web.moments import MomentField

MOST_MINUTES = limits.QUIZ_SECONDS // 60
MOST_GRACE = 3600
KEPT = ("grace_seconds", "attempts_allowed", "password", "version")
COPIED = ("title", "opens_at", "closes_at", "shuffle_questions", "shuffle_choices", "pass_percent")
COUNTS = {
    Counts.BEST: _l("The best one"),
    Counts.LAST: _l("The last one"),
    Counts.FIRST: _l("The first one"),
    Counts.AVERAGE: _l("The average of all"),
}
LAYOUTS = {Layout.ONE: _l("One question a page"), Layout.ALL: _l("All on one page")}
PHASES = {
    Phase.DURING: _l("While answering, once checked"),
    Phase.AFTER: _l("After handing in"),
    Phase.CLOSED: _l("After the quiz has closed"),
}
PARTS = {
    Part.SCORE: _l("Score"),
    Part.MARKS: _l("Right or wrong"),
    Part.FEEDBACK: _l("Feedback"),
    Part.KEY: _l("Right answers"),
}
# During an attempt there is no score of the whole.
REVEALED = [f"{phase}:{part}" for phase in Phase for part in Part if (phase, part) != (Phase.DURING, Part.SCORE)]


class NewQuizForm(Form):
    title = StringField(_l("Title"), [needed(), at_most(limits.QUIZ_TITLE)])


class SettingsForm(NewQuizForm):
    """All that can be set of a quiz. `version` tells whether somebody else was faster."""

    body = TextAreaField(_l("What students read before they begin"), [at_most(limits.DESCRIPTION * 10)])
    body_format = HiddenField(
        _l("Format"), [AnyOf(["html", "markdown"], message=_l("Use Markdown or HTML."))], default="markdown"
    )
    opens_at = MomentField(_l("Opens"))
    closes_at = MomentField(_l("Closes"))
    minutes = IntegerField(
        _l("Time limit in minutes"), [Optional(), NumberRange(1, MOST_MINUTES, _l("From %(min)s to %(max)s minutes."))]
    )
    grace_seconds = IntegerField(
        _l("Seconds of grace at the end"), [Optional(), NumberRange(0, MOST_GRACE, _l("From %(min)s to %(max)s."))]
    )
    attempts_allowed = IntegerField(
        _l("Attempts"), [Optional(), NumberRange(0, limits.QUIZ_ATTEMPTS, _l("From %(min)s to %(max)s."))], default=1
    )
    counts = SelectField(_l("Of several attempts counts"), choices=offer(COUNTS), default=Counts.BEST.value)
    layout = RadioField(_l("Pages"), choices=offer(LAYOUTS), default=Layout.ONE.value)
    shuffle_questions = BooleanField(_l("Questions in another order for each student"))
    shuffle_choices = BooleanField(_l("Choices in another order for each student"))
    reveal = SelectMultipleField(_l("What students see, and when"), choices=offer({each: each for each in REVEALED}))
    password = StringField(_l("Password"), [at_most(limits.QUIZ_PASSWORD)])
    pass_percent = IntegerField(
        _l("Passed from (percent)"), [Optional(), NumberRange(0, 100, _l("From %(min)s to %(max)s."))]
    )
    version = HiddenField(
        _l("Version"), [Regexp(r"^[0-9]{1,9}\Z", message=_l("Load this page again, it is not complete."))]
    )

    @classmethod
    def of(cls, quiz: Quiz) -> SettingsForm:
        """With what holds now."""
        intro = quiz_words.words(quiz.intro)
        kept = {
            **{
                name: getattr(quiz, name)
                for name in (*COPIED, "grace_seconds", "attempts_allowed", "password", "version")
            },
            "body": intro.source,
            "body_format": "html" if intro.format is WordsFormat.HTML else "markdown",
            "minutes": quiz.time_limit // 60 if quiz.time_limit else None,
            "counts": quiz.counts.value,
            "layout": quiz.layout.value,
            "reveal": [f"{phase}:{part}" for phase in Phase for part in quiz.reveals.parts(phase)],
        }
        return cls(formdata=None, data=kept)

    def intro(self) -> Words:
        return Words(self.body.data or "", WordsFormat.named(self.body_format.data))

    def settings(self) -> dict[str, Any]:
        """What a valid form says, as the actions take it."""
        chosen = [each.split(":") for each in self.reveal.data or ()]
        reveals = Reveals.of({phase: [part for of, part in chosen if of == phase] for phase in Phase})
        attempts = self.attempts_allowed.data
        return {
            **{name: self[name].data for name in COPIED},
            "time_limit": self.minutes.data * 60 if self.minutes.data else None,
            "grace_seconds": self.grace_seconds.data or 0,
            "attempts_allowed": 1 if attempts is None else attempts,
            "counts": Counts(self.counts.data),
            "layout": Layout(self.layout.data),
            "reveal": reveals.json(),
            "password": self.password.data or "",
        }
