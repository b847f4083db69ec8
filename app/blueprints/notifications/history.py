"""What came, newest first; opening one marks it read."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from app.blueprints.notifications import blueprint
from app.blueprints.notifications.filters import FilterForm, chosen
from app.blueprints.notifications.shapes import as_json
from app.models.notification import Notification
from app.notifications import hints, reading
from app.permissions import Can, requires
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    form = FilterForm.of(viewer(), request.args)
    unread = request.args.get("unread") == "true"
    asked: dict[str, Any] = chosen(form)
    shown = page(_asked_for(form, unread), "notifications.index", **asked, unread="true" if unread else None)
    last_seq = hints.position(viewer().id)["last_seq"]
    seen = {"page": shown, "items": reading.items(shown.items), "last_seq": last_seq, "unread_only": unread}
    return render_template("notifications/index.html", form=form, asked=asked, **seen)


def _asked_for(form: FilterForm, unread: bool) -> Select[Notification]:
    found = Notification.visible_to(viewer())
    found = found.where(Notification.read_at.is_(None)) if unread else found
    if form.type.data:
        found = found.where(Notification.kind == form.type.data)
    if (classroom_id := form.classroom_id) is not None:
        found = found.where(Notification.classroom_id == classroom_id)
    return found


@blueprint.get("/recent")
@requires(Can.SIGNED_IN)
def recent() -> ResponseReturnValue:
    last_seq = hints.position(viewer().id)["last_seq"]
    return render_template("notifications/recent.html", items=reading.recent(viewer()), last_seq=last_seq)


@blueprint.get("/sync")
@requires(Can.SIGNED_IN)
def sync() -> ResponseReturnValue:
    since = request.args.get("since", "0")
    known = int(since) if since.isdecimal() and len(since) < 16 else 0
    found = reading.sync(viewer(), known)
    response = Response(mimetype="application/json")
    tag = f"{found['version']}-{known}-{found['live']}"
    response.set_etag(tag)
    if tag in request.if_none_match:
        response.status_code = 304
        return response
    response.set_data(as_json(found))
    return response


@blueprint.get("/<id>")
@requires(Can.NOTIFICATION_READ, Notification)
def show(notification: Notification) -> ResponseReturnValue:
    [item] = reading.items([notification])
    return render_template("notifications/show.html", item=item)


@blueprint.post("/<id>/opening")
@requires(Can.NOTIFICATION_READ, Notification)
def open(notification: Notification) -> ResponseReturnValue:
    """To its target; with ?group=true the unread ones of its group are read with it, and theirs is opened."""
    if request.args.get("group") != "true":
        reading.mark_read(viewer(), [notification.id])
        return redirect(notification.path, 303)
    target = reading.target_of_group(notification)
    reading.mark_group_read(viewer(), notification)
    return redirect(target, 303)


@blueprint.post("/<id>/reading")
@requires(Can.NOTIFICATION_READ, Notification)
def mark_read(notification: Notification) -> ResponseReturnValue:
    reading.mark_read(viewer(), [notification.id])
    return redirect(url_for("notifications.index"), 303)


@blueprint.post("/<id>/unreading")
@requires(Can.NOTIFICATION_READ, Notification)
def mark_unread(notification: Notification) -> ResponseReturnValue:
    reading.mark_unread(viewer(), [notification.id])
    return redirect(url_for("notifications.index"), 303)


@blueprint.post("/<id>/deletion")
@requires(Can.NOTIFICATION_READ, Notification)
def delete(notification: Notification) -> ResponseReturnValue:
    reading.archive(viewer(), [notification.id])
    flash(_("The notification is gone from your list."), "success")
    return redirect(url_for("notifications.index"), 303)


@blueprint.post("/reading")
@requires(Can.SIGNED_IN)
def read_all() -> ResponseReturnValue:
    up_to = request.form.get("up_to_seq", "")
    number = int(up_to) if up_to.isdecimal() and len(up_to) < 16 else hints.position(viewer().id)["last_seq"]
    reading.mark_all_read(viewer(), number)
    return redirect(url_for("notifications.index"), 303)
