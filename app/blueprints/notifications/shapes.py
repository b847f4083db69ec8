"""What a page's script gets to know of a notification."""

from __future__ import annotations

import json
from typing import Any

from app.notifications.reading import items


def as_json(found: dict[str, Any]) -> str:
    """The answer of `sync`: counters, and the new items with what a toast needs."""
    shown = [
        {
            "id": item.public_id,
            "title": item.title,
            "body": item.body,
            "path": item.path,
            "kind": item.notification.kind,
            "label": item.kind_label,
            "icon": item.icon,
            "tone": item.tone,
            "seq": item.seq,
            "read": not item.is_unread,
            "created_at": item.created_at.isoformat(),
        }
        for item in items(found["items"])
    ]
    return json.dumps({**found, "items": shown})
