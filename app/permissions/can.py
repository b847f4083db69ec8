"""Every deed that is asked about."""

from __future__ import annotations

from enum import StrEnum


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
    QUIZ_WRITE = "quiz.write"
    QUIZ_READ = "quiz.read"
    QUIZ_EDIT = "quiz.edit"
    QUIZ_RESTORE = "quiz.restore"
    QUIZ_TAKE = "quiz.take"
    QUIZ_RESULTS = "quiz.results"
    QUESTION_EDIT = "question.edit"
    QUESTION_BANK = "question.bank"
    EXCEPTION_EDIT = "exception.edit"
    ATTEMPT_READ = "attempt.read"
    ATTEMPT_ANSWER = "attempt.answer"
    ATTEMPT_GRADE = "attempt.grade"
    LIVE_WRITE = "live.write"
    LIVE_READ = "live.read"
    LIVE_EDIT = "live.edit"
    LIVE_ENTER = "live.enter"
    LIVE_LEAD = "live.lead"
    LIVE_REGISTER = "live.register"
    LIVE_ATTENDANCE = "live.attendance"
    RECORDING_READ = "recording.read"
    RECORDING_EDIT = "recording.edit"
    RECORDING_FEED = "recording.feed"
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
