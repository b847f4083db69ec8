"""Every route as every role with junk: refused or taken, but never an error of ours (security.md T16, T20)."""

from __future__ import annotations

import contextvars
import random
import re
import zlib
from io import BytesIO
from typing import Any

import pytest

from app.extensions import db
from tests.access.knocking import Knocker
from tests.access.table import by_route
from tests.attacks import junk

ACTORS = ("anon", "stu", "tch", "adm", "write")
ROUTES = by_route()
SEED = 2
MAY_FAIL = {"/readyz": (503,)}


def asked(knocker: Knocker, method: str, url: str, actor: str, kind: dict[str, Any]) -> int | str:
    """The status of an answer; what was raised where the app did not expect it."""
    db.session.remove()
    headers = {"Accept": "application/json", **knocker.headers(actor)}

    def go() -> int:
        answer = knocker.client.open(url, method=method, headers=headers, **_with_file(kind))
        answer.get_data()
        answer.close()
        return int(answer.status_code)

    try:
        return contextvars.Context().run(go)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]


def _with_file(kind: dict[str, Any]) -> dict[str, Any]:
    """A file is read once, so each request gets its own."""
    given = kind.get("data")
    if not isinstance(given, dict) or not isinstance(given.get("avatar"), bytes):
        return kind
    return {**kind, "data": {**given, "avatar": (BytesIO(given["avatar"]), "\u202e../a.png", "image/png")}}


def kinds(chance: random.Random, method: str, rule: str) -> list[dict[str, Any]]:
    """Bodies to send there."""
    if method == "GET":
        return [{"query_string": query} for query in chance.sample(junk.QUERIES, 2)]
    bodies: list[dict[str, Any]] = [
        {"data": chance.choice(junk.WHOLE), "content_type": chance.choice(junk.TYPES)},
        {"data": junk.body(chance), "content_type": "application/json"},
    ]
    if rule.startswith(("/api/", "/push/")):
        return bodies + [{"data": junk.body(chance), "content_type": "application/json"} for _ in range(2)]
    with_file = {**junk.form(chance), "avatar": chance.randbytes(600)}
    return [
        bodies[chance.randrange(2)],
        {"data": junk.form(chance)},
        {"data": with_file, "content_type": "multipart/form-data"},
    ]


def urls(chance: random.Random, knocker: Knocker, rule: str) -> list[str]:
    """The route with its objects, and now and then with junk in their places."""
    own = knocker.url(rule, "published")
    if "<" not in rule or chance.random() < 0.7:
        return [own]
    return [own, re.sub(r"<[^>]+>", lambda _: chance.choice(junk.PARTS), rule)]


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_typed_makes_an_error(knocker: Knocker, route: str) -> None:
    method, rule = route.split()
    chance = random.Random(SEED + zlib.crc32(route.encode()))
    wrong = []
    for actor in ACTORS:
        for kind in kinds(chance, method, rule):
            for url in urls(chance, knocker, rule):
                status = asked(knocker, method, url, actor, kind)
                if isinstance(status, str) or (status >= 500 and status not in MAY_FAIL.get(rule, ())):
                    wrong.append(f"{actor} {url[:90]} {str(kind)[:300]}\n    → {status}")
    assert not wrong, "\n".join([f"{len(wrong)} errors at {route}", *wrong[:5]])
