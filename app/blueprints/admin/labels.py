"""Words for what admins see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.models.school import FactorPolicy, Registration
from app.models.suppression import SuppressionReason
from app.models.user import Role, Status
from app.notifications.whom import Group

ROLES = {Role.ADMIN: _l("Admin"), Role.TEACHER: _l("Teacher"), Role.STUDENT: _l("Student")}
STATUSES = {Status.ACTIVE: _l("Active"), Status.INVITED: _l("Invited"), Status.DEACTIVATED: _l("Switched off")}
POLICIES = {
    Registration.OPEN: _l("Everybody: students make their own account"),
    Registration.INVITATION: _l("Whoever was invited by mail"),
    Registration.CLOSED: _l("Nobody: admins make the accounts"),
}
FACTOR_POLICIES = {
    FactorPolicy.NOBODY: _l("Nobody: each decides for himself"),
    FactorPolicy.ADMINS: _l("Admins"),
    FactorPolicy.STAFF: _l("Admins and teachers"),
}
SUPPRESSIONS = {
    SuppressionReason.BOUNCE: _l("Mail came back: nobody has this address"),
    SuppressionReason.COMPLAINT: _l("The reader called it spam"),
    SuppressionReason.MANUAL: _l("Stopped by an admin"),
}
GROUPS = {
    Group.EVERYBODY: _l("Everybody"),
    Group.ROLE: _l("All of a role"),
    Group.CLASSROOM: _l("All of a class"),
    Group.PEOPLE: _l("One person"),
}
ORDERS = {
    "name": _l("Name"),
    "-seen": _l("Last seen"),
    "-created": _l("Newest first"),
    "created": _l("Oldest first"),
}
DEEDS = {
    "school.opened": _l("School opened"),
    "school.calendar_changed": _l("Calendar of the school changed"),
    "school.changed": _l("School changed"),
    "user.created": _l("Account made"),
    "user.invited": _l("Invited"),
    "user.joined": _l("Invitation accepted"),
    "user.renamed": _l("Name changed"),
    "user.role_changed": _l("Role changed"),
    "user.deactivated": _l("Account switched off"),
    "user.reactivated": _l("Account switched on"),
    "user.password_changed": _l("Password changed"),
    "user.password_reset": _l("Password reset by mail"),
    "user.password_set": _l("Password set by an admin"),
    "user.reset_sent": _l("Reset link sent"),
    "user.email_changed": _l("Email address changed"),
    "user.consent_changed": _l("Consent to mail changed"),
    "factor.turned_on": _l("Second factor turned on"),
    "factor.turned_off": _l("Second factor turned off"),
    "factor.reset": _l("Second factor taken away by an admin"),
    "factor.codes_renewed": _l("Recovery codes made anew"),
    "factor.code_used": _l("Recovery code used"),
    "permission.denied": _l("Refused"),
    "users.exported": _l("People exported"),
    "figures.exported": _l("Figures exported"),
    "audit.exported": _l("Audit log exported"),
    "progress.exported": _l("Progress of a class exported"),
    "quiz_results.exported": _l("Results of a quiz exported"),
    "quiz.regraded": _l("Quiz regraded"),
    "quiz.grade_changed": _l("Grade of an answer changed"),
    "token.created": _l("API token made"),
    "calendar.address_made": _l("Address of the calendar made"),
    "calendar.address_removed": _l("Address of the calendar removed"),
    "token.revoked": _l("API token revoked"),
    "classroom.created": _l("Class made"),
    "classroom.invited": _l("People invited to a class"),
    "classroom.archived": _l("Class archived"),
    "classroom.restored": _l("Class brought back"),
    "classroom.withdrawn": _l("Class withdrawn"),
    "classroom.copied": _l("Class copied"),
    "classroom.join_policy": _l("Way to join changed"),
    "classroom.code_renewed": _l("Class code renewed"),
    "classroom.code_switched_off": _l("Class code switched off"),
    "classroom.recognition": _l("Achievements or certificates of a class switched"),
    "certificate.issued": _l("Certificate issued"),
    "certificate.revoked": _l("Certificate revoked"),
    "membership.suspended": _l("Member suspended"),
    "membership.readmitted": _l("Member let in again"),
    "membership.removed": _l("Member removed"),
    "membership.role_changed": _l("Role in a class changed"),
    "module.deleted": _l("Module deleted"),
    "module.restored": _l("Module brought back"),
    "lesson.deleted": _l("Lesson deleted"),
    "lesson.restored": _l("Lesson brought back"),
    "quiz.deleted": _l("Quiz deleted"),
    "quiz.restored": _l("Quiz brought back"),
    "quiz.exception_put": _l("Other terms given for a quiz"),
    "quiz.exception_removed": _l("Other terms for a quiz taken back"),
    "quiz.time_given": _l("Time given to everybody who takes a quiz"),
    "file.deleted": _l("File deleted"),
    "announcement.published": _l("Announced to many"),
    "announcement.scheduled": _l("Announcement scheduled"),
    "announcement.withdrawn": _l("Announcement withdrawn"),
    "announcement.deleted": _l("Announcement deleted"),
    "notification.sent": _l("Notice sent"),
    "notification.cancelled": _l("Notice stopped"),
    "notification.reworded": _l("Notice reworded"),
    "notification.removed": _l("Notice taken away"),
    "mail.stopped": _l("Mail to an address stopped"),
    "mail.released": _l("Mail to an address tried again"),
    "template.changed": _l("Words of a notification changed"),
    "template.reset": _l("Words of a notification put back"),
    "policy.changed": _l("Rule for notifications changed"),
    "school.keeping_changed": _l("How long notifications are kept"),
    "school.storage_changed": _l("How much room files have"),
    "school.quiet_hours_changed": _l("Quiet hours of the school changed"),
}
SUBJECTS = {
    "schools": _l("The school"),
    "users": _l("A person"),
    "api_tokens": _l("An API token"),
    "classrooms": _l("A class"),
    "memberships": _l("A member"),
    "modules": _l("A module"),
    "lessons": _l("A lesson"),
    "quizzes": _l("A quiz"),
    "quiz_exceptions": _l("Other terms for a quiz"),
    "files": _l("A file"),
    "announcements": _l("An announcement"),
    "certificates": _l("A certificate"),
    "events": _l("A notice"),
    "notifications": _l("A notification"),
}
