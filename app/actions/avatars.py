"""Pictures of people: kept small and clean in the storage, named in the person's row."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from flask import current_app
from sqlalchemy import select

from app import transaction
from app.actions.unnamed import taken_out
from app.config import settings
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.formats import images
from app.models import limits
from app.models.user import User
from app.storage import Storage, storage
from app.transaction import action, after_commit


def files() -> Storage:
    """The storage of the current app: made once, since it may hold connections."""
    known = current_app.extensions.get("storage")
    if known is None:
        known = current_app.extensions["storage"] = storage(settings().storage_url)
    return cast(Storage, known)


def change(user: User, stream: BinaryIO, *, actor: User) -> None:
    """Make the picture in `stream` the face of `user`.

    Raises Invalid with the field avatar, Forbidden, storage.StorageFull and storage.StorageAway. Ends the transaction
    under way: decoding and storing are slow.
    """
    if actor.id != user.id:
        raise Forbidden
    transaction.release()
    picture = images.avatar(stream)
    try:
        kept = files().put(io.BytesIO(picture), limit_bytes=limits.AVATAR_BYTES)
    except Invalid as wrong:
        raise Invalid({"avatar": wrong.message}) from wrong
    with taken_out(files(), [kept.key]):
        _name(user.id, kept.key)


@action
def remove(user: User, *, actor: User) -> None:
    """Take the picture of `user` away; one that is not there is no error. Admins may do it too."""
    if actor.id != user.id and not actor.is_admin:
        raise Forbidden
    _name(user.id, None)


@action
def _name(user_id: int, key: str | None) -> None:
    person = db.session.scalars(select(User).where(User.id == user_id).with_for_update()).one()
    if person.avatar_key:
        after_commit(files().delete, person.avatar_key)
    person.avatar_key = key


def picture(key: str) -> bytes:
    """The WebP picture under `key`. Raises NotFound, storage.StorageAway. Ends the transaction under way."""
    transaction.release()
    with files().open(key) as stream:
        return stream.read()
