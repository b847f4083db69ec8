"""Tables that leave the school: written down before they go."""

from __future__ import annotations

from app import audit
from app.models.user import User
from app.transaction import action


@action
def note(deed: str, /, *, actor: User, number: int, **filters: str) -> None:
    """Write down that `actor` takes `number` rows away, chosen by `filters`."""
    kept = {name: value for name, value in filters.items() if value}
    audit.record(deed, actor=actor, after={**kept, "rows": number})
