"""The nouns. Importing this package makes every table known."""

from app.models import audit, classroom, credential, event, lesson, letter, notification, school, user

__all__ = ["audit", "classroom", "credential", "event", "lesson", "letter", "notification", "school", "user"]
