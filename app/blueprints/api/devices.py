"""Browsers that may be woken: /devices."""

from __future__ import annotations

from typing import Any

from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.devices import DeviceList, DevicePost, DeviceSchema
from app.models.notification import PushSubscription
from app.notifications import subscriptions
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("devices", __name__, "Devices", "Browsers that may be woken by Web Push")


@blueprint.get("/devices")
@requires(Can.SIGNED_IN)
@blueprint.response(200, DeviceList)
@blueprint.query(ListQuery)
def index(query: dict[str, Any]) -> Slice:
    """My devices, newest first"""
    return slice_of(PushSubscription.visible_to(viewer()), PushSubscription.id, newest_first=True, **query)


@blueprint.post("/devices")
@requires(Can.SIGNED_IN)
@blueprint.response(201, DeviceSchema)
@blueprint.arguments(DevicePost)
def create(given: dict[str, Any]) -> PushSubscription:
    """Subscribe a browser, or take it over from whoever used it before"""
    keys = given["keys"]
    return subscriptions.subscribe(viewer(), endpoint=given["endpoint"], label=given["label"], **keys)


@blueprint.delete("/devices/<id>")
@requires(Can.DEVICE_REMOVE, PushSubscription)
@blueprint.response(204)
def delete(subscription: PushSubscription) -> None:
    """Forget a device"""
    subscriptions.remove(subscription)


@blueprint.post("/devices/<id>/test")
@requires(Can.DEVICE_REMOVE, PushSubscription)
@blueprint.response(202)
@blueprint.no_body
def test(subscription: PushSubscription) -> dict[str, Any]:
    """Ring one device"""
    subscriptions.test(subscription, actor=viewer())
    return {}
