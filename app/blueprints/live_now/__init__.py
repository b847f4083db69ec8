"""What goes on live for whoever looks: the banner over every page, and the page of sessions."""

from flask import Blueprint

blueprint = Blueprint("live_now", __name__)

from app.blueprints.live_now import banner, sessions  # noqa: E402

__all__ = ["banner", "blueprint", "sessions"]
