"""Hearing: from an event to the people it concerns, on the channels they chose."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Make every kind known to the events it hears."""
