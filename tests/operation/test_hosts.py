"""Names that the portal answers to, and what it believes of a proxy (security.md T27)."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from app.config import Settings
from app.web import requests
from tests.support.browsing import Browser


@pytest.mark.parametrize("path", ["/", "/login", "/readyz", "/setup", "/nowhere", "/api/v1/users/me"])
def test_a_strange_name_gets_a_plain_refusal(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["school.example"])
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_a_trusted_name_is_answered(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["school.example"])
    assert client.get("/healthz", headers={"Host": "school.example"}).status_code == 200


FORGED = {
    "X-Forwarded-For": "6.6.6.6, 10.1.2.3",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
}


@pytest.mark.parametrize(
    ("proxies", "address", "host", "secure"),
    [(0, "127.0.0.1", "localhost", False), (1, "10.1.2.3", "evil.example", True)],
)
def test_only_the_proxies_that_are_ours_are_believed(proxies: int, address: str, host: str, secure: bool) -> None:
    """nginx overwrites all three headers, so that the one proxy we believe says nothing that came from outside."""
    app = Flask("behind a proxy", static_folder=None)
    app.config["SETTINGS"] = Settings("test", "secret", Path(), "", "http://localhost", trusted_proxies=proxies)
    requests.init_app(app)
    seen: list[object] = []

    @app.get("/")
    def look() -> str:
        seen.extend([request.remote_addr, request.host, request.is_secure])
        return ""

    app.test_client().get("/", headers=FORGED)
    assert seen == [address, host, secure]
