"""The People tab."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.memberships import blueprint
from app.extensions import db
from app.models.classroom import STAFF, ClassRole, Classroom, Membership, MemberState, State
from app.models.privacy import shown_to
from app.permissions import Can, allowed, requires
from app.reports.people import online
from app.web.class_tabs import class_tabs
from app.web.paging import Page, page
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/people")
@requires(Can.CLASS_INSIDE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    manages = allowed(viewer(), Can.MEMBERS_MANAGE, classroom)
    shown = _asked_state() if manages else MemberState.ACTIVE
    lists = _lists(classroom, shown, manages)
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "people")}
    decides = manages and classroom.state is not State.ARCHIVED
    return render_template("memberships/index.html", manages=manages, decides=decides, shown=shown, **frame, **lists)


def _lists(classroom: Classroom, shown: MemberState, manages: bool) -> dict[str, object]:
    staff = _staff(classroom) if shown is MemberState.ACTIVE else []
    found = _page(classroom, shown)
    return {
        "parts": _parts(classroom, shown) if manages else [],
        "staff": staff,
        "page": found,
        "online": online(member.user for member in [*staff, *found.items] if member.is_active),
    }


def _page(classroom: Classroom, shown: MemberState) -> Page[Membership]:
    """Students in the class, or everybody in another state."""
    roles = (ClassRole.STUDENT,) if shown is MemberState.ACTIVE else tuple(ClassRole)
    found = Membership.listing(classroom, shown, roles).where(shown_to(viewer()))
    return page(found, "memberships.index", id=classroom.public_id, show=_name(shown))


def _staff(classroom: Classroom) -> list[Membership]:
    """The owner first."""
    found = db.session.scalars(Membership.listing(classroom, MemberState.ACTIVE, STAFF).where(shown_to(viewer())))
    return sorted(found, key=lambda member: STAFF.index(member.role))


def _asked_state() -> MemberState:
    given = request.args.get("show", "")
    return MemberState(given) if given in set(MemberState) else MemberState.ACTIVE


def _parts(classroom: Classroom, shown: MemberState) -> list[dict[str, object]]:
    """The lists that there is somebody in, and always the one of who is in."""
    counts: dict[MemberState, int] = dict(db.session.execute(Membership.counted(classroom)).all())
    labels = {
        MemberState.ACTIVE: _("In the class"),
        MemberState.REQUESTED: _("Asking"),
        MemberState.INVITED: _("Invited"),
        MemberState.SUSPENDED: _("Suspended"),
        MemberState.LEFT: _("Left"),
        MemberState.REMOVED: _("Removed"),
    }
    return [
        {
            "label": label,
            "url": url_for("memberships.index", id=classroom.public_id, show=_name(state)),
            "current": state is shown,
            "badge": counts.get(state, 0) if state is not MemberState.ACTIVE else 0,
        }
        for state, label in labels.items()
        if state in (MemberState.ACTIVE, shown) or counts.get(state)
    ]


def _name(state: MemberState) -> str | None:
    return None if state is MemberState.ACTIVE else state.value
