"""One person, and what an admin may do about the account."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.actions import accounts, avatars, second_factors
from app.blueprints.admin import blueprint
from app.blueprints.admin.forms import RoleForm
from app.blueprints.admin.labels import SUPPRESSIONS
from app.errors import Conflict, Forbidden
from app.extensions import db
from app.models.credential import UserSession
from app.models.suppression import EmailSuppression
from app.models.user import Role, User
from app.permissions import Can, requires
from app.reports.people import last_seen
from app.reports.trail import about, owners, subjects
from app.web.proof import proven
from app.web.visitors import viewer

ENTRIES = 20


@blueprint.get("/users/<id>")
@requires(Can.USER_MANAGE, User)
def user(person: User) -> ResponseReturnValue:
    return _page(person, RoleForm(obj=person))


@blueprint.post("/users/<id>/role")
@requires(Can.USER_MANAGE, User)
@proven()
def change_role(person: User) -> ResponseReturnValue:
    form = RoleForm()
    if not form.validate():
        return _page(person, form), 422
    accounts.change_role(person, Role(form.role.data), actor=viewer())
    return done(person, _("The role is changed."))


@blueprint.post("/users/<id>/deactivation")
@requires(Can.USER_MANAGE, User)
@proven()
def deactivate(person: User) -> ResponseReturnValue:
    accounts.deactivate(person, actor=viewer())
    return done(person, _("The account is switched off, and signed out everywhere."))


@blueprint.post("/users/<id>/activation")
@requires(Can.USER_MANAGE, User)
def reactivate(person: User) -> ResponseReturnValue:
    accounts.reactivate(person, actor=viewer())
    return done(person, _("The account is switched on again."))


@blueprint.post("/users/<id>/invitation")
@requires(Can.USER_MANAGE, User)
def resend_invitation(person: User) -> ResponseReturnValue:
    accounts.resend_invitation(person, actor=viewer())
    return done(person, _("A new invitation is on its way."))


@blueprint.post("/users/<id>/reset")
@requires(Can.USER_MANAGE, User)
def send_reset(person: User) -> ResponseReturnValue:
    accounts.send_reset(person, actor=viewer())
    return done(person, _("A link for a new password is on its way."))


@blueprint.post("/users/<id>/password")
@requires(Can.USER_MANAGE, User)
@proven()
def reset_by_hand(person: User) -> ResponseReturnValue:
    if person.id == viewer().id:
        raise Forbidden(_("Change your own password on the page of your profile."))
    if person.status == "deactivated":
        raise Conflict(_("This account is switched off. Switch it on first."))
    password = accounts.reset_by_hand(person, actor=viewer())
    return render_template("admin/first_password.html", person=person, password=password), 201


@blueprint.post("/users/<id>/second-factor/removal")
@requires(Can.USER_MANAGE, User)
@proven()
def reset_second_factor(person: User) -> ResponseReturnValue:
    second_factors.reset(person, actor=viewer())
    return done(person, _("The second factor is gone. All devices of this person are signed out."))


@blueprint.post("/users/<id>/picture/removal")
@requires(Can.USER_MANAGE, User)
def remove_picture(person: User) -> ResponseReturnValue:
    avatars.remove(person, actor=viewer())
    return done(person, _("The picture is gone."))


def _page(person: User, form: RoleForm) -> str:
    entries = db.session.scalars(about(viewer(), person).limit(ENTRIES)).all()
    signed_in = db.session.scalar(select(func.count()).where(UserSession.user_id == person.id))
    return render_template(
        "admin/user.html",
        person=person,
        form=form,
        sessions=signed_in,
        seen=last_seen([person]).get(person.id),
        suppressed=db.session.scalars(EmailSuppression.of(person.email)).first(),
        suppression_reasons=SUPPRESSIONS,
        entries=entries,
        subjects=subjects(entries),
        owners=owners(entries),
    )


def done(person: User, text: str) -> ResponseReturnValue:
    """Back to the page of `person`, which says so."""
    flash(text, "success")
    return redirect(url_for("admin.user", id=person.public_id), 303)
