"""Where one is signed in, and which browsers ring."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import sessions
from app.blueprints.profile import blueprint
from app.extensions import db
from app.formats.devices import device
from app.models.credential import UserSession
from app.models.notification import PushSubscription
from app.notifications import subscriptions
from app.permissions import Can, requires
from app.web.visitors import viewer

MOST = 100


@blueprint.get("/devices")
@requires(Can.SIGNED_IN)
def devices() -> ResponseReturnValue:
    signed_in = db.session.scalars(UserSession.visible_to(viewer()).limit(MOST)).all()
    ringing = db.session.scalars(PushSubscription.visible_to(viewer()).limit(MOST)).all()
    return render_template(
        "profile/devices.html", sessions=signed_in, subscriptions=ringing, current=viewer().session, device=device
    )


@blueprint.post("/sessions/<id>/ending")
@requires(Can.SESSION_END, UserSession)
def end_session(session: UserSession) -> ResponseReturnValue:
    sessions.end(session, viewer())
    flash(_("That device is signed out."), "success")
    return _back()


@blueprint.post("/sessions/ending")
@requires(Can.SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    number = sessions.end_others(viewer())
    flash(ngettext("%(num)d device is signed out.", "%(num)d devices are signed out.", number), "success")
    return _back()


@blueprint.post("/devices/shared")
@requires(Can.SIGNED_IN)
def share_device() -> ResponseReturnValue:
    shared = request.form.get("shared") == "true"
    if here := viewer().session:
        sessions.share(here, shared=shared)
    flash(_("Nothing is kept on this device any more.") if shared else _("This device is your own again."), "success")
    return _back()


@blueprint.post("/devices/<id>/removal")
@requires(Can.DEVICE_REMOVE, PushSubscription)
def remove_device(subscription: PushSubscription) -> ResponseReturnValue:
    subscriptions.remove(subscription)
    flash(_("That device rings no more."), "success")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("profile.devices"), 303)
