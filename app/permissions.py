"""Who may do what: one rule each, and the marks that every door bears.

What one may not see is 404, what one may see and not do is 403. Objects come in through a select of what the person may
see (`within`), so a wrong id and a foreign id look the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy import Select, bindparam, select

from app.errors import Forbidden, NotFound
from app.extensions import db, login_manager
from app.models.announcement import Announcement
from app.models.calendar import Holiday
from app.models.certificate import Certificate
from app.models.classroom import (
    STAFF,
    TEACHING,
    ClassRole,
    Classroom,
    JoinPolicy,
    Membership,
    MemberState,
    State,
)
from app.models.credential import ApiToken, UserSession
from app.models.event import Event
from app.models.file import Resource, StoredFile, Upload
from app.models.group import Group
from app.models.lesson import Lesson, Module
from app.models.notification import Notification, PushSubscription
from app.models.privacy import shown_to
from app.models.proof import events_told, every_notice, notices_told, written_by_hand
from app.models.somebody import somebody, this
from app.models.user import Role, User

# Selects that look at nothing but their reader (not at the clock): they are built once for each role.
STEADY = frozenset(
    {Classroom.visible_to, Classroom.entered_by, Module.visible_to, Lesson.visible_to, Membership.visible_to}
)
View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[User, Any], bool]


class Can(StrEnum):
    """Every deed that is asked about."""

    SIGNED_IN = "signed_in"
    SESSION_END = "session.end"
    TOKEN_REVOKE = "token.revoke"
    DEVICE_REMOVE = "device.remove"
    AVATAR_SEE = "avatar.see"
    USERS_MANAGE = "users.manage"
    USER_MANAGE = "user.manage"
    SCHOOL_MANAGE = "school.manage"
    HOLIDAY_MANAGE = "holiday.manage"
    AUDIT_READ = "audit.read"
    CLASS_BROWSE = "class.browse"
    CLASS_CREATE = "class.create"
    CLASS_CARD = "class.card"
    CLASS_INSIDE = "class.inside"
    CLASS_UPDATE = "class.update"
    CLASS_DELETE = "class.delete"
    CLASS_COPY = "class.copy"
    CLASS_JOIN = "class.join"
    CLASS_LEAVE = "class.leave"
    CLASS_STUDENT_VIEW = "class.student_view"
    MEMBERS_MANAGE = "members.manage"
    MEMBER_MANAGE = "member.manage"
    INVITATION_ANSWER = "invitation.answer"
    LESSON_WRITE = "lesson.write"
    MODULE_READ = "module.read"
    MODULE_EDIT = "module.edit"
    LESSON_READ = "lesson.read"
    LESSON_EDIT = "lesson.edit"
    MODULE_RESTORE = "module.restore"
    LESSON_RESTORE = "lesson.restore"
    GROUP_EDIT = "group.edit"
    FILE_READ = "file.read"
    FILE_EDIT = "file.edit"
    RESOURCE_READ = "resource.read"
    RESOURCE_EDIT = "resource.edit"
    UPLOAD_EDIT = "upload.edit"
    LESSON_FINISH = "lesson.finish"
    CLASS_PROGRESS = "class.progress"
    MEMBER_PROGRESS = "member.progress"
    ANNOUNCEMENT_START = "announcement.start"
    ANNOUNCEMENT_SEND = "announcement.send"
    ANNOUNCEMENT_WRITE = "announcement.write"
    ANNOUNCEMENT_READ = "announcement.read"
    ANNOUNCEMENT_EDIT = "announcement.edit"
    ANNOUNCEMENT_REACH = "announcement.reach"
    NOTIFICATION_READ = "notification.read"
    NOTIFICATION_SEND = "notification.send"
    NOTICES_MANAGE = "notices.manage"
    NOTICE_MANAGE = "notice.manage"
    NOTICE_PROOF = "notice.proof"
    NOTICE_STOP = "notice.stop"
    EVENT_REACH = "event.reach"
    CERTIFICATE_READ = "certificate.read"
    CERTIFICATE_REVOKE = "certificate.revoke"


ADMIN_SCOPE = frozenset(
    {
        Can.USERS_MANAGE,
        Can.USER_MANAGE,
        Can.SCHOOL_MANAGE,
        Can.HOLIDAY_MANAGE,
        Can.AUDIT_READ,
        Can.NOTIFICATION_SEND,
        Can.NOTICES_MANAGE,
        Can.NOTICE_MANAGE,
        Can.NOTICE_STOP,
    }
)
PUBLIC_ID = re.compile("[0-9a-f]{32}")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_rules: dict[Can, Rule] = {}
_within: dict[Can, Callable[[User], Select[Any]]] = {}


def rule(can: Can, within: Callable[[User], Select[Any]] | None = None) -> Callable[[Rule], Rule]:
    """Declare the rule for `can`, and the select that its objects are loaded from."""

    def declare(condition: Rule) -> Rule:
        _rules[can] = condition
        if within is not None:
            _within[can] = within
        return condition

    return declare


def allowed(user: User, can: Can, subject: object = None) -> bool:
    """Whether `user` may do `can` to `subject`, which he is known to see."""
    if not user.is_authenticated or user.status.value != "active":
        return False
    return _rules[can](user, subject)


def role_in(user: User, classroom: Classroom) -> ClassRole | None:
    """The role of an active member, as a student where a teacher is viewing as one; None for everyone else."""
    known: dict[tuple[int, int], ClassRole | None] = {}
    if has_request_context():
        known = g.setdefault("class_roles", {})
    key = (user.id, classroom.id)
    if key not in known:
        member = db.session.scalars(Membership.of(classroom, user)).first()
        known[key] = member.role if member and member.state is MemberState.ACTIVE else None
    if known[key] is not None and user.student_view_of == classroom.id:
        return ClassRole.STUDENT
    return known[key]


def forget_roles() -> None:
    """Drop what `role_in` remembers of this request, after a membership changed."""
    if has_request_context():
        g.pop("class_roles", None)


def teaches(user: User, classroom: Classroom) -> bool:
    return role_in(user, classroom) in TEACHING or (user.is_admin and user.student_view_of != classroom.id)


def assists(user: User, classroom: Classroom) -> bool:
    return role_in(user, classroom) in STAFF or teaches(user, classroom)


def studies(user: User, classroom: Classroom) -> bool:
    """A student, himself: who views a class as one leaves no trace in it."""
    return role_in(user, classroom) is ClassRole.STUDENT and user.student_view_of != classroom.id


@rule(Can.SIGNED_IN)
@rule(Can.CLASS_BROWSE)
@rule(Can.AVATAR_SEE, within=lambda user: select(User).where(shown_to(user), User.avatar_key.is_not(None)))
def _everybody(user: User, _: object) -> bool:
    return True


@rule(Can.SESSION_END, within=UserSession.visible_to)
@rule(Can.TOKEN_REVOKE, within=ApiToken.visible_to)
@rule(Can.DEVICE_REMOVE, within=PushSubscription.visible_to)
@rule(Can.NOTIFICATION_READ, within=Notification.visible_to)
@rule(Can.INVITATION_ANSWER, within=Membership.visible_to)
def _own(user: User, owned: Any) -> bool:
    return bool(owned.user_id == user.id)


@rule(Can.USERS_MANAGE)
@rule(Can.SCHOOL_MANAGE)
@rule(Can.AUDIT_READ)
@rule(Can.NOTIFICATION_SEND)
@rule(Can.NOTICES_MANAGE)
def _admin(user: User, _: object) -> bool:
    return user.is_admin


@rule(Can.USER_MANAGE)
@rule(Can.NOTICE_MANAGE, within=every_notice)
@rule(Can.NOTICE_STOP, within=written_by_hand)
@rule(Can.HOLIDAY_MANAGE, within=Holiday.visible_to)
def _admin_of(user: User, _subject: User | Holiday | Notification | Event) -> bool:
    return user.is_admin


@rule(Can.CLASS_CREATE)
@rule(Can.ANNOUNCEMENT_START)
def _teacher(user: User, _: object) -> bool:
    return user.role in (Role.TEACHER, Role.ADMIN)


@rule(Can.CLASS_CARD, within=Classroom.visible_to)
def _card(user: User, _classroom: Classroom) -> bool:
    return True


@rule(Can.CLASS_INSIDE, within=Classroom.entered_by)
@rule(Can.MODULE_READ, within=Module.visible_to)
@rule(Can.FILE_READ, within=StoredFile.visible_to)
@rule(Can.RESOURCE_READ, within=Resource.visible_to)
@rule(Can.ANNOUNCEMENT_READ, within=Announcement.visible_to)
@rule(Can.NOTICE_PROOF, within=notices_told)
@rule(Can.EVENT_REACH, within=events_told)
@rule(Can.CERTIFICATE_READ, within=Certificate.visible_to)
def _inside(user: User, _seen: object) -> bool:
    return True


@rule(Can.CERTIFICATE_REVOKE, within=Certificate.visible_to)
def _teaches_for(user: User, certificate: Certificate) -> bool:
    """Its class, if that is still there; a student never revokes his own."""
    return user.is_admin or (certificate.classroom is not None and teaches(user, certificate.classroom))


@rule(Can.CLASS_UPDATE, within=Classroom.entered_by)
@rule(Can.MEMBERS_MANAGE, within=Classroom.entered_by)
def _teaches(user: User, classroom: Classroom) -> bool:
    return teaches(user, classroom)


@rule(Can.LESSON_WRITE, within=Classroom.entered_by)
@rule(Can.ANNOUNCEMENT_WRITE, within=Classroom.entered_by)
def _writes_in(user: User, classroom: Classroom) -> bool:
    return teaches(user, classroom) and classroom.state is not State.ARCHIVED


@rule(Can.CLASS_COPY, within=Classroom.entered_by)
def _copies(user: User, classroom: Classroom) -> bool:
    return teaches(user, classroom) and _teacher(user, None)


@rule(Can.CLASS_STUDENT_VIEW, within=Classroom.entered_by)
def _really_teaches(user: User, classroom: Classroom) -> bool:
    member = db.session.scalars(Membership.of(classroom, user)).first()
    return user.is_admin or (member is not None and member.is_active and member.role in STAFF)


@rule(Can.CLASS_DELETE, within=Classroom.entered_by)
def _owns(user: User, classroom: Classroom) -> bool:
    return user.is_admin or role_in(user, classroom) is ClassRole.OWNER


@rule(Can.CLASS_JOIN, within=Classroom.visible_to)
def _may_join(user: User, classroom: Classroom) -> bool:
    return (
        user.role is Role.STUDENT
        and classroom.is_published
        and classroom.join_policy in (JoinPolicy.OPEN, JoinPolicy.REQUEST)
    )


@rule(Can.CLASS_LEAVE, within=Classroom.entered_by)
def _may_leave(user: User, classroom: Classroom) -> bool:
    return role_in(user, classroom) in (ClassRole.STUDENT, ClassRole.ASSISTANT, ClassRole.TEACHER)


@rule(Can.MEMBER_MANAGE, within=Membership.visible_to)
def _manages_member(user: User, member: Membership) -> bool:
    return teaches(user, member.classroom) and member.role is not ClassRole.OWNER


@rule(Can.MODULE_EDIT, within=Module.visible_to)
@rule(Can.LESSON_EDIT, within=Lesson.visible_to)
@rule(Can.FILE_EDIT, within=StoredFile.visible_to)
@rule(Can.RESOURCE_EDIT, within=Resource.visible_to)
@rule(Can.UPLOAD_EDIT, within=Upload.visible_to)
@rule(Can.MODULE_RESTORE, within=Module.restored_by)
@rule(Can.LESSON_RESTORE, within=Lesson.restored_by)
@rule(Can.GROUP_EDIT, within=Group.visible_to)
def _edits(user: User, part: Module | Lesson | Group | StoredFile | Resource | Upload) -> bool:
    return _writes_in(user, part.classroom)


@rule(Can.LESSON_READ, within=Lesson.visible_to)
def _reads(user: User, lesson: Lesson) -> bool:
    return lesson.is_published or assists(user, lesson.classroom)


@rule(Can.LESSON_FINISH, within=Lesson.visible_to)
def _learns(user: User, lesson: Lesson) -> bool:
    return studies(user, lesson.classroom) and lesson.is_published and lesson.classroom.state is not State.ARCHIVED


@rule(Can.CLASS_PROGRESS, within=Classroom.entered_by)
def _assists(user: User, classroom: Classroom) -> bool:
    return assists(user, classroom)


@rule(Can.MEMBER_PROGRESS, within=Membership.visible_to)
def _sees_progress(user: User, member: Membership) -> bool:
    """Of a student: the staff, and himself where he may look inside."""
    own = member.user_id == user.id and member.is_active and member.classroom.state is not State.DRAFT
    return member.role is ClassRole.STUDENT and (own or assists(user, member.classroom))


@rule(Can.ANNOUNCEMENT_SEND)
def _announces_to_the_school(user: User, _: object) -> bool:
    """An admin; with a token only if its scope says so, whatever else the same door is for."""
    return user.is_admin and (user.scopes is None or "admin" in user.scopes)


@rule(Can.ANNOUNCEMENT_EDIT, within=Announcement.visible_to)
def _edits_announcement(user: User, announcement: Announcement) -> bool:
    if announcement.classroom is None:
        return _announces_to_the_school(user, None)
    return _writes_in(user, announcement.classroom)


@rule(Can.ANNOUNCEMENT_REACH, within=Announcement.visible_to)
def _sees_reach(user: User, announcement: Announcement) -> bool:
    return user.is_admin if announcement.classroom is None else teaches(user, announcement.classroom)


def public(view: View) -> View:
    """Mark a door that needs no sign-in."""
    view.__access__ = "public"  # type: ignore[attr-defined]
    return view


def requires(can: Can, model: type[Any] | None = None) -> Callable[[View], View]:
    """Mark and guard a door. With `model`, the URL's `id` is loaded from what the person may see and passed first."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            user = cast(User, current_user._get_current_object())
            _check_scope(user, can)
            subject = find(user, can, model, kwargs.pop("id")) if model else None
            if not allowed(user, can, subject):
                raise Forbidden
            return view(subject, *args, **kwargs) if model else view(*args, **kwargs)

        guarded.__access__ = (can, model)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard


def find(user: User, can: Can, model: type[Any], public_id: str) -> Any:
    """The object of `model` with this public id among those that `user` may know of. Raises NotFound."""
    seen = _within.get(can, getattr(model, "visible_to", None))
    if seen is None:
        raise RuntimeError(f"{can} has no select to load a {model.__name__} from")
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    found = db.session.scalars(_known(seen, model, user), {"public_id": public_id, **this(user)}).first()
    if found is None:
        raise NotFound
    return found


def _known(seen: Callable[[User], Select[Any]], model: type[Any], user: User) -> Select[Any]:
    """One object of `model` by its `public_id`, among those that `user` may know of."""
    if seen in STEADY:
        return _steady(seen, model, user.role, user.student_view_of is not None)  # type: ignore[arg-type]  # types hash
    return seen(user).where(model.public_id == bindparam("public_id"))


@cache
def _steady(seen: Callable[[User], Select[Any]], model: type[Any], role: Role, views_as_student: bool) -> Select[Any]:
    return seen(somebody(role, views_as_student=views_as_student)).where(model.public_id == bindparam("public_id"))


def _check_scope(user: User, can: Can) -> None:
    if user.scopes is None:
        return
    needed = {"read"} if request.method in SAFE_METHODS else {"write"}
    if can in ADMIN_SCOPE:
        needed = {"admin"}
    if not needed & user.scopes:
        raise Forbidden
