"""The pages that writing an announcement can end on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import announcements
from app.blueprints.announcements.forms import TextForm
from app.errors import Invalid
from app.models.announcement import Announcement, AnnouncementState
from app.models.classroom import Classroom
from app.models.lesson import BodyFormat
from app.web.forms import attempt, show
from app.web.visitors import viewer


def compose(
    form: TextForm, classroom: Classroom | None, verb: Callable[..., Announcement], *args: Any
) -> Announcement | None:
    """What `verb` makes of a valid form, or None after saying at the form what is wrong."""
    if not form.validate():
        return None
    to = form.to(classroom)
    told = {"to": to} if to else {}
    return attempt(form, verb, *args, actor=viewer(), then=form.then(), **told, **form.typed())


def go_on(announcement: Announcement) -> ResponseReturnValue:
    """After saving: the announcement, with what became of it."""
    said = {
        AnnouncementState.PUBLISHED: _("Published. Those it is for hear of it now."),
        AnnouncementState.SCHEDULED: _("Scheduled. It is published by itself at its time."),
    }
    edited = announcement.is_published and request.endpoint == "announcements.update" and announcement.edited_at
    flash(_("Saved.") if edited else said.get(announcement.state, _("Saved.")), "success")
    return redirect(url_for("announcements.show", id=announcement.public_id), 303)


def render_new(classroom: Classroom | None, form: TextForm) -> ResponseReturnValue:
    return show(form, "announcements/new.html", classroom=classroom, editor_html=_as_html(form))


def render_edit(announcement: Announcement, form: TextForm) -> ResponseReturnValue:
    shown = {"announcement": announcement, "classroom": announcement.classroom, "editor_html": _as_html(form)}
    return show(form, "announcements/edit.html", **shown)


def _as_html(form: TextForm) -> str | None:
    """What the editor begins with; nothing where the text is empty, or refused anyway."""
    try:
        return announcements.write(form.body.data or "", BodyFormat(form.body_format.data or "")).html or None
    except (Invalid, ValueError):
        return None
