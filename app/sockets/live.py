"""The room of a live session over Socket.IO: who is there, signals between browsers, chat, and what hosts do.

A browser of somebody who may enter joins over the socket that his page has anyway; it may be in one room. Every event
is answered (acknowledged) with `{"ok": true, …}` or `{"ok": false, "why": code, "said": words for the person}`. Right,
admission and the state of the session are asked of the database at each event but `room_count`, and every second for
all who are in a room. Names are strings, instants milliseconds since 1970 by the clock of the server, `peer` is one
connection: 32 hexadecimal digits, new with each joining.

From the browser                                    Answered, beside ok, with
room_join    {session, audio, video, screen}        peer, media, room, people: [person…], waiting (as below), now
             `session` is its public id; the rest is what is sent. A person is in a room once: another page of
             his is put out (`elsewhere`), and so is what is left of a connection that broke.
             why: not_started | waiting | locked | full | removed | ended | consent | forbidden | busy | left. After
             the first four the socket hears `room_door` and may join again then; `consent`: POST /sessions/<id>/join
             first; `busy`, too, while it joins already; `left`: he went, or was put out, meanwhile.
room_leave   {}
room_count   {}                                     count, sum: of all who are here, the first eight digits of `peer` as
             a number and `n`, added up. News can be lost on their way: a page that twice in a row, some seconds apart,
             has another sum by as much asks for all
room_all     {}                                     people, count: all who are here, as they are now
room_media   {}                                     media (fresh tokens and TURN credentials)
room_signal  {to: peer, items: [any…]}              (why: gone, when that peer is no longer here)
             Order is kept by sending the next one only once the last was acknowledged; gather meanwhile.
room_state   {audio, video, screen}                 booleans; those left out stay
room_hand    {up: boolean}
room_reaction {name}                                one of REACTIONS
room_chat    {client_id, body}                      message. `client_id`: 32 hexadecimal digits; twice is once
room_lead    {deed, peer | user | message}          only hosts. deed: mute, stop_video, lower_hand, remove (peer or
             user); mute_all, lower_hands, admit_all, lock, unlock, end;
             admit, decline (user); unsay (message)

From the server
room_people  {here: [person…], gone: [peer…], count}   gathered: at most four times a second, once in a big room. `here`
             holds whole persons, new or changed; of two with one peer the one with the greater `n` counts.
room_signal  {from: peer, items}
room_reactions {all: [{peer, name}…]}               gathered likewise
room_chat    message                                also to oneself
room_unsaid  {id}
room_asked   {deed, by}                             a host asks: mute, stop_video or lower_hand. The page does it
room_session room                                   something of it changed
room_waiting {waiting: [{user, name}…]}             to hosts: who asks to come in
room_door    {state}                                to who waits: open (join again), declined, ended
room_out     {why, said}                            one is out: removed, ended, elsewhere, left (class or session)

person   {peer, user: public id, name ("" where he does not show it to me), picture: address or null, leads, audio,
          video, screen, hand: instant or null, n}
room     {session, title, state, locked, recording, may_record, ends_at, count}
message  {id, user: public id or null, name, body: plain text, written_at}. Earlier ones: GET /sessions/<id>/chat?part=1
media    {provider: "mesh", ice: [RTCIceServer…], at_most}
         {provider: "sfu", ice, server: "wss://…", token (of the server), room, room_token, id: peer, expires_at}:
          a publisher joins videoroom `room` as `id` with `token: room_token`; subscribers give its `private_id`
         {provider: "link", ice: []}: a room without media of its own (chat, hands)

Limits: 64 kB a frame, 20 events in ten seconds, 200 signals; beyond: why busy. Items of one signal: 40 at most, 32 kB.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_login import current_user
from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, OperationalError

from app import clock, realtime, transaction
from app.actions import live_chat, live_rights
from app.errors import ClassbellError, NotFound, TooMany
from app.extensions import db
from app.models.user import User
from app.permissions import public
from app.sockets import live_coming, live_deeds, live_leaving, live_signals
from app.sockets.live_coming import Refused
from app.sockets.live_places import Place
from app.sockets.live_watch import Watch

REACTIONS = ("thumbs_up", "clap", "heart", "laugh", "surprised", "celebrate")
EVENTS_AT_MOST, SIGNALS_AT_MOST = 20, 200
STATES = ("audio", "video", "screen")

Asked = dict[str, Any]
Work = Callable[[Watch, str, Asked], Asked | None]

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Register the events of rooms, and what follows when a socket is gone."""
    watch = Watch(app)
    app.extensions["live"] = watch
    app.extensions["present"].farewells.append(lambda sid: _farewell(watch, sid))
    for name, work in EVENTS.items():
        _register(name, work, watch)


def _register(name: str, work: Work, watch: Watch) -> None:
    at_most = SIGNALS_AT_MOST if name == "room_signal" else EVENTS_AT_MOST
    pace = name if name == "room_signal" else "room"

    @realtime.socketio.on(name)
    @public
    def heard(asked: object = None) -> Asked:
        sid = str(request.sid)  # type: ignore[attr-defined]
        transaction.read_only()
        try:
            _refuse_strangers(watch, sid)
            if not watch.places.keeps_pace(sid, pace, at_most):
                raise Refused("busy")
            return {"ok": True, **(work(watch, sid, asked if isinstance(asked, dict) else {}) or {})}
        except Refused as refusal:
            return {"ok": False, "why": refusal.why, "said": refusal.said}
        except ClassbellError as refusal:
            why = {NotFound: "gone", TooMany: "busy"}.get(type(refusal), "forbidden")
            return {"ok": False, "why": why, "said": refusal.message or live_leaving.words(why)}
        except (UnicodeError, DataError):  # signs that neither the database nor Redis can hold
            rubbish = Refused("forbidden")
            return {"ok": False, "why": rubbish.why, "said": rubbish.said}
        except (RedisError, OperationalError) as error:
            log.warning("a room could not be reached: %s", error)
            busy = Refused("busy")
            return {"ok": False, "why": busy.why, "said": busy.said}
        finally:
            if not watch.app.extensions["present"].has(sid):  # he went while he was answered
                _farewell(watch, sid)
            db.session.remove()


def _refuse_strangers(watch: Watch, sid: str) -> None:
    """Only sockets that the bell let in, of a sign-in that was good then; the watch sees to those that ended."""
    known = watch.app.extensions["present"].has(sid)
    if not known or not current_user.is_authenticated or current_user.session is None:
        raise Refused("forbidden")


def _farewell(watch: Watch, sid: str) -> None:
    watch.places.forget_pace(sid)
    try:
        live_leaving.leave(watch.places, watch.pulse, sid)
    finally:
        db.session.remove()


def _join(watch: Watch, sid: str, asked: Asked) -> Asked:
    watch.begin()
    return live_coming.come(watch.places, watch.pulse, sid, asked)


def _leave(watch: Watch, sid: str, _asked: Asked) -> None:
    live_leaving.leave(watch.places, watch.pulse, sid)


def _count(watch: Watch, sid: str, _asked: Asked) -> Asked:
    """Asked again and again by every page: the watch sees to who may not be there."""
    place = watch.places.get(sid)
    if place is None or place.person is None:
        raise Refused("left")
    return watch.counts.of(place.session_id)


def _all(watch: Watch, sid: str, _asked: Asked) -> Asked:
    place, session = watch.inside(sid)
    db.session.remove()
    if place.person is None:
        raise Refused("left")
    return live_coming.people_words(session.id, place.person)


def _media(watch: Watch, sid: str, _asked: Asked) -> Asked:
    place, session = watch.inside(sid)
    return live_coming.again(watch.places, watch.pulse, place, session)


def _state(watch: Watch, sid: str, asked: Asked) -> None:
    place, _session = watch.inside(sid)
    _show(watch, place, {name: asked[name] for name in STATES if isinstance(asked.get(name), bool)})


def _hand(watch: Watch, sid: str, asked: Asked) -> None:
    place, _session = watch.inside(sid)
    raised = place.person.hand if place.person else None
    up = raised or int(clock.now().timestamp() * 1000)
    _show(watch, place, {"hand": up if asked.get("up") is True else None})


def _show(watch: Watch, place: Place, values: Asked) -> None:
    person = watch.places.change(place, **values)
    if person is not None:
        live_leaving.show(watch.places, watch.pulse, place, person)


def _react(watch: Watch, sid: str, asked: Asked) -> None:
    place, session = watch.inside(sid)
    if asked.get("name") not in REACTIONS or place.person is None:
        raise Refused("forbidden")
    watch.pulse.reaction(session.id, place.person.peer, str(asked["name"]))


def _chat(watch: Watch, sid: str, asked: Asked) -> Asked:
    _place, session = watch.inside(sid)
    actor = _actor()
    transaction.turn_to_writing()
    client_id, body = str(asked.get("client_id")), str(asked.get("body") or "")
    message = live_chat.say(session, actor=actor, client_id=client_id, body=body)
    return {"message": live_chat.words_of(message, with_name=True)}


def _lead(watch: Watch, sid: str, asked: Asked) -> None:
    place, session = watch.inside(sid)
    standing = live_rights.of(session, [place.user_id])[place.user_id]
    if not standing.leads:
        raise Refused("forbidden")
    live_deeds.lead(session, _actor(), asked)
    watch.look(session.id, watch.places.by_session().get(session.id, []))


def _actor() -> User:
    user = db.session.get(User, current_user.id, populate_existing=True)
    if user is None:
        raise Refused("forbidden")
    return user


EVENTS: dict[str, Work] = {
    "room_join": _join,
    "room_leave": _leave,
    "room_count": _count,
    "room_all": _all,
    "room_media": _media,
    "room_signal": live_signals.pass_on,
    "room_state": _state,
    "room_hand": _hand,
    "room_reaction": _react,
    "room_chat": _chat,
    "room_lead": _lead,
}
