"""Lists in pages (app/web/paging.py)."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.models.user import User
from app.web.paging import Page, page
from tests.support.people import make_user
from tests.support.queries import counted

FIVE = 5


def _page(app: Flask, query: str = "", **args: object) -> Page[User]:
    with app.test_request_context(f"/{query}"):
        return page(select(User).order_by(User.id), "operation.healthz", size=2, **args)


@pytest.fixture
def people(app: Flask) -> list[User]:
    return [make_user() for _ in range(FIVE)]


def test_first_page(app: Flask, people: list[User]) -> None:
    shown = _page(app)
    assert [user.id for user in shown.items] == [user.id for user in people[:2]]
    assert (shown.page, shown.pages, shown.total) == (1, 3, FIVE)
    assert not shown.has_prev
    assert shown.next_url == "/healthz?page=2"


def test_last_page(app: Flask, people: list[User]) -> None:
    shown = _page(app, "?page=3")
    assert [user.id for user in shown.items] == [people[-1].id]
    assert not shown.has_next
    assert shown.prev_url == "/healthz?page=2"


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "²", "1e3", "٣", "9" * 40, "1.5"])
def test_no_number_is_the_first_page(app: Flask, people: list[User], asked: str) -> None:
    assert _page(app, f"?page={asked}").page == 1


def test_beyond_the_end_is_the_last_page(app: Flask, people: list[User]) -> None:
    assert _page(app, "?page=99").page == 3


def test_filters_stay_in_the_address(app: Flask, people: list[User]) -> None:
    shown = _page(app, "?page=2", q="a&b", role="", status=None)
    assert shown.prev_url == "/healthz?q=a%26b"
    assert shown.next_url == "/healthz?q=a%26b&page=3"


def test_empty_list(app: Flask) -> None:
    shown = _page(app)
    assert (shown.items, shown.page, shown.pages, shown.total) == ([], 1, 1, 0)
    assert not shown.has_prev
    assert not shown.has_next


def test_two_queries(app: Flask, people: list[User]) -> None:
    with counted() as queries:
        _page(app)
    assert len(queries) == 2, queries
