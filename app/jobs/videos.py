"""Jobs of videos, run by the worker of their own queue inside its app's context."""

from app.actions import videos


def prepare(file_id: int) -> None:
    """Make one video playable. The clock asks again for what a worker did not finish."""
    videos.prepare(file_id)
