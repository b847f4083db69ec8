"""What came, newest first; opening one marks it read."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.notifications import blueprint
from app.blueprints.notifications.shapes import as_json
from app.models.notification import Notification
from app.notifications import hints, reading
from app.permissions import Can, requires
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    unread = request.args.get("unread") == "true"
    found = Notification.visible_to(viewer())
    found = found.where(Notification.read_at.is_(None)) if unread else found
    shown = page(found, "notifications.index", unread="true" if unread else None)
    last_seq = hints.position(viewer().id)["last_seq"]
    items = reading.items(shown.items)
    return render_template("notifications/index.html", page=shown, items=items, last_seq=last_seq, unread_only=unread)


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
    tag = f"{found['version']}-{known}"
    response.set_etag(tag)
    if tag in request.if_none_match:
        response.status_code = 304
        return response
    response.set_data(as_json(found))
    return response


@blueprint.post("/<id>/opening")
@requires(Can.NOTIFICATION_READ, Notification)
def open(notification: Notification) -> ResponseReturnValue:
    reading.mark_read(viewer(), [notification.id])
    return redirect(notification.path, 303)


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
