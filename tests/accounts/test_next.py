"""Where one is led after signing in: into this portal, nowhere else (T22)."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest

from app.web.visitors import is_own_path
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_user

EVIL = "evil.example"
TRICKS = [
    "http://evil.example",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example/%2f..",
    "//evil.example:80",
    "//evil%2eexample",
    "//user@evil.example",
    "//localhost@evil.example",
    "/@evil.example",
    "@evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "\\evil.example",
    "/\\/evil.example",
    "\\/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\x0b//evil.example",
    "\x0c//evil.example",
    "\x1f//evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "/\x7f/evil.example",
    "h\tttps://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "http:/\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://evil.example",
    "ws://evil.example",
    "blob:https://evil.example/1",
    "about:blank",
    "mailto:a@evil.example",
    "evil.example",
    "evil.example/path",
    ".evil.example",
    "localhost.evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "",
    " ",
    ".",
    "..",
    "../../evil.example",
    "http://localhost@evil.example",
    "http://localhost\\@evil.example",
    "http://evil.example#localhost",
    "http://evil.example?localhost",
    "http://[::ffff:1.2.3.4]/",
    "http://0x7f000001/",
    "http://2130706433/",
    "/me\r\nLocation: https://evil.example",
    "/me\r\nSet-Cookie: a=b",
    "/me%0d%0aLocation:https://evil.example\n",
    "\u2028//evil.example",
    "\u00a0//evil.example",
    "\ufeff//evil.example",
    "/\u00a0\\evil.example",
]


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
def test_a_trick_leads_home(client: Browser, trick: str) -> None:
    user = make_user()
    data = {"username": user.username, "password": PASSWORD}
    answer = client.post(f"/login?next={quote(trick, safe='')}", data=data)
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("odd", ["/%2f/evil.example", "/%5cevil.example", "/%09/evil.example", "/.//evil.example"])
def test_what_is_a_path_of_ours_stays_here(odd: str) -> None:
    if is_own_path(odd):
        assert urlsplit(urljoin("http://localhost/login", odd)).netloc == "localhost"


@pytest.mark.parametrize("path", ["/", "/me", "/classrooms?page=2", "/lessons/abc#part", "/a/b/c?x=1&y=%20z", "/é"])
def test_paths_of_ours_are_followed(client: Browser, path: str) -> None:
    user = make_user()
    answer = client.post(f"/login?next={quote(path, safe='')}", data={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 303
    assert answer.location in (path, quote(path, safe="/?=&#%"))
