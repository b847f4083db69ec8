"""Real browsers before the real processes: one portal and one Chromium for all tests of the folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from app.actions import push_keys
from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from tests.browser.visitor import Visitor
from tests.support import browsers, fake_fcm
from tests.support.people import make_classroom, make_school, make_user
from tests.support.portal import Portal, portal
from tests.support.push_service import PushService


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**browsers.chromium())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture(scope="session")
def running(push_service: PushService) -> Iterator[Portal]:
    with portal(PUSH_HOSTS=" ".join((push_service.origin, *fake_fcm.ORIGINS))) as found:
        with found.app.app_context():
            make_school()
            push_keys.ensure()
            make_user("admin", "Ada Admin")
        found.start("web", "worker", "sender", "clock")
        yield found


@pytest.fixture
def site(running: Portal) -> Iterator[Portal]:
    """The running portal, inside its app's context. What a test makes stays, so each makes its own people.

    After each look at the database the test commits: an open transaction would hold SQLite's only write lock.
    """
    with running.app.app_context():
        yield running
        db.session.commit()


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """Of the people whom `teacher` and `student` make; other languages by indirect parametrisation."""
    return str(getattr(request, "param", "en"))


@pytest.fixture
def teacher(site: Portal, language: str) -> User:
    return make_user("teacher", "Tess Okonkwo", language=language)


@pytest.fixture
def student(site: Portal, language: str) -> User:
    return make_user("student", "Sam Rivera", language=language)


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    made = make_classroom(teacher, title="Biology 7b")
    assert made.owner is teacher
    db.session.commit()
    return made


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(site: Portal, chromium: Browser) -> Iterator[Visit]:
    """`visit(user, **options of the context)`: a browser of one's own, in which nothing may go wrong."""
    with contextlib.ExitStack() as closing:

        def come(user: User | None = None, **options: Any) -> Visitor:
            context = chromium.new_context(base_url=site.url, **options)
            closing.callback(context.close)
            visitor = Visitor(site, context)
            if user:
                visitor.sign_in(user)
            made.append(visitor)
            return visitor

        made: list[Visitor] = []
        yield come
        wrong = [problem for visitor in made for problem in visitor.problems]
        assert not wrong, "\n".join(wrong)
