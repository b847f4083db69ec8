"""The list of classes, and one of them: its card for outsiders, its overview for who is in."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.actions import dashboards, join_codes
from app.blueprints.classrooms import blueprint
from app.extensions import db
from app.models.announcement import Announcement
from app.models.classroom import Classroom, Membership, MemberState
from app.notifications import mutes
from app.permissions import Can, allowed, requires, role_in, studies
from app.reports import own_progress, stream
from app.web import paging
from app.web.class_tabs import class_tabs
from app.web.reaching import LENGTHS
from app.web.visitors import viewer

LONGEST_SEARCH = 100


@blueprint.get("/classrooms")
@requires(Can.CLASS_BROWSE)
def index() -> ResponseReturnValue:
    text = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    places = dashboards.places(viewer())
    found = Classroom.search(viewer(), text)
    if not text:
        found = found.where(Classroom.id.not_in([member.classroom_id for member in places.inside]))
    return render_template(
        "classrooms/index.html",
        text=text,
        places=places,
        heads=dashboards.heads(places.taught),
        found=paging.page(found, "classrooms.index", q=text),
        may_create=allowed(viewer(), Can.CLASS_CREATE),
    )


@blueprint.get("/classrooms/<id>")
@requires(Can.CLASS_CARD, Classroom)
def show(classroom: Classroom) -> ResponseReturnValue:
    if viewer().is_admin or role_in(viewer(), classroom) is not None:
        return _overview(classroom)
    member = db.session.scalars(Membership.of(classroom, viewer())).first()
    return render_template("classrooms/card.html", classroom=classroom, member=member)


def _overview(classroom: Classroom) -> ResponseReturnValue:
    teaches = allowed(viewer(), Can.MEMBERS_MANAGE, classroom)
    news = paging.page(stream.of(classroom, viewer(), pinned=False), "classrooms.show", id=classroom.public_id)
    counts = dict(db.session.execute(Membership.counted(classroom)).all()) if teaches else {}
    return render_template(
        "classrooms/overview.html",
        classroom=classroom,
        tabs=class_tabs(classroom, "about"),
        news=news,
        entries=stream.entries(news.items, viewer()),
        pinned=list(db.session.scalars(Announcement.pinned_in(classroom, viewer()))),
        teaches=teaches,
        writes=allowed(viewer(), Can.LESSON_WRITE, classroom),
        may_leave=allowed(viewer(), Can.CLASS_LEAVE, classroom),
        may_view_as_student=allowed(viewer(), Can.CLASS_STUDENT_VIEW, classroom),
        rings=role_in(viewer(), classroom) is not None,
        mute=mutes.of(viewer(), classroom),
        lengths=LENGTHS,
        asking=counts.get(MemberState.REQUESTED, 0),
        at_once=join_codes.lets_in_at_once(classroom),
        standing=own_progress.everywhere(viewer()).get(classroom.id) if studies(viewer(), classroom) else None,
    )
