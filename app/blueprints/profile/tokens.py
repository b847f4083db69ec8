"""Keys for programs that work in one's own name."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.actions import tokens as api_tokens
from app.blueprints.profile import blueprint
from app.blueprints.profile.forms import SCOPE_LABELS, TokenForm
from app.models.credential import ApiToken
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.paging import page
from app.web.proof import proven
from app.web.visitors import viewer


@blueprint.get("/tokens")
@requires(Can.SIGNED_IN)
def tokens() -> ResponseReturnValue:
    return _page(TokenForm(admin=viewer().is_admin)), 200


@blueprint.post("/tokens")
@requires(Can.SIGNED_IN)
@proven(when=lambda: "admin" in request.form.getlist("scopes"))
def create_token() -> ResponseReturnValue:
    form = TokenForm(admin=viewer().is_admin)
    made = form.validate() and attempt(
        form,
        api_tokens.create,
        viewer(),
        actor=viewer(),
        name=form.name.data or "",
        scopes=form.scopes.data or [],
        days=form.lifetime,
    )
    if not made:
        return _page(form), 422
    return _page(TokenForm(formdata=None, admin=viewer().is_admin), secret=made[1]), 201


@blueprint.post("/tokens/<id>/revocation")
@requires(Can.TOKEN_REVOKE, ApiToken)
def revoke_token(token: ApiToken) -> ResponseReturnValue:
    api_tokens.revoke(token, actor=viewer())
    flash(_("The token “%(name)s” no longer works.", name=token.name), "success")
    return redirect(url_for("profile.tokens"), 303)


def _page(form: TokenForm, secret: str = "") -> str:
    found = page(ApiToken.visible_to(viewer()).order_by(ApiToken.id.desc()), "profile.tokens")
    return render_template(
        "profile/tokens.html", form=form, found=found, secret=secret, now=clock.now(), scope_labels=SCOPE_LABELS
    )
