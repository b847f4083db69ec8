"""Where no socket can be had, the page asks by itself (decisions.md: every 30 s, give or take a half)."""

from __future__ import annotations

import time

import pytest

from app.actions import lesson_publishing
from app.models.classroom import Classroom
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, wait
from tests.support.people import make_lesson, make_member

LONGEST = 45
REFUSED = "window.WebSocket = class { constructor() { throw new Error('refused'); } };"


@pytest.mark.slow
def test_badge_without_a_socket(visit: Visit, classroom: Classroom, student: User) -> None:
    """Test 28 of notifications.md 5, in real time: a school's firewall refuses every WebSocket."""
    make_member(classroom, student)
    on_phone = visit(student, **PHONE)
    on_phone.context.add_init_script(REFUSED)
    page = on_phone.go("/")
    lesson_publishing.publish(make_lesson(classroom, published=False), actor=classroom.owner)
    began = time.monotonic()
    wait(page, lambda: on_phone.badge == "1", "the badge by asking", LONGEST + 5)
    took = time.monotonic() - began
    print(f"\nbadge without a socket: {took:.0f} s")
    assert took <= LONGEST
    assert not on_phone.sockets
