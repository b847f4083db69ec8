"""Devices in words."""

import pytest

from app.formats.devices import device

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Chrome", "Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/141.0.0.0", "Edge", "Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", "Chrome", "ChromeOS"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36 OPR/122.0", "Opera", "Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1", "Safari", "iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) CriOS/126.0 Mobile Safari/604.1", "Chrome", "iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15", "Safari", "Mac"),
        (f"Mozilla/5.0 (Linux; Android 13) SamsungBrowser/28 {CHROME}", "Samsung Internet", "Android"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)
def test_names(user_agent: str, browser: str, system: str) -> None:
    assert device(user_agent) == (browser, system)
    assert device(str(device(user_agent))) == (browser, system)


def test_phones_and_tablets_are_handheld() -> None:
    assert device("(Linux; Android 10)").handheld
    assert not device("(Windows NT 10.0)").handheld
