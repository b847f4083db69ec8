"""What is said of a live session when something happens to it: facts, since its row may change before anybody hears."""

from __future__ import annotations

from app.events import announce
from app.models.event import Event
from app.models.live import LiveSession
from app.models.user import User


def tell(
    event_type: str,
    session: LiveSession,
    *,
    actor: User | None,
    key: str | None = None,
    **more: str | int | list[int] | None,
) -> Event:
    """Announce `event_type` of `session`, within an action, with what every text of it needs and `more`."""
    return announce(
        event_type, session, actor=actor, classroom_id=session.classroom_id, key=key, **(facts(session) | more)
    )


def facts(session: LiveSession) -> dict[str, str | int | list[int] | None]:
    return {
        "session_id": session.id,
        "session": session.public_id,
        "title": session.title,
        "classroom": session.classroom.title,
        "kind": session.kind.value,
        "starts_at": session.starts_at.isoformat(),
        "minutes": session.minutes,
        "zone": session.zone,
    }
