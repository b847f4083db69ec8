"""Whether mail about classes goes to somebody's address: stopped after a bounce or by hand, and tried again."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.admin import blueprint
from app.blueprints.admin.person import done
from app.models.user import User
from app.notifications import suppressions
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/users/<id>/suppression")
@requires(Can.USER_MANAGE, User)
def stop_mail(person: User) -> ResponseReturnValue:
    suppressions.stop(person, actor=viewer())
    return done(person, _("No more mail about classes goes to this address."))


@blueprint.post("/users/<id>/suppression/removal")
@requires(Can.USER_MANAGE, User)
def release_mail(person: User) -> ResponseReturnValue:
    suppressions.lift(person, actor=viewer())
    return done(person, _("Mail goes to this address again."))
