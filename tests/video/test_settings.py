"""Settings of media servers: all of one or nothing, and in production only what browsers there accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import MEDIA_SERVER, Refused, Settings

JANUS = {
    "VIDEO_SFU_URL": "http://127.0.0.1:8088/janus",
    "VIDEO_SFU_WEBSOCKET": "ws://127.0.0.1:8188",
    "VIDEO_SFU_TOKEN_SECRET": "signs",
    "VIDEO_SFU_ADMIN_KEY": "makes rooms",
}
PRODUCTION = {
    "CLASSBELL_ENV": "production",
    "SECRET_KEY": "x" * 40,
    "TRUSTED_HOSTS": "school.example",
    "BASE_URL": "https://school.example",
}


def _read(tmp_path: Path, **values: str) -> Settings:
    return Settings.from_environment({"CLASSBELL_ENV": "test", "DATA_DIR": str(tmp_path), **values})


def test_whole_ones_are_taken(tmp_path: Path) -> None:
    found = _read(tmp_path, **JANUS, TURN_URLS="turn:a:3478, turns:b:5349", TURN_SECRET="of coturn")
    assert [getattr(found, name.lower()) for name in MEDIA_SERVER] == list(JANUS.values())
    assert found.turn_urls == ("turn:a:3478", "turns:b:5349")


@pytest.mark.parametrize("missing", JANUS)
def test_half_a_media_server_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(Refused, match=missing):
        _read(tmp_path, **{**JANUS, missing: ""})


@pytest.mark.parametrize(
    "wrong",
    [
        {**JANUS, "VIDEO_SFU_URL": "ws://127.0.0.1"},
        {**JANUS, "VIDEO_SFU_WEBSOCKET": "http://127.0.0.1"},
        {"TURN_URLS": "turn:a:3478"},
        {"TURN_SECRET": "alone"},
        {"TURN_URLS": "https://a", "TURN_SECRET": "x"},
    ],
)
def test_what_cannot_work_is_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        _read(tmp_path, **wrong)


def test_production_wants_an_encrypted_way_for_browsers(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="VIDEO_SFU_WEBSOCKET"):
        _read(tmp_path, **PRODUCTION, **JANUS)
    assert _read(tmp_path, **PRODUCTION, **{**JANUS, "VIDEO_SFU_WEBSOCKET": "wss://school.example/janus"})
