"""Hearing: from an event to the people it concerns, on the channels they chose."""

from flask import Flask

from app import events
from app.notifications.kinds import kinds


def init_app(app: Flask) -> None:
    """Make every kind known to the events it hears."""
    for kind in kinds().values():
        for event_type in kind.hears:
            events.hears(event_type, kind.name)
