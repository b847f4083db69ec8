"""Socket events. A socket enters a room only through what its person may see."""

from flask import Flask

from app.sockets import bell, live, quizzes


def init_app(app: Flask) -> None:
    """Register the events of every noun."""
    bell.init_app(app)
    quizzes.init_app(app)
    live.init_app(app)
