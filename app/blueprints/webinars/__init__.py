"""Webinars: their page for the world, registering, and the list of those who did."""

from flask import Blueprint

blueprint = Blueprint("webinars", __name__)

from app.blueprints.webinars import registering, registrations, world  # noqa: E402

__all__ = ["blueprint", "registering", "registrations", "world"]
