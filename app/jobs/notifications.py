"""Jobs of hearing, run by an RQ worker inside its app's context."""

from app.notifications import fanout


def fan_out(dispatch_id: int) -> None:
    """Hear one dispatch. The clock repeats whatever a worker did not finish."""
    fanout.run(dispatch_id)
