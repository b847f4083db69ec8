"""Announcements to read: those that concern one, those of a class, one of them."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from app import clock
from app.actions import announcement_reach
from app.blueprints.announcements import blueprint
from app.models.announcement import Announcement, AnnouncementState
from app.models.classroom import Classroom
from app.notifications import reading
from app.permissions import Can, allowed, assists, requires
from app.web.class_tabs import class_tabs
from app.web.paging import page
from app.web.visitors import viewer

WAITING = (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED, AnnouncementState.WITHDRAWN)


@blueprint.get("/announcements")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    parts = _parts()
    shown = request.args.get("show") if request.args.get("show") in parts else None
    found = _listed(shown).order_by(*Announcement.newest_first())
    return render_template(
        "announcements/index.html",
        page=page(found, "announcements.index", show=shown),
        parts=[
            {"label": label, "url": url_for("announcements.index", show=name), "current": name == shown}
            for name, label in parts.items()
        ],
        may_send=allowed(viewer(), Can.ANNOUNCEMENT_SEND),
    )


def _parts() -> dict[str | None, str]:
    parts: dict[str | None, str] = {None: _("For you")}
    if allowed(viewer(), Can.ANNOUNCEMENT_START):
        parts["mine"] = _("Written by you")
    if viewer().is_admin:
        parts["all"] = _("All")
    return parts


def _listed(shown: str | None) -> Select[Announcement]:
    if shown == "mine":
        return Announcement.visible_to(viewer()).where(Announcement.author_id == viewer().id)
    if shown == "all":
        return Announcement.visible_to(viewer()).where(Announcement.kept_by(viewer()))
    return Announcement.whole().where(Announcement.standing(clock.now()), Announcement.concerns(viewer()))


@blueprint.get("/classrooms/<id>/announcements")
@requires(Can.CLASS_INSIDE, Classroom)
def of_class(classroom: Classroom) -> ResponseReturnValue:
    staff = assists(viewer(), classroom)
    waiting = staff and request.args.get("show") == "waiting"
    found = Announcement.visible_to(viewer()).where(Announcement.classroom_id == classroom.id)
    found = found.where(Announcement.state.in_(WAITING) if waiting else Announcement.state.not_in(WAITING))
    show_, order = "waiting" if waiting else None, Announcement.newest_first()
    return render_template(
        "announcements/of_class.html",
        classroom=classroom,
        tabs=class_tabs(classroom, "about"),
        page=page(found.order_by(*order), "announcements.of_class", id=classroom.public_id, show=show_),
        waiting=waiting,
        staff=staff,
        writes=allowed(viewer(), Can.ANNOUNCEMENT_WRITE, classroom),
    )


@blueprint.get("/announcements/<id>")
@requires(Can.ANNOUNCEMENT_READ, Announcement)
def show(announcement: Announcement) -> ResponseReturnValue:
    sees_reach = allowed(viewer(), Can.ANNOUNCEMENT_REACH, announcement) and announcement.published_at is not None
    return render_template(
        "announcements/show.html",
        announcement=announcement,
        classroom=announcement.classroom,
        writes=allowed(viewer(), Can.ANNOUNCEMENT_EDIT, announcement),
        reach=announcement_reach.reach(announcement) if sees_reach else None,
        unread=announcement_reach.unread_notices(announcement, viewer()),
    )


@blueprint.post("/announcements/<id>/reading")
@requires(Can.ANNOUNCEMENT_READ, Announcement)
def acknowledge(announcement: Announcement) -> ResponseReturnValue:
    reading.mark_read(viewer(), announcement_reach.unread_notices(announcement, viewer()))
    return redirect(url_for("announcements.show", id=announcement.public_id), 303)
