"""What is sent about a lesson being looked at, and what makes one done."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from app.actions import completions
from app.actions.lessons import Finishing
from app.errors import Invalid, NotFound
from app.models import limits
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.live import LiveSession
from app.models.progress import FinishRule
from app.permissions import Can, find
from app.web.choices import offer
from app.web.forms import Form
from app.web.visitors import viewer

DAY = 24 * 3600
RULES = {
    FinishRule.BUTTON: _l("When the student says so"),
    FinishRule.OPENED: _l("As soon as it is opened"),
    FinishRule.MINUTES: _l("After some minutes on the page"),
    FinishRule.VIDEO: _l("When the video was watched"),
    FinishRule.QUIZ: _l("When its quiz was passed, or handed in where there is nothing to pass"),
    FinishRule.ATTENDED: _l("When its live session was attended"),
}
PIECES = r"^(?:[0-9]{1,5}-[0-9]{1,5}(?:,[0-9]{1,5}-[0-9]{1,5}){0,199})?\Z"


class ViewingForm(Form):
    """Where the player stands, and what it played since the page was opened: "0-15,40-61", in seconds."""

    position = IntegerField(validators=[Optional(), NumberRange(0, DAY)])
    seen = HiddenField(validators=[Regexp(PIECES)], default="")

    def played(self) -> list[list[int]]:
        """The stretches of a valid form."""
        pieces = [piece for piece in (self.seen.data or "").split(",") if piece]
        return [[int(second) for second in piece.split("-")] for piece in pieces]


class FinishFields(Form):
    """The part of a lesson's form that says what makes it done."""

    finish_rule = RadioField(_l("It is done"), choices=offer(RULES), default=FinishRule.BUTTON.value)
    finish_minutes = IntegerField(_l("Minutes on the page"), filters=[lambda given: given or None])
    finish_session = SelectField(_l("Live session"), validate_choice=False, choices=[])

    def offer_sessions(self, classroom: Classroom) -> None:
        """Those of the class to choose from."""
        listed = completions.sessions_of(classroom)
        named = {each.public_id: f"{format_datetime(each.starts_at, 'short')}: {each.title}" for each in listed}
        self.finish_session.choices = offer({"": _l("Choose a live session"), **named})

    def show_finishing(self, lesson: Lesson) -> None:
        """Begin with what the lesson waits for."""
        session = completions.session_of(lesson)
        self.finish_session.data = session.public_id if session else ""

    def validate_finish_minutes(self, field: Any) -> None:
        """It matters to one rule only, whatever stands there with another."""
        field.errors = []
        if self.finish_rule.data != FinishRule.MINUTES.value:
            field.data = None
        elif field.data is None or not 1 <= field.data <= limits.LESSON_MINUTES:
            raise ValidationError(_("Say how many minutes, from 1 to %(most)s.", most=limits.LESSON_MINUTES))

    def finishing(self) -> Finishing | None:
        """What a valid form says; None where it has no such part. Raises Invalid (finish_session)."""
        if "finish_rule" not in request.form:
            return None
        rule = FinishRule(self.finish_rule.data)
        session = self._session() if rule is FinishRule.ATTENDED else None
        return rule, self.finish_minutes.data or 0, session

    def _session(self) -> LiveSession | None:
        """What was chosen. Raises Invalid (finish_session) for what is gone."""
        given = self.finish_session.data
        try:
            session: LiveSession | None = find(viewer(), Can.LIVE_ATTENDANCE, LiveSession, given) if given else None
        except NotFound:
            raise Invalid({"finish_session": _("Choose a live session first.")}) from None
        return session
