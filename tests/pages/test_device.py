"""Manifest, service worker, offline page, styleguide."""

from __future__ import annotations

import dataclasses

from flask import Flask
from PIL import Image

from app.config import settings
from tests.support.browsing import Browser


def test_manifest_bears_the_name_of_the_school_and_real_icons(app: Flask, client: Browser) -> None:
    response = client.get("/manifest.webmanifest")
    assert response.mimetype == "application/manifest+json"
    manifest = response.get_json(force=True)
    assert manifest["name"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable", "monochrome"}
    for icon in manifest["icons"]:
        path = icon["src"].removeprefix("/static/")
        with Image.open(f"{app.static_folder}/{path}") as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_service_worker_serves_every_page_and_is_asked_for_anew(client: Browser) -> None:
    response = client.get("/sw.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "nonce" not in response.headers["Content-Security-Policy"]
    response.close()


def test_offline_page_says_nothing_personal(client: Browser) -> None:
    assert client.get("/offline").headers["Cache-Control"] == "no-cache"


def test_styleguide_shows_every_part(client: Browser) -> None:
    page = client.get("/styleguide").text
    for part in ("colours", "forms", "notifications", "writing"):
        assert f'id="{part}"' in page


def test_styleguide_turns_over(client: Browser) -> None:
    page = client.get("/styleguide?theme=dark&direction=rtl").text
    assert 'dir="rtl" data-theme="dark"' in page


def test_no_styleguide_in_production(app: Flask, client: Browser) -> None:
    kept = settings()
    app.config["SETTINGS"] = dataclasses.replace(kept, environment="production")
    try:
        assert client.get("/styleguide").status_code == 404
    finally:
        app.config["SETTINGS"] = kept
