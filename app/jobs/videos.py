"""Jobs of videos, run by the worker of their own queue inside its app's context."""

from app.actions import recording_joins, videos


def prepare(file_id: int) -> None:
    """Make one video playable. The clock asks again for what a worker did not finish."""
    videos.prepare(file_id)


def join(recording_id: int) -> None:
    """Make one file of the pieces of a recording. The clock asks again for what a worker did not finish."""
    recording_joins.join(recording_id)
