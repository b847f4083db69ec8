"""What is typed about a live session."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

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
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, Regexp, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.actions.live_edits import Scope
from app.formats import recurrence_rule, wall_clock
from app.formats.recurrence_rule import Freq, Rule
from app.models import limits
from app.models.live import Doors, LiveKind, LiveSeries, LiveSession, Provider, Registration
from app.web import live_words
from app.web.choices import offer
from app.web.clock_times import ClockField, weekdays
from app.web.forms import Form, at_most, needed
from app.web.moments import DayField
from app.web.zones import ZoneField

MOST_MINUTES = 600
COPIED = ("title", "description", "provider", "link_url", "waiting_room", "may_record", "for_class")
NUMBERS = ("seats", "absent_minutes", "late_minutes", "attend_minutes")
REPEATS = {"": _l("Once"), Freq.DAILY: _l("Every day"), Freq.WEEKLY: _l("Every week")}
ENDS = {"never": _l("Without end"), "until": _l("On a day"), "count": _l("After a number of times")}
SCOPES = {
    Scope.THIS: _l("Only this one"),
    Scope.FOLLOWING: _l("This one and those that follow"),
    Scope.ALL: _l("All that are still to come"),
}


def ticks(label: Any) -> SelectMultipleField:
    """Boxes to tick, any number of them; what was sent the action looks at."""
    return SelectMultipleField(
        label,
        coerce=lambda sent: str(sent).replace("\0", ""),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


class ScopeForm(Form):
    scope = RadioField(_l("For which of the series"), choices=offer(SCOPES), default=Scope.THIS.value)

    def chosen_scope(self) -> Scope:
        return Scope(self.scope.data) if self.scope.data in set(Scope) else Scope.THIS


class NeededFor:
    """Needed where a series ends in this way; else whatever stands there does not matter."""

    def __init__(self, end: str, message: Any) -> None:
        self.end, self.message = end, message

    def __call__(self, form: RepeatForm, field: Field) -> None:
        asked = form.repeats.data and form.ends.data == self.end
        given = any(str(each).strip() for each in field.raw_data or ())
        if not asked or not given:
            field.errors = []
            raise StopValidation(str(self.message) if asked else "")


class RepeatForm(Form):
    """How often it comes."""

    repeats = SelectField(_l("Repeat"), choices=offer(REPEATS), default="")
    every = IntegerField(
        _l("Every so many"),
        [Optional(), NumberRange(1, recurrence_rule.MOST_EVERY, _l("From %(min)s to %(max)s."))],
        default=1,
    )
    weekdays = ticks(_l("On these days"))
    ends = RadioField(_l("It ends"), choices=offer(ENDS), default="count")
    until = DayField(_l("Last day"), [NeededFor("until", _l("Say on which day it ends."))])
    count = IntegerField(
        _l("How many times"),
        [
            NeededFor("count", _l("Say how many times.")),
            NumberRange(1, recurrence_rule.MOST_TIMES, _l("From %(min)s to %(max)s.")),
        ],
        default=10,
    )

    def rule(self) -> Rule | None:
        """What a valid form says; None for once."""
        if not self.repeats.data:
            return None
        days = tuple(sorted({int(day) for day in self.weekdays.data or () if day in set("0123456")}))
        weekly = self.repeats.data == Freq.WEEKLY
        rule = Rule(Freq(self.repeats.data), every=self.every.data or 1, weekdays=days if weekly else ())
        if self.ends.data == "count":
            return replace(rule, count=self.count.data)
        if self.ends.data == "until" and self.until.data:
            return replace(rule, until=datetime.combine(self.until.data, recurrence_rule.END_OF_DAY))
        return rule

    @staticmethod
    def of_series(series: LiveSeries | None) -> dict[str, Any]:
        """What a form begins with."""
        if series is None:
            return {"repeats": ""}
        rule = recurrence_rule.parse(series.rule, series.zone)
        ends = "count" if rule.count else "until" if rule.until else "never"
        return {
            "repeats": rule.freq.value,
            "every": rule.every,
            "weekdays": [str(day) for day in rule.weekdays],
            "ends": ends,
            "count": rule.count,
            "until": rule.until.date() if rule.until else None,
        }


class SessionForm(ScopeForm, RepeatForm):
    """All that can be set of a session. `version` tells whether somebody else was faster."""

    title = StringField(_l("Title"), [needed(), at_most(limits.LIVE_TITLE)])
    description = TextAreaField(_l("What it is about"), [at_most(limits.DESCRIPTION)])
    kind = SelectField(_l("Kind"), choices=offer(live_words.KINDS), default=LiveKind.CLASS.value)
    day = DayField(_l("Day"), [needed()])
    minute = ClockField(_l("Begins at"), [needed()])
    minutes = IntegerField(
        _l("Minutes"), [needed(), NumberRange(1, MOST_MINUTES, _l("From %(min)s to %(max)s."))], default=60
    )
    zone = ZoneField(_l("Time zone"))
    host = SelectField(_l("Host"), validate_choice=False)
    group = SelectField(_l("Group"), validate_choice=False)
    people = ticks(_l("Students"))
    for_class = BooleanField(_l("The whole class is expected"), default=True)
    provider = RadioField(_l("Where the room is"))
    link_url = StringField(_l("Address of the meeting"), [at_most(limits.LINK_URL)])
    waiting_room = BooleanField(_l("A waiting room: I let each in"))
    may_record = BooleanField(_l("It may be recorded; everybody is told before joining"))
    doors = SelectField(_l("Who may come"), choices=offer(live_words.DOORS), default=Doors.MEMBERS.value)
    registration = SelectField(
        _l("Registration"), choices=offer(live_words.REGISTRATIONS), default=Registration.OPEN.value
    )
    seats = IntegerField(_l("Seats"), [Optional(), NumberRange(1, limits.LIVE_SEATS, _l("From %(min)s to %(max)s."))])
    reminders = ticks(_l("Remind those who are awaited"))
    absent_minutes = IntegerField(
        _l("Tell absentees after minutes"), [Optional(), NumberRange(1, MOST_MINUTES, _l("From %(min)s to %(max)s."))]
    )
    late_minutes = IntegerField(
        _l("Late after minutes"), [Optional(), NumberRange(0, MOST_MINUTES, _l("From %(min)s to %(max)s."))]
    )
    attend_minutes = IntegerField(
        _l("Minutes needed to have attended"),
        [Optional(), NumberRange(0, MOST_MINUTES, _l("From %(min)s to %(max)s."))],
    )
    anyway = BooleanField(_l("Save it all the same"))
    version = HiddenField(
        _l("Version"), [Optional(), Regexp(r"^[0-9]{1,9}\Z", message=_l("Load this page again, it is not complete."))]
    )

    def starts_at(self) -> datetime:
        """Of a valid form: that minute on the clocks of its zone."""
        if self.day.data is None or self.minute.data is None:
            raise ValueError("the form was not valid")
        return wall_clock.instant(self.day.data, self.minute.data, self.zone.data or "")

    def settings(self) -> dict[str, Any]:
        """Of a valid form, as the actions take them, apart from people and rows."""
        return {
            **{name: self[name].data for name in COPIED},
            "kind": LiveKind(self.kind.data),
            "provider": Provider(self.provider.data),
            "doors": Doors(self.doors.data),
            "registration": Registration(self.registration.data),
            "seats": self.seats.data,
            "absent_minutes": self.absent_minutes.data,
            "late_minutes": self.late_minutes.data or 0,
            "attend_minutes": self.attend_minutes.data or 0,
            "reminders": sum({1 << int(bit) for bit in self.reminders.data or () if bit in set("0123")}),
        }


def offer_days(form: RepeatForm) -> None:
    form.weekdays.choices = offer(weekdays())


def of_session(session: LiveSession) -> dict[str, Any]:
    """What the form of a session begins with."""
    there = session.starts_at.astimezone(ZoneInfo(session.zone))
    return {
        **{name: getattr(session, name) for name in (*COPIED, *NUMBERS, "zone", "minutes", "version")},
        **RepeatForm.of_series(session.series),
        "provider": session.provider.value,
        "kind": session.kind.value,
        "doors": session.doors.value,
        "registration": session.registration.value,
        "day": there.date(),
        "minute": there.hour * 60 + there.minute,
        "host": session.host.public_id if session.host else "",
        "group": session.group.public_id if session.group else "",
        "reminders": [str(bit) for bit in live_words.REMINDERS if session.reminders >> bit & 1],
    }
