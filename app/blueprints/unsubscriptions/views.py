"""One click in a mail program ends a kind of mail (RFC 8058); opening the link shows a page and changes nothing."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.unsubscriptions import blueprint
from app.errors import NotFound
from app.notifications import unsubscribing
from app.notifications.kinds import kinds
from app.notifications.unsubscribing import Wish
from app.permissions import public
from app.spoken import speaking


@blueprint.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    return _page(token, _known(token))


@blueprint.post("/<token>")
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    wish = _known(token)
    unsubscribing.fulfil(wish)
    return _page(token, wish)


@blueprint.post("/<token>/all")
@public
def unsubscribe_from_all(token: str) -> ResponseReturnValue:
    wish = _known(token)
    unsubscribing.end_all(wish.user)
    return _page(token, wish)


def _known(token: str) -> Wish:
    wish = unsubscribing.wish(token)
    if wish is None:
        raise NotFound
    return wish


def _page(token: str, wish: Wish) -> str:
    kind = kinds().get(wish.what)
    reason = next((cell.reason for cell in wish.cells if cell.is_locked), "")
    with speaking(wish.user.language):
        return render_template(
            "unsubscriptions/show.html", token=token, wish=wish, label=kind.label if kind else None, reason=reason
        )
