"""The bell's socket: who connects hears of changes; pages fetch what they show."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the bell's events."""
