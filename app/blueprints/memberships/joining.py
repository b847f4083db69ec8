"""Coming in by code, link or QR. Who is not logged in learns nothing of the class, not even whether there is one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.actions import join_codes, memberships
from app.blueprints.memberships import blueprint
from app.blueprints.memberships.arrival import arrived
from app.extensions import db
from app.models.classroom import Classroom, Membership
from app.models.school import Registration
from app.permissions import Can, public, requires
from app.web.joining import try_code
from app.web.language import school
from app.web.visitors import viewer

LONGEST_CODE = 40


@blueprint.get("/join")
@public
def join_form() -> ResponseReturnValue:
    code = _plain(request.args.get("code", ""))
    if code:
        return redirect(url_for("memberships.join", code=code), 303)
    return render_template("memberships/join_form.html", code="", problem="") if _is_known() else _landing("")


@blueprint.get("/join/<code>")
@public
def join(code: str) -> ResponseReturnValue:
    if not _is_known():
        return _landing(_plain(code))
    classroom = try_code(_plain(code), viewer())
    return _wrong(code) if classroom is None else _confirm(classroom, code)


@blueprint.post("/join/<code>")
@requires(Can.CLASS_BROWSE)
def enter(code: str) -> ResponseReturnValue:
    if try_code(_plain(code), viewer()) is None:
        return _wrong(code)
    return arrived(memberships.join_with_code(_plain(code), viewer()))


def _plain(code: str) -> str:
    """As people type it: with dashes, spaces, in any case; too long for a code is none."""
    plain = "".join(sign for sign in code if sign.isascii() and sign.isalnum())
    return plain[: LONGEST_CODE + 1]


def _is_known() -> bool:
    return bool(current_user.is_authenticated)


def _landing(code: str) -> ResponseReturnValue:
    here = school()
    back = url_for("memberships.join", code=code) if code else url_for("memberships.join_form")
    may_register = here is not None and here.registration is Registration.OPEN
    return render_template("memberships/landing.html", back=back, may_register=may_register)


def _wrong(code: str) -> ResponseReturnValue:
    """The same answer for a code that never was, is off, or opens a class that is closed, a draft or put away."""
    problem = _("No class has this code. Ask your teacher for the right one.")
    return render_template("memberships/join_form.html", code=code[:LONGEST_CODE], problem=problem), 404


def _confirm(classroom: Classroom, code: str) -> ResponseReturnValue:
    member = db.session.scalars(Membership.of(classroom, viewer())).first()
    if member is not None and member.is_active:
        return redirect(url_for("classrooms.show", id=classroom.public_id), 303)
    return render_template(
        "memberships/join.html",
        classroom=classroom,
        member=member,
        code=_plain(code),
        at_once=join_codes.lets_in_at_once(classroom) and not memberships.is_barred(member),
    )
