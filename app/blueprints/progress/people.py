"""How far one student is in one class, lesson by lesson: for himself, and for those who teach him."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.progress import blueprint
from app.models.classroom import Classroom, Membership
from app.models.user import User
from app.permissions import Can, requires
from app.reports import grades, own_progress
from app.web.class_tabs import class_tabs
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/memberships/<id>/progress")
@requires(Can.MEMBER_PROGRESS, Membership)
def person(member: Membership) -> ResponseReturnValue:
    place: dict[str, object] = {"endpoint": "progress.person", "id": member.public_id}
    return render_person(member.classroom, member.user, place)


def render_person(classroom: Classroom, student: User, place: dict[str, object]) -> ResponseReturnValue:
    """The page about `student`, who may be the reader; `place`: endpoint and parts of its address."""
    found = page(own_progress.lessons(classroom, student, viewer()), **place)  # type: ignore[arg-type]  # by their names
    return render_template(
        "progress/person.html",
        classroom=classroom,
        student=student,
        whole=own_progress.of_class(classroom, student),
        page=found,
        grades=grades.of_student(classroom, student, viewer()),
        done=own_progress.done(student, found.items),
        tabs=class_tabs(classroom, "progress"),
    )
