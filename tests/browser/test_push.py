"""Real encrypted pushes through the whole portal, from the card to the service worker (RFC 8030, RFC 8291)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from sqlalchemy import select

from app.actions import lesson_publishing
from app.config import settings
from app.extensions import db
from app.models.classroom import Classroom
from app.models.delivery import Delivery, DeliveryState
from app.models.lesson import Lesson
from app.models.notification import Channel, PushSubscription
from app.models.user import User
from app.notifications.channels.push import Pusher
from app.push.send import Sender
from tests.browser.visitor import Visitor, expect, wait
from tests.support import browsers
from tests.support.fake_fcm import ORIGINS, FakeFcm
from tests.support.people import PASSWORD, make_lesson, make_member
from tests.support.portal import Portal, wait_until
from tests.support.push_service import PushService

SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map((notification) => [notification.title, notification.body, notification.data.path])"""
PREFERENCES = "/notifications/preferences"


@pytest.fixture
def in_firefox(site: Portal, playwright: Playwright, push_service: PushService, tmp_path: Path) -> Iterator[Visitor]:
    options = browsers.firefox(push_service)
    options["firefox_user_prefs"]["permissions.default.desktop-notification"] = 0  # not asked yet
    context = playwright.firefox.launch_persistent_context(tmp_path, base_url=site.url, **options)
    yield Visitor(site, context)
    context.close()


@pytest.fixture
def member(classroom: Classroom, student: User) -> User:
    make_member(classroom, student)
    return student


def browsers_of(user: User) -> list[PushSubscription]:
    """Ends its transaction: an open one would hold SQLite's only write lock."""
    found = list(db.session.scalars(select(PushSubscription).where(PushSubscription.user_id == user.id)))
    db.session.commit()
    return found


def pushes_to(user: User) -> list[Delivery]:
    mine = select(Delivery).where(Delivery.user_id == user.id, Delivery.channel == Channel.PUSH).order_by(Delivery.id)
    found = list(db.session.scalars(mine.execution_options(populate_existing=True)))
    db.session.commit()
    return found


def publish(classroom: Classroom, title: str) -> Lesson:
    return lesson_publishing.publish(make_lesson(classroom, title=title, published=False), actor=classroom.owner)


def turn_on(visitor: Visitor, user: User) -> None:
    visitor.log_in(user.username, PASSWORD)
    page = visitor.go(PREFERENCES)
    expect(page.get_by_role("button", name="Turn on")).to_be_visible()
    visitor.context.grant_permissions(["notifications"])  # the person's answer to the browser's question
    visitor.press("Turn on")
    expect(page.get_by_role("heading", name="On for this device")).to_be_visible()
    assert len(browsers_of(user)) == 1


def the_worker_showed(visitor: Visitor, lesson: Lesson) -> None:
    page = visitor.go(PREFERENCES)
    titles = wait(page, lambda: page.evaluate(SHOWN), "a notification of the system")
    assert [lesson.title in title for title, _body, _path in titles] == [True]
    assert titles[0][2] == f"/lessons/{lesson.public_id}"


def the_browser_says_so(visitor: Visitor, user: User) -> None:
    """Its service worker sent the proof that stood encrypted in the push."""
    wait(visitor.page, lambda: [each.state for each in pushes_to(user)] == [DeliveryState.RECEIVED], "word of arrival")


def test_firefox_through_everything(
    in_firefox: Visitor, push_service: PushService, classroom: Classroom, member: User
) -> None:
    """The sender is its own process, the push service checks signature and key, Firefox decrypts."""
    turn_on(in_firefox, member)
    assert browsers_of(member)[0].endpoint.startswith(push_service.origin)
    in_firefox.page.goto("about:blank")
    began = time.time()
    lesson = publish(classroom, "Photosynthesis")
    the_browser_says_so(in_firefox, member)
    took = pushes_to(member)[0].received_at.timestamp() - began  # type: ignore[union-attr]
    print(f"\npush from publishing to Firefox' word that it arrived: {took:.2f} s")
    the_worker_showed(in_firefox, lesson)
    log_out_silences(in_firefox, push_service, classroom, member)


def log_out_silences(visitor: Visitor, push_service: PushService, classroom: Classroom, member: User) -> None:
    sent = len(push_service.received)
    visitor.page.locator("summary", has_text="Your menu").click()
    visitor.press("Log out")
    expect(visitor.page.get_by_role("heading", name="Log in")).to_be_visible()
    assert browsers_of(member) == []
    publish(classroom, "Roots")
    assert not wait_until(lambda: len(push_service.received) > sent, 3)
    assert len(pushes_to(member)) <= 1


def test_firefox_turned_off(in_firefox: Visitor, push_service: PushService, classroom: Classroom, member: User) -> None:
    turn_on(in_firefox, member)
    endpoint = browsers_of(member)[0].endpoint
    in_firefox.press("Turn off")
    expect(in_firefox.page.get_by_role("heading", name="Ring on this device too?")).to_be_visible()
    assert browsers_of(member) == []
    assert push_service.wait_until(lambda: push_service.registrations[endpoint.rsplit("/", 1)[1]].gone)


@pytest.fixture
def relay() -> Iterator[FakeFcm]:
    with FakeFcm() as found:
        yield found


@pytest.fixture
def in_chromium(site: Portal, playwright: Playwright, relay: FakeFcm, tmp_path: Path) -> Iterator[Visitor]:
    """A Chromium with a profile of its own, since push needs one, which takes the stand-in for Google's relay."""
    context = playwright.chromium.launch_persistent_context(tmp_path, base_url=site.url, **browsers.chromium(relay))
    yield Visitor(site, context)
    context.close()


@pytest.fixture
def sender(site: Portal, relay: FakeFcm) -> Iterator[Pusher]:
    """The sending half in this process, so that Google's hosts are the relay."""
    site.stop("sender")
    pusher = Pusher(Sender(settings().vapid_subject, origins=ORIGINS, network=relay.network()))
    with contextlib.closing(pusher):
        yield pusher
    site.start("sender")


def test_chromium_by_the_relay(in_chromium: Visitor, sender: Pusher, classroom: Classroom, member: User) -> None:
    turn_on(in_chromium, member)
    assert browsers_of(member)[0].endpoint.startswith(ORIGINS)
    in_chromium.go("/healthz")  # without any page of the site, Chromium forgets what automation allowed it
    lesson = publish(classroom, "Photosynthesis")
    assert wait_until(sender.send_due), "nothing to send"
    the_browser_says_so(in_chromium, member)
    the_worker_showed(in_chromium, lesson)
