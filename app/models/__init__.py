"""The nouns. Importing this package makes every table known."""

from app.models import audit, classroom, event, lesson, letter, notification, user

__all__ = ["audit", "classroom", "event", "lesson", "letter", "notification", "user"]
