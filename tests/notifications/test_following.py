"""What an open page shows is what a fresh look finds (notifications.md 4.3; tests 7, 25 and 39 of section 5)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from redis.client import PubSub
from sqlalchemy import select

from app import queue, realtime, transaction
from app.extensions import db
from app.models.notification import Notification
from app.models.user import User
from app.notifications import fanout, hints, reading
from app.transaction import action
from tests.support.ring import Ring

OPERATIONS = 25


@dataclass
class Page:
    """The rules of bell.js and sync.js: absolute states, the higher version counts; `seen` is what came by sync."""

    user: User
    version: int = -1
    unread: int = 0
    last_seq: int = 0
    seen: set[int] = field(default_factory=set)

    def apply(self, state: dict[str, Any]) -> None:
        if state["version"] > self.version:
            self.version, self.unread = state["version"], state["unread"]

    def sync(self) -> None:
        """As the poll does."""
        said = reading.sync(self.user, self.last_seq)
        self.seen |= {item.seq for item in said["items"]}
        self.last_seq = max(self.last_seq, said["last_seq"])
        self.apply(said)
        db.session.rollback()

    @property
    def shown(self) -> tuple[int, int]:
        return self.version, self.unread


def fresh(user: User) -> tuple[int, int]:
    """What a page that is opened now shows; the unread are counted one by one."""
    db.session.rollback()
    mine = Notification.visible_to(user).execution_options(populate_existing=True)
    unread = sum(1 for note in db.session.scalars(mine) if note.is_unread)
    return hints.position(user.id)["version"], unread


@pytest.fixture
def emitted(ring: Ring) -> Iterator[PubSub]:
    """What the web processes hear from now on."""
    with queue.redis().pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(realtime.CHANNEL)
        channel.get_message(timeout=1)
        yield channel


def heard(emitted: PubSub, user: User) -> list[dict[str, Any]]:
    """The hints to `user` since the last look, oldest first."""
    found = []
    while (message := emitted.get_message(timeout=0.05)) is not None:
        said = json.loads(message["data"])
        if said["event"] == "bell" and realtime.room(user.id) in said["room"]:
            found += said["data"]
    return found


def one_operation(dice: random.Random, ring: Ring, user: User) -> None:
    """Something new, or something read, unread, archived: on some, on one group, or on all up to a point."""
    notes = list(db.session.scalars(Notification.visible_to(user)))
    ids = [note.id for note in notes if dice.random() < 0.4]
    position = hints.position(user.id)["last_seq"]
    kind = dice.randrange(6) if notes else 0
    if kind == 0:
        fanout.run(ring.dispatch(ring.publish()).id)
    elif kind == 1:
        reading.mark_read(user, ids)
    elif kind == 2:
        reading.mark_unread(user, ids)
    elif kind == 3:
        reading.archive(user, ids)
    elif kind == 4:
        reading.mark_group_read(user, dice.choice(notes))
    else:
        reading.mark_all_read(user, up_to_seq=dice.randint(0, position))


@pytest.mark.parametrize("seed", range(6))
def test_any_operations_leave_the_page_as_a_fresh_look(ring: Ring, emitted: PubSub, seed: int) -> None:
    """Test 39 of notifications.md 5: after each of random operations, the hints alone keep the page right."""
    dice, user = random.Random(seed), ring.students[0]
    page = Page(user)
    realtime.mark_connected([user.id])
    for _ in range(OPERATIONS):
        one_operation(dice, ring, user)
        for hint in heard(emitted, user):
            page.apply(hint)
        if page.version >= 0:
            assert page.shown == fresh(user)
    page.sync()
    assert page.shown == fresh(user)


@pytest.mark.parametrize("seed", range(6))
def test_lost_doubled_and_mixed_up_hints_are_made_good(ring: Ring, emitted: PubSub, seed: int) -> None:
    """Test 25: hints dropped, twice and in any order; after the next sync the page is right, and missed no row."""
    dice, user = random.Random(seed), ring.students[0]
    in_front, without_hints = Page(user), Page(user)
    realtime.mark_connected([user.id])
    late: list[dict[str, Any]] = []
    for _ in range(OPERATIONS):
        one_operation(dice, ring, user)
        late += [hint for hint in heard(emitted, user) for _twice in range(2) if dice.random() < 0.6]
        dice.shuffle(late)
        while late and dice.random() < 0.5:
            before = in_front.version
            in_front.apply(late.pop())
            assert in_front.version >= before
        if dice.random() < 0.4:
            in_front.sync()
            without_hints.sync()
            assert in_front.shown == without_hints.shown == fresh(user)
    in_front.sync()
    for hint in late:
        in_front.apply(hint)
    assert in_front.shown == fresh(user), "what comes late is old"
    assert {note.seq for note in db.session.scalars(Notification.visible_to(user))} <= in_front.seen


def test_what_commits_later_comes_later(ring: Ring, app: Flask) -> None:
    """Test 7 of notifications.md 5: A writes first and commits last; whoever stood where B ended hears of A still."""
    user = ring.students[0]
    first, second = ring.publish(title="A"), ring.publish(title="B")
    written, commit = Signal(), Signal()
    first_id, first_dispatch, second_dispatch = first.id, ring.dispatch(first).id, ring.dispatch(second).id
    hearing = fanout.Hearing(first_dispatch, fanout.leases.take_dispatch(first_dispatch, fanout.LEASE))
    page = Page(user)
    db.session.rollback()

    def write_slowly() -> None:
        @action
        def verb() -> None:
            assert hearing.step()
            written.set()
            commit.wait(20)

        with app.app_context():
            verb()

    def write_quickly() -> None:
        with app.app_context():
            fanout.run(second_dispatch)

    threads = [Thread(target=write_slowly), Thread(target=write_quickly)]
    threads[0].start()
    assert written.wait(20)
    threads[1].start()
    transaction.read_only()
    page.sync()
    assert page.seen == set(), "nobody sees what is not committed"
    commit.set()
    seqs: list[int] = []
    while any(thread.is_alive() for thread in threads):
        transaction.read_only()
        page.sync()
        seqs.append(page.last_seq)
    for thread in threads:
        thread.join()
    page.sync()
    assert seqs == sorted(seqs)
    assert page.seen == {1, 2}
    transaction.writes()
    titles = select(Notification.seq, Notification.event_id).where(Notification.user_id == user.id)
    assert dict(db.session.execute(titles).all())[1] == first_id
