"""Letters of the account: written here as rows in the action's own transaction, sent by the sender."""

from __future__ import annotations

from app import queue, transaction
from app.extensions import db
from app.models.credential import UserToken
from app.models.letter import Letter
from app.models.user import User


@transaction.action
def write(
    template: str,
    *,
    user: User | None = None,
    address: str | None = None,
    language: str = "",
    token: UserToken | None = None,
    **facts: str,
) -> Letter | None:
    """Put a letter into the post: to `address`, else to the email of `user`; None when there is neither.

    `template` names templates/emails/<template>.html and .txt, which read `facts`; the link of `token` is made when
    the letter is sent.
    """
    to = address or (user.email if user else None)
    if not to:
        return None
    letter = Letter(
        template=template,
        address=to,
        language=language or (user.language if user else "en"),
        user_id=user.id if user else None,
        token_id=token.id if token else None,
        facts=facts,
    )
    db.session.add(letter)
    transaction.after_commit(queue.wake, "sender")
    return letter
