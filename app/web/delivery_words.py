"""Words for what became of a delivery, and why."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.models.delivery import DeliveryState
from app.models.notification import Channel
from app.reports.reach import Came

WAYS = {Channel.BELL: _l("Bell"), Channel.PUSH: _l("Push"), Channel.EMAIL: _l("Mail")}
STATES = {
    DeliveryState.PENDING: _l("About to be sent"),
    DeliveryState.HELD: _l("Held back"),
    DeliveryState.BATCHED: _l("Waits for the gathered mail"),
    DeliveryState.SUPPRESSED: _l("Not sent"),
    DeliveryState.LEASED: _l("Being sent"),
    DeliveryState.RETRY: _l("Will be tried again"),
    DeliveryState.SENT: _l("Sent"),
    DeliveryState.RECEIVED: _l("Arrived"),
    DeliveryState.CLICKED: _l("Opened"),
    DeliveryState.GONE: _l("The device is gone"),
    DeliveryState.DEAD: _l("Failed"),
    DeliveryState.CANCELLED: _l("Cancelled"),
}
TONES = {
    DeliveryState.SENT: "info",
    DeliveryState.RECEIVED: "ok",
    DeliveryState.CLICKED: "ok",
    DeliveryState.GONE: "bad",
    DeliveryState.DEAD: "bad",
    DeliveryState.PENDING: "info",
    DeliveryState.LEASED: "info",
    DeliveryState.HELD: "warn",
    DeliveryState.RETRY: "warn",
    DeliveryState.BATCHED: "warn",
}
REASONS = {
    "policy": _l("The school switched this kind off for this way."),
    "no_target": _l("There is no confirmed address, or mail to it came back earlier."),
    "preference": _l("The person switched this off."),
    "mute": _l("The person has muted this class."),
    "digest": _l("The person gets it in a gathered mail."),
    "quiet": _l("It waits until the quiet hours are over."),
    "sender": _l("Its sender had much to say within an hour, so it waits and comes together."),
    "bundled": _l("It was told together with others of the same kind."),
    "withdrawn": _l("It was taken back, or the matter was settled before it went out."),
    "not_member": _l("The person was no longer among those it concerns."),
    "read": _l("It had been read already."),
    "deleted": _l("The person had deleted it already."),
    "stale": _l("It would have come too late to be of use."),
    "demo": _l("The demo school sends nothing of its past."),
    "not_this_way": _l("This kind of notice does not go this way."),
    "no_device": _l("No device was subscribed."),
    "no_record": _l("Nothing was to be sent this way."),
    "cleared": _l("The record of it was cleared after its time."),
}
CAME = {
    Came.READ: _l("Read"),
    Came.ARRIVED: _l("Sent"),
    Came.WAITING: _l("On its way"),
    Came.FAILED: _l("Failed"),
    Came.BELL: _l("Bell only"),
}
