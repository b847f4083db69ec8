"""The groups of a class, and one of them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import groups
from app.blueprints.groups import blueprint
from app.blueprints.groups.forms import GroupForm, MembersForm
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.group import Group
from app.models.user import User
from app.permissions import Can, requires
from app.web.class_tabs import class_tabs
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/groups")
@requires(Can.LESSON_WRITE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    return _list(classroom, GroupForm())


@blueprint.post("/classrooms/<id>/groups")
@once
@requires(Can.LESSON_WRITE, Classroom)
def create(classroom: Classroom) -> ResponseReturnValue:
    form = GroupForm()
    made = attempt(form, groups.create, classroom, actor=viewer(), name=form.name.data) if form.validate() else None
    if made is None:
        return _list(classroom, form)
    return redirect(url_for("groups.edit", id=made.public_id), 303)


@blueprint.get("/groups/<id>")
@requires(Can.GROUP_EDIT, Group)
def edit(group: Group) -> ResponseReturnValue:
    inside = set(db.session.scalars(groups.members(group)))
    chosen = [student.public_id for student in _students(group) if student.id in inside]
    return _one(group, MembersForm(data={"name": group.name, "people": chosen}))


@blueprint.post("/groups/<id>")
@requires(Can.GROUP_EDIT, Group)
def update(group: Group) -> ResponseReturnValue:
    form = MembersForm()
    given = {"name": form.name.data, "people": form.people.data or ()}
    if form.validate() and attempt(form, groups.update, group, actor=viewer(), **given):
        flash(_("Saved."), "success")
        return redirect(url_for("groups.index", id=group.classroom.public_id), 303)
    return _one(group, form)


@blueprint.post("/groups/<id>/deletion")
@requires(Can.GROUP_EDIT, Group)
def delete(group: Group) -> ResponseReturnValue:
    groups.remove(group, actor=viewer())
    flash(_("The group “%(name)s” is gone.", name=group.name), "success")
    return redirect(url_for("groups.index", id=group.classroom.public_id), 303)


def _list(classroom: Classroom, form: GroupForm) -> ResponseReturnValue:
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "people")}
    return show(form, "groups/index.html", listed=groups.listing(classroom), **frame)


def _one(group: Group, form: MembersForm) -> ResponseReturnValue:
    form.offer(_students(group))
    return show(form, "groups/edit.html", group=group, classroom=group.classroom)


def _students(group: Group) -> list[User]:
    found = Membership.listing(group.classroom, MemberState.ACTIVE, (ClassRole.STUDENT,))
    return [member.user for member in db.session.scalars(found)]
