"""What people say about being reached."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.formats.wall_clock import shown_as
from app.notifications import session_reminders
from app.notifications.matrix import Row, every_cell
from app.notifications.schedules import HOURS
from app.web import live_words
from app.web.choices import offer
from app.web.clock_times import ClockField, weekdays
from app.web.forms import Form, needed
from app.web.reaching import CHANNELS, EVERY, MODES, PRESETS

TEACHERS, OWN = "teachers", "own"
WHOSE = {TEACHERS: _l("The teacher of each session"), OWN: _l("I do")}


class SwitchesForm(Form):
    push_on = BooleanField(_l("On my phones and computers"))
    email_on = BooleanField(_l("By email"))


class PresetForm(Form):
    preset = RadioField(_l("How much?"), choices=offer({preset: words[0] for preset, words in PRESETS.items()}))


class QuietForm(Form):
    on = BooleanField(_l("Quiet hours"))
    start = ClockField(_l("They begin at"), [needed()])
    end = ClockField(_l("They end at"), [needed()])
    weekdays = SelectMultipleField(
        _l("On these days"),
        coerce=int,
        description=_l("Quiet hours that go past midnight count for the day they begin on."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    urgent_passes = BooleanField(_l("What is urgent may ring all the same"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekdays.choices = offer(weekdays())


class DigestForm(Form):
    every = RadioField(_l("How often"), choices=offer(EVERY))
    hour = SelectField(_l("At what time"), coerce=int, choices=offer({hour: shown_as(hour * 60) for hour in HOURS}))
    weekday = SelectField(_l("Day of weekly mail"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekday.choices = offer(weekdays())


class RemindersForm(Form):
    whose = RadioField(_l("Who says when"), choices=offer(WHOSE), default=TEACHERS)
    minutes = SelectMultipleField(
        _l("My own times"),
        coerce=int,
        description=_l("They count for all live sessions. Without any of them nothing reminds you."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {minutes: live_words.REMINDERS[bit] for bit, minutes in enumerate(session_reminders.MINUTES)}
        self.minutes.choices = offer(words)


def choices_form(rows: list[Row]) -> type[Form]:
    """A form with one field for each cell that is open to choice."""
    fields = {
        cell.name: SelectField(
            f"{cell.kind.label}, {CHANNELS[cell.channel]}",
            choices=offer({mode: MODES[mode] for mode in cell.offered}),
            default=cell.mode,
            id=cell.name.replace(".", "-"),
        )
        for cell in every_cell(rows)
        if not cell.is_locked
    }
    return type("ChoicesForm", (Form,), fields)
