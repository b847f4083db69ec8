"""What the page shows a person is what the rules then do: every word of the school with every choice."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import delete

from app.extensions import db
from app.models.notification import Channel
from app.models.preference import KindPolicy, Mode, NotificationChoice, Rule
from app.models.user import User
from app.notifications import matrix
from app.notifications.matrix import OFFERED
from tests.notifications.reached import fate, make_device, publish
from tests.support.people import make_member, make_user
from tests.support.ring import Ring

FATES = {
    Mode.INSTANT: ("pending", None),
    Mode.DIGEST: ("batched", "digest"),
    Mode.OFF: ("suppressed", "preference"),
}


@pytest.mark.parametrize("channel", OFFERED)
def test_every_combination(ring: Ring, channel: Channel) -> None:
    choosers = {own: chooser(ring, channel, own) for own in (None, *OFFERED[channel])}
    words = itertools.product((None, *Rule), (None, *OFFERED[channel]))
    wrong = [said for rule, mode in words for said in compare(ring, channel, choosers, rule, mode)]
    assert not wrong, "\n".join(wrong)


def chooser(ring: Ring, channel: Channel, own: Mode | None) -> User:
    """Somebody in the class who chose this, or nothing."""
    user = make_user(name=str(own))
    make_member(ring.classroom, user)
    make_device(user)
    if own:
        db.session.add(NotificationChoice(user_id=user.id, kind="new_content", channel=channel, mode=own))
        db.session.commit()
    return user


def compare(
    ring: Ring, channel: Channel, choosers: dict[Mode | None, User], rule: Rule | None, mode: Mode | None
) -> list[str]:
    """Where the page and the rules differ under one word of the school."""
    db.session.execute(delete(KindPolicy))
    if rule:
        db.session.add(KindPolicy(kind="new_content", channel=channel, rule=rule, mode=mode, reason="Because."))
    db.session.commit()
    publish(ring)
    wrong = []
    for own, user in choosers.items():
        [row] = [row for row in matrix.rows(user) if row.kind.name == "new_content"]
        shown = FATES[row.cells[channel].mode] if rule is not Rule.OFF else ("suppressed", "policy")
        if (met := fate(user, channel)) != shown:
            wrong.append(f"{rule} {mode}, chose {own}: shown {shown}, met {met}")
    return wrong
