"""The ways that a notification took, for the pages that show them."""

from __future__ import annotations

from datetime import timedelta

from app.models.notification import Notification
from app.notifications.kinds import EVERYWHERE, kinds
from app.reports import proof
from app.reports.proof import Way
from app.web.language import school


def ways(note: Notification) -> list[Way]:
    """Those it took, and why not the others."""
    here, kind = school(), kinds().get(note.kind)
    kept = timedelta(days=here.deliveries_kept if here else 0)
    return proof.ways(note, kind.channels if kind else EVERYWHERE, kept)
