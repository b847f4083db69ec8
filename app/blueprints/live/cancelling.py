"""Live sessions called off."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from app.actions import live_cancelling
from app.blueprints.live import blueprint
from app.blueprints.live.forms import ScopeForm
from app.models import limits
from app.models.live import LiveSession
from app.permissions import Can, requires
from app.web.forms import at_most, attempt, show
from app.web.visitors import viewer


class CancelForm(ScopeForm):
    reason = TextAreaField(_l("Why"), [at_most(limits.CANCEL_REASON)])


@blueprint.get("/sessions/<id>/cancellation")
@requires(Can.LIVE_EDIT, LiveSession)
def cancellation(session: LiveSession) -> ResponseReturnValue:
    return _page(CancelForm(), session)


@blueprint.post("/sessions/<id>/cancellation")
@requires(Can.LIVE_EDIT, LiveSession)
def cancel(session: LiveSession) -> ResponseReturnValue:
    form = CancelForm()
    given = {"reason": form.reason.data or "", "scope": form.chosen_scope()}
    if form.validate():
        attempt(form, live_cancelling.cancel, session, actor=viewer(), **given)
    if form.errors:
        return _page(form, session)
    flash(_("Cancelled. Those who were awaited hear of it."), "success")
    return redirect(url_for("live.index", id=session.classroom.public_id), 303)


def _page(form: CancelForm, session: LiveSession) -> ResponseReturnValue:
    return show(form, "live/cancel.html", session=session, classroom=session.classroom)
