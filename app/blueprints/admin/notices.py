"""All notifications: looked for, looked into, reworded, taken away."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.admin import blueprint
from app.blueprints.admin.notice_forms import NoticesForm, TextForm
from app.models.notification import Notification
from app.notifications import wording
from app.notifications.reading import items
from app.permissions import Can, requires
from app.reports import proof, reach
from app.reports.notices import notices as looked_for
from app.web.delivery_words import REASONS, STATES, TONES, WAYS
from app.web.forms import attempt
from app.web.paging import page
from app.web.visitors import viewer
from app.web.ways import ways

WORDS = {"states": STATES, "tones": TONES, "reasons": REASONS, "way_names": WAYS}


@blueprint.get("/notifications")
@requires(Can.NOTICES_MANAGE)
def notices() -> ResponseReturnValue:
    form = NoticesForm(formdata=request.args)
    found = page(looked_for(viewer(), form.wanted(viewer().timezone)), "admin.notices", **form.asked)
    best = proof.best(found.items)
    return render_template("admin/notices.html", form=form, found=found, rows=items(found.items), best=best, **WORDS)


@blueprint.get("/notifications/<id>")
@requires(Can.NOTICE_MANAGE, Notification)
def notice(note: Notification) -> ResponseReturnValue:
    return _page(note, TextForm(formdata=None, data={"title": note.title, "body": note.body}))


@blueprint.post("/notifications/<id>/text")
@requires(Can.NOTICE_MANAGE, Notification)
def reword_notice(note: Notification) -> ResponseReturnValue:
    form = TextForm()
    if form.validate():
        attempt(form, wording.reword, note, actor=viewer(), **form.data)
    if form.errors:
        return _page(note, form), 422
    flash(_("Saved. All who were told the same read it so now."), "success")
    return redirect(url_for("admin.notice", id=note.public_id), 303)


@blueprint.post("/notifications/<id>/removal")
@requires(Can.NOTICE_MANAGE, Notification)
def remove_notice(note: Notification) -> ResponseReturnValue:
    wording.remove(note, actor=viewer())
    flash(_("It is off this person’s list."), "success")
    return redirect(url_for("admin.notices"), 303)


def _page(note: Notification, form: TextForm) -> str:
    people = sum(reach.counts(note.event).values())
    return render_template(
        "admin/notice.html", note=items([note])[0], ways=ways(note), form=form, people=people, **WORDS
    )
