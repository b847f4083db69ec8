"""The start page: the school's front for strangers, one's own dashboard for everybody else."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.actions import achievements, dashboards
from app.actions.dashboards import Places
from app.blueprints.pages import blueprint
from app.extensions import db
from app.models.school import Registration
from app.models.user import Role, User
from app.notifications import reading
from app.permissions import public
from app.reports import grades, own_progress, own_quizzes, own_sessions, quiz_overview
from app.web.language import school
from app.web.surroundings import know_classes
from app.web.visitors import viewer


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return _landing()
    return DASHBOARDS[viewer().role](viewer())


def _landing() -> ResponseReturnValue:
    here = school()
    return render_template(
        "pages/landing.html",
        needs_setup=db.session.scalar(User.anyone()) is None,
        registration_open=here is not None and here.registration is Registration.OPEN,
    )


def _student(user: User) -> ResponseReturnValue:
    places = _places(user)
    return render_template(
        "pages/dashboard_student.html",
        places=places,
        announcements=dashboards.announcements(user),
        sessions=own_sessions.next_ones(user) if places.inside else [],
        due=own_quizzes.due(user) if places.inside else [],
        lessons=dashboards.latest_lessons(user),
        standings=own_progress.everywhere(user) if places.inside else {},
        grades=grades.latest(user) if places.inside else [],
        recognition=achievements.overview(user) if places.inside else None,
        notices=reading.recent(user),
    )


def _teacher(user: User) -> ResponseReturnValue:
    places = _places(user)
    return render_template(
        "pages/dashboard_teacher.html",
        places=places,
        announcements=dashboards.announcements(user),
        requests=dashboards.requests(user),
        **_teaching(user, places),
    )


def _admin(user: User) -> ResponseReturnValue:
    places = _places(user)
    return render_template(
        "pages/dashboard_admin.html",
        places=places,
        announcements=dashboards.announcements(user),
        requests=dashboards.requests(user),
        figures=dashboards.figures(),
        **_teaching(user, places),
    )


def _teaching(user: User, places: Places) -> dict[str, Any]:
    """What somebody has to do with the classes that he is in, if he is in any."""
    if not places.inside:
        return {"heads": {}, "sessions": [], "to_grade": None, "drafts": []}
    return {
        "heads": dashboards.heads(places.inside),
        "sessions": own_sessions.next_ones(user),
        "to_grade": quiz_overview.to_grade(user),
        "drafts": dashboards.drafts(user),
    }


def _places(user: User) -> Places:
    """With them is known which classes stand beside the page."""
    places = dashboards.places(user)
    know_classes(member.classroom for member in places.inside)
    return places


DASHBOARDS = {Role.STUDENT: _student, Role.TEACHER: _teacher, Role.ADMIN: _admin}
