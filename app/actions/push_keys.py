"""The school's key pair for Web Push: made once, changed by hand, old ones kept for the devices that know them."""

from __future__ import annotations

from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models.notification import VapidKey
from app.push.vapid import VapidKey as KeyPair
from app.transaction import action


@action
def ensure() -> VapidKey:
    """The key that new devices subscribe with; made if there is none."""
    return db.session.scalars(VapidKey.current()).first() or _make()


@action
def rotate() -> VapidKey:
    """A new key for new devices. Devices move to it when they next open a page; until then the old one signs."""
    db.session.execute(update(VapidKey).where(VapidKey.retired_at.is_(None)).values(retired_at=clock.now()))
    return _make()


def _make() -> VapidKey:
    pair = KeyPair.generate()
    key = VapidKey(public_key=pair.public, private_pem=pair.pem)
    db.session.add(key)
    db.session.flush()
    return key
