"""People of a class: how they come in, who is in, what teachers decide about them."""

from flask import Blueprint

blueprint = Blueprint("memberships", __name__)

from app.blueprints.memberships import answers, decisions, invitations, joining, people  # noqa: E402

__all__ = ["answers", "blueprint", "decisions", "invitations", "joining", "people"]
