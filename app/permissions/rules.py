"""The rules: who may do what, one each, and what its objects are loaded from."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models.announcement import Announcement
from app.models.attempt import Attempt
from app.models.calendar import Holiday
from app.models.certificate import Certificate
from app.models.classroom import (
    STAFF,
    ClassRole,
    Classroom,
    JoinPolicy,
    Membership,
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
from app.models.question import Question
from app.models.quiz import Quiz, QuizException
from app.models.user import Role, User
from app.permissions.asking import assists, role_in, rule, studies, teaches
from app.permissions.can import Can


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
@rule(Can.QUESTION_BANK)
def _teacher(user: User, _: object) -> bool:
    return user.role in (Role.TEACHER, Role.ADMIN)


@rule(Can.CLASS_CARD, within=Classroom.visible_to)
def _card(user: User, _classroom: Classroom) -> bool:
    return True


@rule(Can.CLASS_INSIDE, within=Classroom.entered_by)
@rule(Can.MODULE_READ, within=Module.visible_to)
@rule(Can.QUIZ_READ, within=Quiz.visible_to)
@rule(Can.ATTEMPT_READ, within=Attempt.visible_to)
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
@rule(Can.QUIZ_WRITE, within=Classroom.entered_by)
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
@rule(Can.QUIZ_EDIT, within=Quiz.visible_to)
@rule(Can.QUIZ_RESTORE, within=Quiz.restored_by)
@rule(Can.QUESTION_EDIT, within=Question.visible_to)
def _edits(user: User, part: Module | Lesson | Group | StoredFile | Resource | Upload | Quiz | Question) -> bool:
    return _writes_in(user, part.classroom)


@rule(Can.LESSON_READ, within=Lesson.visible_to)
def _reads(user: User, lesson: Lesson) -> bool:
    return lesson.is_published or assists(user, lesson.classroom)


@rule(Can.LESSON_FINISH, within=Lesson.visible_to)
def _learns(user: User, lesson: Lesson) -> bool:
    return studies(user, lesson.classroom) and lesson.is_published and lesson.classroom.state is not State.ARCHIVED


@rule(Can.QUIZ_TAKE, within=Quiz.visible_to)
def _takes(user: User, quiz: Quiz) -> bool:
    """A student, himself; whether it is open to him now is for the action to say."""
    return studies(user, quiz.classroom) and quiz.is_published and quiz.classroom.state is not State.ARCHIVED


@rule(Can.QUIZ_RESULTS, within=Quiz.visible_to)
def _sees_results(user: User, quiz: Quiz) -> bool:
    return teaches(user, quiz.classroom)


@rule(Can.EXCEPTION_EDIT, within=QuizException.visible_to)
def _settles(user: User, exception: QuizException) -> bool:
    return _writes_in(user, exception.quiz.classroom)


@rule(Can.ATTEMPT_ANSWER, within=Attempt.visible_to)
def _answers(user: User, attempt: Attempt) -> bool:
    """His own, as a student of a class that goes on; a teacher his own preview."""
    classroom = attempt.quiz.classroom
    mine = attempt.user_id == user.id and classroom.state is not State.ARCHIVED
    return mine and (teaches(user, classroom) if attempt.is_preview else studies(user, classroom))


@rule(Can.ATTEMPT_GRADE, within=Attempt.visible_to)
def _grades(user: User, attempt: Attempt) -> bool:
    return _writes_in(user, attempt.quiz.classroom) and attempt.user_id != user.id


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
