"""What the page of a room needs from where its media go."""

from __future__ import annotations

from app.config import settings
from app.models.live import LiveSession
from app.video import provider


def origins(session: LiveSession) -> tuple[str, ...]:
    """Where its scripts may connect to, beside ourselves; nowhere when its media server is set up no more."""
    try:
        return provider(session.provider.value, settings()).origins
    except KeyError:
        return ()
