"""What the school decides about notifications: each kind on each channel, and the quiet hours of students."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.admin import blueprint
from app.blueprints.admin.policy_forms import USUAL, PolicyForm, SchoolHoursForm
from app.errors import NotFound
from app.models.notification import Channel
from app.models.school import School
from app.notifications import matrix, policies
from app.notifications.kinds import Kind
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.language import school
from app.web.reaching import CHANNELS, MODES, RULES
from app.web.visitors import viewer

WORDS = {"channels": CHANNELS, "modes": MODES, "rules": RULES}


@blueprint.get("/notifications/policy")
@requires(Can.SCHOOL_MANAGE)
def policy() -> ResponseReturnValue:
    return _page(SchoolHoursForm(formdata=None, data=_hours()))


@blueprint.post("/notifications/quiet")
@requires(Can.SCHOOL_MANAGE)
def keep_school_quiet() -> ResponseReturnValue:
    form = SchoolHoursForm()
    if form.validate():
        attempt(form, policies.keep_quiet, actor=viewer(), **form.data)
    if form.errors:
        return _page(form)
    flash("quiet", "part")
    return redirect(url_for("admin.policy", _anchor="quiet"), 303)


@blueprint.get("/notifications/policy/<kind>")
@requires(Can.SCHOOL_MANAGE)
def kind_policy(kind: str) -> ResponseReturnValue:
    return _kind_page(_known(kind))


@blueprint.post("/notifications/policy/<kind>/<channel>")
@requires(Can.SCHOOL_MANAGE)
def decide(kind: str, channel: str) -> ResponseReturnValue:
    known = _known(kind)
    if channel not in _channels(known):
        raise NotFound
    form = PolicyForm(Channel(channel))
    if form.validate():
        attempt(form, policies.decide, kind, channel, actor=viewer(), **form.said)
    if form.errors:
        return _kind_page(known, {Channel(channel): form})
    flash(channel, "part")
    return redirect(url_for("admin.kind_policy", kind=kind, _anchor=channel), 303)


def _known(kind: str) -> Kind:
    found = {each.name: each for each in policies.decidable()}.get(kind)
    if found is None:
        raise NotFound
    return found


def _channels(kind: Kind) -> list[Channel]:
    return [channel for channel in matrix.CHOSEN if channel in kind.channels]


def _hours() -> dict[str, object]:
    here = cast(School, school())
    passes = {"urgent_passes": here.urgent_passes}
    return {"on": here.quiet_on, "start": here.quiet_start, "end": here.quiet_end, **passes}


def _page(form: SchoolHoursForm) -> ResponseReturnValue:
    shown = {"form": form, "kinds_listed": policies.decidable(), "said": matrix.policies()}
    status = 422 if form.errors else 200
    return render_template("admin/policy.html", usual=matrix.usual, **shown, **WORDS), status


def _kind_page(kind: Kind, tried: dict[Channel, PolicyForm] | None = None) -> ResponseReturnValue:
    tried = tried or {}
    said = matrix.policies()
    forms = {}
    for channel in _channels(kind):
        kept = said.get((kind.name, channel))
        data = {"rule": kept.rule, "mode": kept.mode or USUAL, "reason": kept.reason} if kept else {}
        forms[channel] = tried.get(channel) or PolicyForm(channel, formdata=None, data=data)
    shown = {"kind": kind, "forms": forms, "as_usual": kind.usual}
    return render_template("admin/kind_policy.html", **shown, **WORDS), 422 if tried else 200
