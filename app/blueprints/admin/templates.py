"""The school's own words for notifications: seen as they will be read, kept, tried, put back (NOT11)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from app.blueprints.admin import blueprint
from app.config import LANGUAGES
from app.errors import Invalid
from app.models import limits
from app.models.notification import Channel
from app.notifications import templates
from app.notifications.policies import decidable
from app.notifications.templates import Said, Spot
from app.permissions import Can, requires
from app.web.forms import Form, at_most, attempt, blame, needed
from app.web.headers import framing
from app.web.visitors import viewer

WAYS = {Channel.BELL: _l("In the bell"), Channel.PUSH: _l("On devices"), Channel.EMAIL: _l("By email")}


class WordsForm(Form):
    title = StringField(_l("Title"), [needed(), at_most(limits.TEMPLATE_TITLE)])
    body = TextAreaField(_l("Text"), [at_most(limits.TEMPLATE_BODY)], description=_l("One more sentence, or nothing."))

    @property
    def said(self) -> dict[str, str]:
        return {"title": self.title.data or "", "body": self.body.data or ""}


@blueprint.get("/notifications/templates")
@requires(Can.SCHOOL_MANAGE)
def templates_index() -> ResponseReturnValue:
    own = templates.of_each(decidable())
    return render_template("admin/templates.html", kinds_listed=decidable(), own=own, ways=WAYS)


@blueprint.get("/notifications/templates/<kind>/<channel>/<language>")
@requires(Can.SCHOOL_MANAGE)
def template(kind: str, channel: str, language: str) -> ResponseReturnValue:
    spot = Spot.at(kind, channel, language)
    kept = templates.all_of(spot.kind).get((spot.channel, language))
    return _page(spot, WordsForm(formdata=None, obj=kept))


@blueprint.post("/notifications/templates/<kind>/<channel>/<language>")
@requires(Can.SCHOOL_MANAGE)
def keep_template(kind: str, channel: str, language: str) -> ResponseReturnValue:
    spot, form = Spot.at(kind, channel, language), WordsForm()
    deed = request.form.get("deed")
    if not form.validate():
        return _page(spot, form)
    if deed == "show":
        return _page(spot, form)
    attempt(form, templates.try_out if deed == "try" else templates.save, spot, actor=viewer(), **form.said)
    if form.errors:
        return _page(spot, form)
    if deed == "try":
        flash(_("A trial is on its way to you, if you get anything this way."), "success")
        return _page(spot, form)
    flash(_("Saved."), "success")
    return redirect(url_for("admin.template", kind=kind, channel=channel, language=language), 303)


@blueprint.post("/notifications/templates/<kind>/<channel>/<language>/removal")
@requires(Can.SCHOOL_MANAGE)
def reset_template(kind: str, channel: str, language: str) -> ResponseReturnValue:
    templates.reset(Spot.at(kind, channel, language), actor=viewer())
    flash(_("Classbell’s own words are said again."), "success")
    return redirect(url_for("admin.template", kind=kind, channel=channel, language=language), 303)


def _page(spot: Spot, form: WordsForm) -> ResponseReturnValue:
    """The words with what they say; 422 if something about them is wrong."""
    usual = templates.example(spot.kind, spot.language)
    said = _tried(spot, form) or usual
    kept = templates.all_of(spot.kind).get((spot.channel, spot.language))
    shown: dict[str, Any] = {"spot": spot, "form": form, "kept": kept, "usual": usual, "said": said}
    page = render_template("admin/template.html", ways=WAYS, language_name=LANGUAGES[spot.language], **shown)
    return framing(page, 422 if form.errors else 200)


def _tried(spot: Spot, form: WordsForm) -> Said | None:
    """What was typed, with examples; its refusals stand at their fields."""
    if form.errors or not form.title.data:
        return None
    try:
        return templates.example(spot.kind, spot.language, **form.said)
    except Invalid as refusal:
        blame(form, refusal)
        return None
