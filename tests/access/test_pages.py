"""Every page, as everybody who may see it by a browser, is a page as pages must be."""

from __future__ import annotations

import pytest

from tests.access.knocking import Knocker
from tests.access.table import Row, by_route
from tests.support.pages import check_page

TOKENS = {"read", "write"}
# Parts that a page takes in, and a letter as its reader's mail program shows it.
PARTS = {"GET /live/banner", "GET /notifications/recent"}
LETTERS = {"GET /admin/mail/<name>/html"}
PAGES = {
    route: rows
    for route, rows in by_route().items()
    if route.startswith("GET /") and not route.startswith("GET /api/v1/") and route not in LETTERS
}


def asked(rows: list[Row]) -> list[tuple[Row, str, str]]:
    """Everybody where the class is open, its teacher in every other state."""
    return [
        (row, state, actor)
        for row in rows
        for state in row.states
        for actor, cell in row.cells.items()
        if cell == "+" and actor not in TOKENS and (state == "published" or actor == "tch")
    ]


@pytest.mark.parametrize("route", [route for route, rows in PAGES.items() if asked(rows)])
def test_a_page_is_one_for_everybody(knocker: Knocker, route: str) -> None:
    wrong = []
    for row, state, actor in asked(PAGES[route]):
        answer = knocker.knock(row.method, row.rule, state, actor, headers={"Accept": "text/html"})
        if answer.status_code == 200 and answer.mimetype == "text/html":
            try:
                check_page(answer.get_data(as_text=True), fragment=route in PARTS)
            except AssertionError as found:
                wrong.append(f"{state} {actor}: {found}")
    assert not wrong, "\n".join([route, *wrong])
