"""Mail that came back: told by the mail server with the secret of the settings, as a report (RFC 3464) or JSON."""

from __future__ import annotations

import hmac
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.mailing import blueprint
from app.config import settings
from app.errors import Invalid, NotFound
from app.mail import bounces
from app.models.suppression import SuppressionReason
from app.notifications import suppressions
from app.permissions import public


@blueprint.post("/bounces")
@public
def take_bounce() -> ResponseReturnValue:
    if not _is_ours():
        raise NotFound
    if request.is_json:
        return {"suppressed": suppressions.add(*_said(request.get_json(silent=True)))}
    found = bounces.read(request.get_data(), request.content_type or "")
    said = {bounce.address: bounce.detail for bounce in found}
    new = sum(suppressions.add([address], SuppressionReason.BOUNCE, detail) for address, detail in said.items())
    return {"suppressed": new}


def _is_ours() -> bool:
    """Whether the request shows the secret: as a bearer token, or as the password of a name that does not matter."""
    wanted, shown = settings().mail_bounce_token, request.authorization
    given = (shown.token or shown.password or "") if shown else ""
    return bool(wanted) and hmac.compare_digest(str(wanted).encode(), given.encode())


def _said(given: Any) -> tuple[list[str], SuppressionReason, str]:
    """Address, reason and detail of `{"address", "type", "detail"}`. Raises Invalid."""
    fields = given if isinstance(given, dict) else {}
    address, kind, detail = (fields.get(name, "") for name in ("address", "type", "detail"))
    wrong = {}
    if not isinstance(address, str) or "@" not in address or not address.isprintable():
        wrong["address"] = _("This must be an email address.")
    if kind not in (SuppressionReason.BOUNCE.value, SuppressionReason.COMPLAINT.value):
        wrong["type"] = _("Choose one of: %(modes)s.", modes="bounce, complaint")
    if not isinstance(detail, str) or not detail.isprintable():
        wrong["detail"] = _("This must be a text.")
    if wrong:
        raise Invalid(wrong)
    return [address.strip()], SuppressionReason(kind), detail
