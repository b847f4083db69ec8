"""The nouns. Importing this package makes every table known."""

from app.models import (
    audit,
    classroom,
    credential,
    delivery,
    event,
    lesson,
    letter,
    notification,
    preference,
    school,
    user,
)

__all__ = [
    "audit",
    "classroom",
    "credential",
    "delivery",
    "event",
    "lesson",
    "letter",
    "notification",
    "preference",
    "school",
    "user",
]
