"""The chat of a session: a page with a form, and the same as a part for the room."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.actions import live_chat, live_doors
from app.blueprints.live import blueprint
from app.errors import Conflict, Invalid, TooMany
from app.extensions import db
from app.models.base import new_public_id
from app.models.live import LiveSession
from app.models.live_people import LiveMessage
from app.permissions import Can, allowed, requires
from app.web.visitors import viewer


@blueprint.get("/sessions/<id>/chat")
@requires(Can.LIVE_ENTER, LiveSession)
def chat(session: LiveSession) -> ResponseReturnValue:
    _refuse_outside(session)
    messages, earlier = live_chat.page_of(session, request.args.get("before", "").replace("\0", ""))
    named = live_chat.named(messages, viewer())
    if "part" in request.args:
        words = [live_chat.words_of(each, with_name=each.author_id in named) for each in messages]
        return jsonify(messages=words, earlier=earlier)
    return _page(session, messages=messages, named=named, earlier=earlier)


@blueprint.post("/sessions/<id>/chat")
@requires(Can.LIVE_ENTER, LiveSession)
def say(session: LiveSession) -> ResponseReturnValue:
    _refuse_outside(session)
    body, client_id = request.form.get("body", ""), request.form.get("client_id", "")
    try:
        live_chat.say(session, actor=viewer(), client_id=client_id, body=body)
    except (Invalid, Conflict, TooMany) as refusal:
        flash(refusal.message, "error")
        messages, earlier = live_chat.page_of(session)
        named = live_chat.named(messages, viewer())
        return _page(session, messages=messages, named=named, earlier=earlier, body=body), refusal.status
    return redirect(url_for("live.chat", id=session.public_id, _anchor="write"), 303)


@blueprint.post("/sessions/<id>/chat/<message>/deletion")
@requires(Can.LIVE_LEAD, LiveSession)
def unsay(session: LiveSession, message: str) -> ResponseReturnValue:
    mine = LiveMessage.session_id == session.id, LiveMessage.public_id == message.replace("\0", "")
    found = db.session.scalars(select(LiveMessage).where(*mine)).first()
    if found is not None:
        live_chat.unsay(found, actor=viewer())
    return redirect(url_for("live.chat", id=session.public_id), 303)


def _refuse_outside(session: LiveSession) -> None:
    live_doors.refuse_outside(session, actor=viewer(), leads=allowed(viewer(), Can.LIVE_LEAD, session))


def _page(session: LiveSession, **shown: Any) -> str:
    return render_template(
        "live/chat.html",
        session=session,
        classroom=session.classroom,
        leads=allowed(viewer(), Can.LIVE_LEAD, session),
        client_id=new_public_id(),
        **shown,
    )
