"""How to start real browsers for tests: options for Playwright's launch functions, push services included."""

from typing import Any

from tests.support.fake_fcm import FakeFcm
from tests.support.push_service import PushService

CHROMIUM, FIREFOX = "/usr/bin/chromium", "/usr/bin/firefox-esr"


def chromium(relay: FakeFcm | None = None) -> dict[str, Any]:
    """For `playwright.chromium.launch`; with a relay for `launch_persistent_context`, which push needs.

    Video calls work on a machine that has only loopback, with a false camera.
    """
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--allow-loopback-in-peer-connection",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
    ]
    return {"executable_path": CHROMIUM, "args": arguments + (relay.switches if relay else [])}


def firefox(service: PushService | None = None) -> dict[str, Any]:
    """For `playwright.firefox.launch` and `launch_persistent_context`: an unpatched Firefox over WebDriver BiDi."""
    preferences: dict[str, str | int | bool] = {
        "media.navigator.streams.fake": True,
        "media.navigator.permission.disabled": True,
        "permissions.default.desktop-notification": 1,
        "alerts.useSystemBackend": False,  # without a desktop there is no system to show it
    }
    if service:
        preferences |= {
            "dom.push.serverURL": service.websocket,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.connection.enabled": True,  # automation switches it off
        }
    return {"channel": "moz-firefox", "executable_path": FIREFOX, "firefox_user_prefs": preferences}
