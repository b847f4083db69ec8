"""The room of a live session over Socket.IO: who is there, signals between browsers, chat, and what hosts do.

A browser of somebody who may enter joins over the socket that his page has anyway; it may be in one room. Every event
is answered (acknowledged) with `{"ok": true, …}` or `{"ok": false, "why": code, "said": words for the person}`. Right,
admission and the state of the session are asked of the database at each event, and every second for all who are in a
room. Names are strings, instants milliseconds since 1970 by the clock of the server, `peer` is one connection: 32
hexadecimal digits, new with each joining, and never back once it is gone.

From the browser                                    Answered, beside ok, with
room_join    {session, audio, video, screen}        peer, media, room, people: [person…], waiting (as below), now
             `session` is its public id; the rest is what is sent. A person is in a room once: another page of
             his is put out (`elsewhere`), and so is what is left of a connection that broke.
             why: not_started | waiting | locked | full | removed | ended | consent | forbidden | busy. After the first
             four the socket hears `room_door` and may join again then; `consent`: POST /sessions/<id>/join first.
room_leave   {}
room_media   {}                                     media (fresh tokens and TURN credentials)
room_signal  {to: peer, items: [any…]}              (why: gone, when that peer is no longer here)
             Order is kept by sending the next one only once the last was acknowledged; gather meanwhile.
room_state   {audio, video, screen}                 booleans; those left out stay
room_hand    {up: boolean}
room_reaction {name}                                one of REACTIONS
room_chat    {client_id, body}                      message. `client_id`: 32 hexadecimal digits; twice is once
room_lead    {deed, peer | user | message}          only hosts. deed: mute, stop_video, lower_hand, remove (peer or
             user); mute_all, lower_hands, admit_all, lock, unlock, recording, not_recording, end;
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

REACTIONS = ("thumbs_up", "clap", "heart", "laugh", "surprised", "celebrate")
