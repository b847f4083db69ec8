"""A session recorded in the room by a real browser: neither a lost network nor a dead tab costs any of it (LIV10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.actions import recording_joins, videos
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSession, LiveState
from app.models.recording import Recording, RecordingPiece, RecordingState
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.rooms import enter
from tests.browser.visitor import Visitor, expect, wait
from tests.support.live import make_live
from tests.support.people import make_member

LEFT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("classbell-recordings");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("pieces").objectStore("pieces").count();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
  };
})"""


@pytest.fixture
def session(classroom: Classroom, student: User) -> LiveSession:
    make_member(classroom, student)
    made = make_live(classroom, state=LiveState.LIVE, may_record=True)
    db.session.commit()
    return made


def _record(page: Page) -> None:
    """Begin, or stop."""
    page.locator(".room-bar details:has([data-do=record]) > summary").click()
    page.locator("[data-do=record]").click()


@contextmanager
def _offline(visitor: Visitor) -> Iterator[None]:
    """What the browser itself says of that is no problem."""
    visitor.context.set_offline(True)
    yield
    visitor.context.set_offline(False)
    visitor.page.wait_for_timeout(500)
    visitor.problems[:] = [each for each in visitor.problems if "ERR_INTERNET_DISCONNECTED" not in each]


def _recording(session: LiveSession) -> Recording | None:
    db.session.rollback()
    found = select(Recording).where(Recording.session_id == session.id, Recording.deleted_at.is_(None))
    return db.session.scalars(found.execution_options(populate_existing=True)).first()


def _pieces(session: LiveSession) -> int:
    db.session.rollback()
    found = select(RecordingPiece.id).join(Recording, Recording.id == RecordingPiece.recording_id)
    count = len(db.session.scalars(found.where(Recording.session_id == session.id)).all())
    db.session.rollback()
    return count


def _is(session: LiveSession, state: RecordingState) -> bool:
    recording = _recording(session)
    found = recording is not None and recording.state is state
    db.session.rollback()
    return found


def _film(session: LiveSession) -> Recording:
    """As the worker makes it."""
    recording = _recording(session)
    assert recording
    recording_joins.join(recording.id)
    joined = _recording(session)
    assert joined
    assert joined.file_id
    videos.prepare(joined.file_id)
    found = _recording(session)
    assert found
    return found


def test_a_network_that_goes_costs_nothing_and_the_film_can_be_sought_in(
    visit: Visit, session: LiveSession, teacher: User, student: User
) -> None:
    host = visit(teacher)
    page = enter(host, session)
    _record(page)
    expect(page.locator("[data-recording]")).to_be_visible()
    wait(page, lambda: _pieces(session) >= 1, "a first piece")
    with _offline(host):
        wait(page, lambda: page.evaluate(LEFT) >= 2, "pieces that wait in the browser")
    before = _pieces(session)
    wait(page, lambda: _pieces(session) >= before + 2, "what waited")
    _record(page)
    wait(page, lambda: _is(session, RecordingState.JOINING), "the recording to be closed")
    assert page.evaluate(LEFT) == 0
    film = _film(session)
    assert film.file
    assert film.file.seconds
    assert film.file.seconds >= 9, "three pieces of three seconds at least"
    watching = visit(student).go(f"/recordings/{film.public_id}")
    video = watching.locator("video")
    wait(watching, lambda: video.evaluate("(video) => video.duration > 8"), "the film")
    video.evaluate("(video) => { video.currentTime = 5; }")
    wait(watching, lambda: video.evaluate("(video) => !video.seeking && video.currentTime >= 5"), "another place in it")
    assert video.get_attribute("poster")


def test_what_a_killed_tab_had_not_sent_is_brought_when_its_host_comes_back(
    visit: Visit, session: LiveSession, teacher: User
) -> None:
    host = visit(teacher)
    page = enter(host, session)
    _record(page)
    wait(page, lambda: _pieces(session) >= 1, "a first piece")
    with _offline(host):
        wait(page, lambda: page.evaluate(LEFT) >= 2, "pieces that wait in the browser")
        before = _pieces(session)
        page.close()
        host.page = host.context.new_page()
    again = host.go(f"/sessions/{session.public_id}/room")
    wait(again, lambda: _pieces(session) >= before + 2, "what the tab left")
    wait(again, lambda: _is(session, RecordingState.JOINING), "the recording to be closed")
    joined = select(RecordingPiece).join(Recording, Recording.id == RecordingPiece.recording_id)
    mine = db.session.scalars(joined.where(Recording.session_id == session.id).order_by(RecordingPiece.number)).all()
    numbers, size = [piece.number for piece in mine], sum(piece.size for piece in mine)
    db.session.rollback()
    film = _film(session)
    assert film.file
    assert (numbers, film.file.size) == (list(range(len(numbers))), size), "none is missing"
    assert film.file.seconds
