"""The rows of one fan-out without anything around them: four statements in one transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select, text

from app import clock
from app.extensions import db
from app.models.base import UtcDateTime, random_public_id
from app.models.event import Event, EventText
from app.models.notification import Channel

STUDENTS = "FROM memberships m WHERE m.classroom_id = :classroom AND m.state = 'active' AND m.role = 'student'"

STATES = f"""
INSERT INTO notification_states (user_id, last_seq, version) SELECT m.user_id, 1, 1 {STUDENTS}
ON CONFLICT (user_id) DO UPDATE
SET last_seq = notification_states.last_seq + 1, version = notification_states.version + 1"""

NOTIFICATIONS = """
INSERT INTO notifications
    (public_id, user_id, event_id, text_id, classroom_id, kind, priority, seq, created_at)
SELECT {random}, m.user_id, :event, :text, :classroom, 'new_content', 'medium', s.last_seq, :now
FROM memberships m JOIN notification_states s ON s.user_id = m.user_id
WHERE m.classroom_id = :classroom AND m.state = 'active' AND m.role = 'student'"""

DELIVERIES = """
INSERT INTO deliveries
    (notification_id, user_id, channel, target_id, state, reason, attempts, expires_at, created_at)
SELECT n.id, n.user_id, '{channel}', {target}, 'pending', NULL, 0, :expires, :now
FROM notifications n {browsers} WHERE n.event_id = :event"""

PUSH = DELIVERIES.format(
    channel="push", target="p.id", browsers="JOIN push_subscriptions p ON p.user_id = n.user_id AND p.state = 'active'"
)
EMAIL = DELIVERIES.format(channel="email", target="0", browsers="")


def write(event: Event) -> None:
    """Write and commit all rows of `event`, whose texts stand already."""
    any_text = select(EventText.id).where(EventText.event_id == event.id, EventText.channel == Channel.BELL).limit(1)
    values = {
        "classroom": event.classroom_id,
        "event": event.id,
        "text": db.session.scalar(any_text),
        "now": clock.now(),
        "expires": clock.now() + timedelta(days=2),
    }
    random = str(random_public_id().compile(db.engine))
    for statement in (STATES, NOTIFICATIONS.format(random=random), PUSH, EMAIL):
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        instants = [bindparam(name, type_=UtcDateTime()) for name in ("now", "expires") if name in used]
        db.session.execute(text(statement).bindparams(*instants), used)
    db.session.commit()
