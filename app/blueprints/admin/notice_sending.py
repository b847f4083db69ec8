"""Notices written by hand: counted before they go, watched while they do, stopped."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.admin import blueprint
from app.blueprints.admin.labels import GROUPS
from app.blueprints.admin.notice_forms import NoticeForm
from app.models.event import Event
from app.models.proof import written_by_hand
from app.notifications import by_hand
from app.notifications.whom import Whom
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.paging import page
from app.web.visitors import viewer

PAGE = "admin/new_notice.html"


@blueprint.get("/notifications/new")
@requires(Can.NOTIFICATION_SEND)
def new_notice() -> ResponseReturnValue:
    return show(NoticeForm(formdata=None, data={"group": "everybody"}), PAGE)


@blueprint.post("/notifications/new")
@requires(Can.NOTIFICATION_SEND)
def rehearse_notice() -> ResponseReturnValue:
    form = NoticeForm()
    whom = attempt(form, _whom, form) if form.validate() else None
    if whom is None or "change" in request.form:
        return show(form, PAGE)
    outlook = by_hand.rehearse(whom)
    return render_template("admin/confirm_notice.html", form=form, outlook=outlook, groups=GROUPS)


@blueprint.post("/notifications")
@once
@requires(Can.NOTIFICATION_SEND)
def send_notice() -> ResponseReturnValue:
    form = NoticeForm()
    event = attempt(form, _send, form) if form.validate() else None
    if event is None:
        return show(form, PAGE)
    return redirect(url_for("admin.sent_notice", id=event.public_id), 303)


@blueprint.get("/notifications/sent")
@requires(Can.NOTICES_MANAGE)
def sent_notices() -> ResponseReturnValue:
    found = page(written_by_hand(viewer()), "admin.sent_notices")
    return render_template("admin/sent_notices.html", found=found, groups=GROUPS)


@blueprint.get("/notifications/sent/<id>")
@requires(Can.NOTICE_STOP, Event)
def sent_notice(event: Event) -> ResponseReturnValue:
    return render_template("admin/sent_notice.html", event=event, progress=by_hand.progress(event), groups=GROUPS)


@blueprint.post("/notifications/sent/<id>/cancellation")
@requires(Can.NOTICE_STOP, Event)
def cancel_notice(event: Event) -> ResponseReturnValue:
    by_hand.cancel(event, actor=viewer())
    flash(_("Stopped. Who has it in the bell keeps it; nothing else goes out."), "success")
    return redirect(url_for("admin.sent_notice", id=event.public_id), 303)


def _whom(form: NoticeForm) -> Whom:
    return form.whom


def _send(form: NoticeForm) -> Event:
    return by_hand.send(form.whom, actor=viewer(), **form.said)
