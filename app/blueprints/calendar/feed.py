"""The calendar in other programs: its secret address, and what they fetch there (security.md T9)."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import parse

from app.actions import calendar_feeds
from app.blueprints.calendar import blueprint
from app.config import settings
from app.errors import NotFound
from app.extensions import db
from app.formats import ical
from app.models.calendar_feed import CalendarFeed
from app.permissions import Can, public, requires
from app.reports import calendar_file
from app.web.limits import Bound, address, pace
from app.web.visitors import viewer

WRONG = parse("100 per 15 minutes")
OFTEN = "60 per 15 minutes"


@blueprint.get("/feed")
@requires(Can.SIGNED_IN)
def own_feed() -> ResponseReturnValue:
    return _page()


@blueprint.post("/feed")
@requires(Can.SIGNED_IN)
def renew_feed() -> ResponseReturnValue:
    token = calendar_feeds.renew(viewer(), actor=viewer())
    return _page(settings().base_url + url_for("calendar.feed", token=token)), 201


@blueprint.post("/feed/removal")
@requires(Can.SIGNED_IN)
def remove_feed() -> ResponseReturnValue:
    calendar_feeds.remove(viewer(), actor=viewer())
    flash(_("The address of your calendar no longer works."), "success")
    return redirect(url_for("calendar.own_feed"), 303)


@blueprint.get("/feed/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    found = _opened(token)
    response = Response(calendar_file.of(found.user), mimetype=ical.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="classbell.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.add_etag()
    if calendar_feeds.is_to_be_noted(found):
        _note_afterwards(response, found.user_id)
    return response.make_conditional(request)


def _opened(token: str) -> CalendarFeed:
    """The feed of this token. Whoever tries many wrong ones is told to wait, whatever he tries."""
    bound = Bound(WRONG, ("calendar", "address", address()))
    if not bound.room():
        raise bound.refusal()
    found = calendar_feeds.of_token(token)
    if found is None:
        bound.hit()
        raise NotFound
    pace("calendar", OFTEN, str(found.user_id))
    return found


def _note_afterwards(response: Response, user_id: int) -> None:
    context = current_app.app_context()

    def note() -> None:
        with context:  # the request's own has ended by then
            calendar_feeds.note_use(user_id)

    response.call_on_close(note)


def _page(secret: str = "") -> str:
    return render_template("calendar/feed.html", feed=db.session.get(CalendarFeed, viewer().id), secret=secret)
