"""Accounts: log in and out, register, reset, confirm, accept an invitation."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from app.blueprints.accounts import confirmation, invitation, login, registration, reset, second_step  # noqa: E402, F401
