"""How one wants to be reached: one page of several small forms, each saved by itself."""

from __future__ import annotations

from collections import defaultdict

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.notifications import blueprint
from app.blueprints.notifications.forms import (
    OWN,
    TEACHERS,
    DigestForm,
    PresetForm,
    QuietForm,
    RemindersForm,
    SwitchesForm,
    choices_form,
)
from app.extensions import db
from app.notifications import matrix, mutes, schedules, session_reminders
from app.notifications import preferences as kept
from app.notifications.matrix import Preset
from app.permissions import Can, requires
from app.web.forms import Form, attempt
from app.web.language import school
from app.web.reaching import CHANNELS, MODES, PRESETS
from app.web.visitors import viewer

MOST_MUTED = 100


@blueprint.get("/preferences")
@requires(Can.SIGNED_IN)
def preferences() -> ResponseReturnValue:
    return page()


def page(**tried: Form) -> ResponseReturnValue:
    """The whole page; `tried` are forms that were sent and are shown again with what is wrong about them."""
    person = viewer()
    rows = matrix.rows(person)
    fitting = matrix.fitting(rows)
    hours, plan = schedules.of(person)
    times = session_reminders.of(person)
    reminded = {"whose": TEACHERS if times is None else OWN, "minutes": times or []}
    forms = {
        "switches": SwitchesForm(formdata=None, obj=person),
        "preset": PresetForm(formdata=None, data={"preset": fitting}),
        "choices": choices_form(rows)(formdata=None),
        "quiet": QuietForm(formdata=None, obj=hours),
        "digest": DigestForm(formdata=None, obj=plan),
        "reminders": RemindersForm(formdata=None, data=reminded),
        **tried,
    }
    about = {"rows": rows, "fitting": fitting, "hours": hours, "here": school()}
    words = {"presets": PRESETS, "modes": MODES, "channels": CHANNELS, "decided": kept.decided}
    muted = db.session.execute(mutes.mutes(person).limit(MOST_MUTED)).all()
    shown = render_template("notifications/preferences.html", forms=forms, muted=muted, **about, **words)
    return shown, 422 if tried else 200


def saved(part: str) -> ResponseReturnValue:
    """Back to the part of the page that was saved."""
    flash(part, "part")
    return redirect(url_for("notifications.preferences", _anchor=part), 303)


@blueprint.post("/preferences")
@requires(Can.SIGNED_IN)
def update_preferences() -> ResponseReturnValue:
    form = SwitchesForm()
    kept.switch(viewer(), push_on=form.push_on.data, email_on=form.email_on.data)
    return saved("switches")


@blueprint.post("/preferences/preset")
@requires(Can.SIGNED_IN)
def use_preset() -> ResponseReturnValue:
    form = PresetForm()
    if not form.validate():
        return page(preset=form)
    kept.apply(viewer(), Preset(form.preset.data))
    return saved("preset")


@blueprint.post("/preferences/choices")
@requires(Can.SIGNED_IN)
def choose() -> ResponseReturnValue:
    form = choices_form(matrix.rows(viewer()))()
    if form.validate():
        attempt(form, kept.choose, viewer(), _modes(form))
    return page(choices=form) if form.errors else saved("choices")


def _modes(form: Form) -> kept.Modes:
    """What was chosen, by kind and channel."""
    modes: dict[str, dict[str, str]] = defaultdict(dict)
    for field in form:
        kind, _dot, channel = field.name.partition(".")
        modes[kind][channel] = field.data
    return modes
