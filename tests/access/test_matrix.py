"""Every route, as every actor, in every state of the class (security.md 1.3, T1, T2, T14)."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.access.knocking import Knocker, outcome
from tests.access.quizzes import CANARY_KEY
from tests.access.table import NAMED, Row, by_route
from tests.access.world import ACTORS, CANARY_INSIDE, CANARY_OWN, CANARY_STAFF, STATES
from tests.support.api import check_answer

ROUTES = by_route()
# What is shown to more people than to those of its class: how to join it, and webinars with open doors.
REGISTRATION = "/webinars/<id>/registration"
OPEN = {
    *("GET /classrooms/<id>", "GET /api/v1/classrooms/<id>", "GET /webinars/<id>"),
    *(f"POST {REGISTRATION}", f"POST {REGISTRATION}/removal"),
    *(f"{method} /api/v1{REGISTRATION}" for method in ("GET", "POST", "DELETE")),
}
SAFE = {"GET"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
STUDENTS = {"stu", "stu2"}
STAFF = {"tch", "cot", "ast", "adm", "read"}
OF_A_CLASS = (
    "/classrooms/<id>",
    "/certificates/<id>",
    "/modules/<id>",
    "/groups/<id>",
    "/files/<id>",
    "/resources/<id>",
    "/memberships/<id>",
    "/members/<id>",
    "/join/<code>",
    "/attempts/<id>",
    "/questions/<id>",
    "/quiz-exceptions/<id>",
    "/quiz-sections/<id>",
    " /sessions/<id>",
    "/v1/sessions/<id>",
    "/calendar/sessions/<id>",
    "/recordings/<id>",
    "/webinars/<id>",
)
# Drafts of which stand in a class that is open.
WITH_DRAFTS = ("/lessons/<id>", "/announcements/<id>", "/quizzes/<id>")
# Where an admin sees what others were told (NOT15, NOT16).
PROOF = ("/proof/", "/reach/", "/admin/notifications")
# A service worker has no page to take a token from; its doors take JSON only, which other sites cannot send.
WITHOUT_PAGE = {"POST /push/received", "POST /push/subscriptions"}


def routes_of(app: Flask) -> set[str]:
    methods = SAFE | UNSAFE
    return {
        f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in (rule.methods or set()) & methods
    }


def test_the_table_has_every_route_and_no_other(the_app: Flask) -> None:
    assert set(ROUTES) == routes_of(the_app)


@pytest.mark.parametrize("route", ROUTES)
def test_the_table_has_every_state_once(route: str) -> None:
    given = [state for row in ROUTES[route] for state in row.states]
    if any(part in route for part in WITH_DRAFTS):
        assert sorted(given) == sorted(STATES)
    elif any(part in route for part in OF_A_CLASS):
        assert sorted(given) == sorted(NAMED["all"])
    else:
        assert given == ["published"]


@pytest.mark.parametrize("route", ROUTES)
def test_doors(knocker: Knocker, route: str) -> None:
    wrong = []
    for row in ROUTES[route]:
        for state in row.states:
            wrong += [said for actor in ACTORS if (said := _wrong(knocker, row, state, actor))]
    assert not wrong, "\n".join([route, *wrong])


def _wrong(knocker: Knocker, row: Row, state: str, actor: str) -> str:
    """What is wrong with one answer, or nothing."""
    answer = knocker.knock(row.method, row.rule, state, actor)
    sent, kept = _unasked(knocker.sent, answer), _unasked(knocker.kept, answer)
    check_answer(knocker.app, answer)
    if answer.status_code >= 500 and row.rule != "/readyz":
        return f"{state} {actor}: {answer.status_code}"
    if (met := outcome(answer)) != row.cells[actor]:
        return f"{state} {actor}: {met} ({answer.status_code}) instead of {row.cells[actor]}"
    if row.method in SAFE and sent:
        return f"{state} {actor}: wrote {sent}"
    if met != "+" and kept:
        return f"{state} {actor}: refused, and kept {kept}"
    return _leak(answer.get_data().decode("utf-8", "replace"), actor, row)


def _unasked(written: list[str], answer: TestResponse) -> list[str]:
    """What was written, but for the note that somebody was refused (ACC5)."""
    of_refusals = ("audit_heads", "audit_entries", "events", "dispatches")
    refused = answer.status_code == 403
    return [each for each in written if not (refused and any(f" {table} " in each for table in of_refusals))]


def _leak(shown: str, actor: str, row: Row) -> str:
    """The marks of what this actor may not see, wherever they stand."""
    secret = [CANARY_KEY] if actor not in STAFF else []
    if actor != "stu" and not (actor == "adm" and row.rule.startswith(PROOF)):
        secret.append(CANARY_OWN)
    if actor not in STAFF:
        secret.append(CANARY_STAFF)
    if actor not in STAFF | STUDENTS | {"write"}:
        secret.append(CANARY_INSIDE)
    return "".join(f"{actor}: saw {mark}" for mark in secret if mark in shown and actor != "write")


def let_in(row: Row) -> str | None:
    """Somebody whom this row lets in by a browser, the teacher before others."""
    order = ("tch", "stu", "adm", "stu2", "stuX", "anon")
    return next((actor for actor in order if row.cells[actor] == "+"), None)


UNSAFE_ROUTES = [route for route, given in ROUTES.items() if route.split()[0] in UNSAFE and let_in(given[-1])]


@pytest.mark.parametrize("route", UNSAFE_ROUTES)
def test_nothing_is_changed_from_another_site(knocker: Knocker, route: str) -> None:
    row = ROUTES[route][-1]
    actor, state = str(let_in(row)), row.states[0]
    cross = knocker.knock(row.method, row.rule, state, actor, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    assert not knocker.sent
    if route not in WITHOUT_PAGE:
        bare = knocker.knock(row.method, row.rule, state, actor, without=("X-CSRFToken",))
        assert bare.status_code in (400, 403)
        assert not knocker.sent
        forged = knocker.knock(row.method, row.rule, state, actor, headers={"X-CSRFToken": "forged"})
        assert forged.status_code in (400, 403)


@pytest.mark.parametrize("route", sorted({route for route in ROUTES if "<id>" in route}))
def test_ids_of_another_kind_are_nobodys(knocker: Knocker, route: str) -> None:
    """An id is good for its own kind only, even for an admin."""
    row = ROUTES[route][-1]
    things = knocker.world.objects["published"]
    own = knocker.url(row.rule, "published")
    for kind in ("classroom", "lesson", "notification"):
        url = row.rule.replace("<id>", things[kind]).replace("<version>", "x").replace("<int:version>", "1")
        if url == own:
            continue
        answer = knocker.knock(row.method, url, "published", "adm")
        assert answer.status_code == 404, url


def test_replaying_what_the_owner_asked(knocker: Knocker) -> None:
    """Every address that lets its owner in and names an object, asked for by outsiders."""
    begun = time.monotonic()
    for route, rows in ROUTES.items():
        if "<id>" not in route or "API" in route:
            continue
        for row in rows:
            for outsider in ("stuX", "tchX", "susp"):
                assert row.cells[outsider] in "-X+", route
                if row.cells[outsider] == "+":
                    assert route in OPEN, route
    assert time.monotonic() - begun < 1
