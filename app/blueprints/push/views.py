"""Web Push from the browser's side: the key, subscribing, proof of arrival, a test."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import Invalid, NotFound
from app.models.notification import PushSubscription
from app.notifications import subscriptions
from app.notifications.proof import proof
from app.permissions import Can, public, requires
from app.web.visitors import viewer

blueprint = Blueprint("push", __name__, url_prefix="/push")


def body() -> dict[str, Any]:
    """The JSON object of the request. Raises Invalid for anything else."""
    try:
        given = request.get_json(silent=True)
    except RecursionError:
        given = None
    if not isinstance(given, dict):
        raise Invalid({"body": _("This must be a JSON object.")})
    return given


@blueprint.get("/key")
@requires(Can.SIGNED_IN)
def key() -> ResponseReturnValue:
    current = subscriptions.key()
    if current is None:
        raise NotFound
    return {"id": current.id, "key": current.public_key}


@blueprint.post("/subscriptions")
@requires(Can.SIGNED_IN)
def subscribe() -> ResponseReturnValue:
    made = subscriptions.subscribe(viewer(), **subscriptions.checked(body()))
    return {"id": made.public_id}, 201


@blueprint.post("/unsubscription")
@requires(Can.SIGNED_IN)
def unsubscribe() -> ResponseReturnValue:
    endpoint = body().get("endpoint")
    if not isinstance(endpoint, str) or not endpoint.isprintable():
        raise Invalid({"endpoint": _("This must be a text.")})
    subscriptions.unsubscribe(viewer(), endpoint)
    return "", 204


@blueprint.post("/subscriptions/<id>/test")
@requires(Can.DEVICE_REMOVE, PushSubscription)
def test(subscription: PushSubscription) -> ResponseReturnValue:
    subscriptions.test(subscription, actor=viewer())
    flash(_("A test is on its way to that device."), "success")
    return redirect(url_for("profile.devices"), 303)


@blueprint.post("/received")
@public
def received() -> ResponseReturnValue:
    given = body()
    number, shown = given.get("n"), given.get("k")
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(shown, str) or not shown.isascii():
        raise NotFound
    if not hmac.compare_digest(proof(number).encode(), shown.encode()):
        raise NotFound
    subscriptions.received(number, clicked=given.get("clicked") is True)
    return "", 204
