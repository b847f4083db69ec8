"""What a form sent and could not be done with yet: the page that answers holds it, so that nothing typed is lost."""

from __future__ import annotations

import re

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import transaction
from app.config import settings
from app.formats.web_addresses import origin_of

PROOF = "proof"
KEPT_ASIDE = (PROOF, "csrf_token")
KEPT_BYTES = 1024 * 1024
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SECRETS = frozenset({"code", "current", "new", "again"})
WITH_SECRETS = ("accounts", "profile")
BY_MACHINE = re.compile(r"\s*|y|[0-9a-f]{32}")  # nothing, a tick, the id of something


def fields() -> list[tuple[str, str]]:
    """The fields that the form sent, in their order; neither its token nor what showed who one is."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in KEPT_ASIDE]


def texts() -> list[str]:
    """What somebody typed into the form, without passwords and codes."""
    return [value for name, value in fields() if not _is_secret(name) and not BY_MACHINE.fullmatch(value)]


def _is_secret(name: str) -> bool:
    """A password, or a code of a second factor. The code of a class or of a certificate is none."""
    return "password" in name or name == PROOF or (name in SECRETS and request.blueprint in WITH_SECRETS)


def can_be_kept() -> bool:
    """Whether a browser sent this form from a page of ours and shows the answer instead of it, and it is not too long.

    What another site made up must never stand behind a button of ours. So here, unlike where the token is right, a
    browser has to say that it is on our site.
    """
    if request.method != "POST" or request.url_rule is None or request.mimetype not in FORMS:
        return False
    if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        return False
    if "text/html" not in request.headers.get("Accept", "") or not _is_from_here():
        return False
    return sum(len(name) + len(value.encode()) for name, value in fields()) <= KEPT_BYTES


def _is_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin" and request.headers.get("Sec-Fetch-Dest") == "document"
    return request.headers.get("Origin") in (request.host_url.rstrip("/"), origin_of(settings().base_url))


def show(back: str, *, ended: bool = False) -> ResponseReturnValue:
    """Nothing was saved, since the token is an old one, or since the session has `ended`; here is what was typed.

    `back` is where the form was shown. What can be sent again as it is has a button for that; passwords, codes and
    files never stand in a page.
    """
    transaction.read_only()
    secret = any(value and _is_secret(name) for name, value in request.form.items(multi=True))
    whole = not secret and not any(file.filename for _name, file in request.files.items(multi=True))
    page = render_template(
        "errors/kept.html",
        title=_("You were logged out") if ended else _("This page was open for too long"),
        ended=ended,
        back=back,
        kept=fields() if whole else None,
        texts=texts() if ended or not whole else [],
        kind=request.mimetype,
        here=request.full_path.rstrip("?"),
    )
    return make_response(page, 401 if ended else 400)
