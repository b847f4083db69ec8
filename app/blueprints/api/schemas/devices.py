"""Browsers that may be woken. What a push service needs goes in and never comes out."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body, listed
from app.blueprints.api.schemas.fields import Choice, Moment, Nest, Text
from app.models import limits
from app.models.notification import SubscriptionState


class DeviceSchema(Schema):
    id = fields.String(attribute="public_id", required=True)
    label = fields.String(required=True)
    state = Choice(SubscriptionState, required=True)
    last_ok_at = Moment(required=True, allow_none=True, metadata={"description": "When a push was last taken."})
    last_seen_at = Moment(required=True)
    created_at = Moment(required=True)


DeviceList = listed(DeviceSchema)


class KeysBody(Body):
    p256dh = Text(limits.PUSH_KEY, least=1, required=True)
    auth = Text(limits.PUSH_KEY, least=1, required=True)


class DevicePost(Body):
    """A browser's PushSubscription.toJSON(), with a label."""

    endpoint = Text(limits.PUSH_ENDPOINT, least=1, required=True)
    keys = Nest(KeysBody, required=True)
    label = Text(limits.DEVICE_LABEL, load_default="")
    expiration_time = fields.Raw(
        data_key="expirationTime", allow_none=True, metadata={"description": "Sent by browsers; not used."}
    )
