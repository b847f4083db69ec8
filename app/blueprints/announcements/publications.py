"""An announcement sent out, taken back, pinned, brought to mind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import announcements
from app.blueprints.announcements import blueprint
from app.errors import Conflict, Invalid, TooMany
from app.models.announcement import Announcement
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/announcements/<id>/publication")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def publish(announcement: Announcement) -> ResponseReturnValue:
    return _do(announcement, _("Published. Those it is for hear of it now."), announcements.publish)


@blueprint.post("/announcements/<id>/publication/withdrawal")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def withdraw(announcement: Announcement) -> ResponseReturnValue:
    return _do(announcement, _("Withdrawn. Those it was for do not see it any more."), announcements.withdraw)


@blueprint.post("/announcements/<id>/pin")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def pin(announcement: Announcement) -> ResponseReturnValue:
    return _do(announcement, _("Pinned. It stands on top now."), announcements.pin, True)


@blueprint.post("/announcements/<id>/pin/removal")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def unpin(announcement: Announcement) -> ResponseReturnValue:
    return _do(announcement, _("No longer pinned."), announcements.pin, False)


@blueprint.post("/announcements/<id>/repetition/end")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def end_repetition(announcement: Announcement) -> ResponseReturnValue:
    return _do(announcement, _("It is not announced again."), announcements.end_repetition)


@blueprint.post("/announcements/<id>/nudge")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def nudge(announcement: Announcement) -> ResponseReturnValue:
    return _do(announcement, _("Those who have not read it are reminded now."), announcements.nudge)


def _do(announcement: Announcement, said: str, verb: Callable[..., object], *args: Any) -> ResponseReturnValue:
    """The announcement again, with what happened or why not."""
    try:
        verb(announcement, *args, actor=viewer())
        flash(said, "success")
    except (Conflict, Invalid, TooMany) as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("announcements.show", id=announcement.public_id), 303)
