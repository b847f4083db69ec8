"""The nouns. Importing this package makes every table known."""

from app.models import (
    announcement,
    audit,
    calendar,
    classroom,
    credential,
    delivery,
    event,
    figures,
    lesson,
    letter,
    notification,
    preference,
    reminder,
    school,
    second_factor,
    user,
)

__all__ = [
    "announcement",
    "audit",
    "calendar",
    "classroom",
    "credential",
    "delivery",
    "event",
    "figures",
    "lesson",
    "letter",
    "notification",
    "preference",
    "reminder",
    "school",
    "second_factor",
    "user",
]
