"""Credentials for coturn, as its REST API has them (draft-uberti-behave-turn-rest-00): made here, kept nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac

from app.config import Settings

# coturn asks at every refresh of an allocation, so they have to last as long as a session may.
SECONDS = 12 * 3600


def ice_servers(settings: Settings, who: str, now: float) -> list[dict[str, object]]:
    """For RTCPeerConnection; empty where no server is set up. `who` stands in the log of coturn: a random name."""
    if not settings.turn_urls:
        return []
    username = f"{int(now) + SECONDS}:{who}"
    digest = hmac.new((settings.turn_secret or "").encode(), username.encode(), hashlib.sha1).digest()
    return [
        {"urls": list(settings.turn_urls), "username": username, "credential": base64.b64encode(digest).decode()},
    ]
