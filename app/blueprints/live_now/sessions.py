"""One's live sessions of all classes: what goes on, what comes, what was, and the way to schedule another (LIV14)."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import clock
from app.blueprints.live_now import blueprint
from app.extensions import db
from app.models.classroom import TEACHING, Classroom, Membership, MemberState, State
from app.permissions import Can, requires
from app.reports import own_sessions
from app.web import live_words
from app.web.paging import page
from app.web.visitors import viewer

MOST_CLASSES = 50


@blueprint.get("/sessions")
@requires(Can.SIGNED_IN)
def sessions() -> ResponseReturnValue:
    past = request.args.get("show") == "past"
    found = own_sessions.past(viewer()) if past else own_sessions.coming(viewer())
    shown = page(found, "live_now.sessions", show="past" if past else None)
    became = own_sessions.what_became(shown.items, viewer()) if past else {}
    about = {"past": past, "page": shown, "became": became, "words": live_words, "now": clock.now()}
    return render_template("live_now/sessions.html", taught=_taught(), may_join=own_sessions.may_be_joined, **about)


def _taught() -> list[Classroom]:
    """Classes that one may schedule sessions of."""
    member = Membership.user_id == viewer().id, Membership.state == MemberState.ACTIVE
    found = select(Classroom).join(Membership, Membership.classroom_id == Classroom.id)
    teaching = found.where(*member, Membership.role.in_(TEACHING), Classroom.state != State.ARCHIVED)
    return list(db.session.scalars(teaching.order_by(Classroom.title, Classroom.id).limit(MOST_CLASSES)))
