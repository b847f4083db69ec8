"""Every page, by endpoint: its address with blanks that the scene fills, and who opens it.

The first of its readers looks at it in the dark and on a desktop, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from app.questions import TYPES

ALL = ("student", "teacher", "admin")
STAFF = ("teacher", "admin")


@dataclass(frozen=True)
class View:
    """One page as one reader sees it."""

    endpoint: str
    path: str
    role: str
    thorough: bool
    status: int = 200

    def __str__(self) -> str:
        return f"{self.role} {self.path}"


PAGES: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "pages.home": [("/", ("anyone", *ALL))],
    "pages.offline": [("/offline", ("anyone",))],
    "pages.styleguide": [("/styleguide", ("anyone",))],
    "accounts.login": [("/login", ("anyone",))],
    "accounts.register": [("/register", ("anyone",))],
    "accounts.reset_request": [("/password/reset", ("anyone",))],
    "accounts.reset": [("/password/reset/{reset}", ("anyone",))],
    "accounts.confirm": [("/email/confirm/{confirm}", ("anyone",))],
    "accounts.accept_invitation": [("/invitation/{invite}", ("anyone",))],
    "unsubscriptions.show": [("/unsubscribe/{unsubscribe}", ("anyone",))],
    "memberships.join_form": [("/join", ("student", "teacher", "anyone"))],
    "memberships.join": [("/join/{code}", ("student", "teacher", "anyone"))],
    "classrooms.index": [("/classrooms", ALL), ("/classrooms?q=nothing+of+the+kind", ("student",))],
    "classrooms.new": [("/classrooms/new", STAFF)],
    "classrooms.show": [
        ("/classrooms/{classroom}", ("student", "teacher", "admin")),
        ("/classrooms/{other}", ("student",)),
        ("/classrooms/{draft}", ("teacher",)),
    ],
    "classrooms.edit": [("/classrooms/{classroom}/edit", STAFF)],
    "classrooms.new_copy": [("/classrooms/{classroom}/copy", ("teacher",))],
    "classrooms.code": [("/classrooms/{classroom}/code", STAFF)],
    "classrooms.join_sheet": [("/classrooms/{classroom}/join-sheet", STAFF)],
    "files.index": [("/classrooms/{classroom}/files", STAFF)],
    "resources.index": [("/classrooms/{classroom}/resources", ALL)],
    "resources.edit": [("/resources/{resource}/edit", ("teacher",))],
    "admin.storage": [("/admin/storage", ("admin",))],
    "memberships.index": [("/classrooms/{classroom}/people", ("teacher", "student", "admin"))],
    "memberships.new_invitations": [("/classrooms/{classroom}/people/invitations", STAFF)],
    "announcements.index": [
        ("/announcements", ALL),
        ("/announcements?show=mine", ("teacher", "admin")),
        ("/announcements?show=all", ("admin",)),
    ],
    "announcements.of_class": [
        ("/classrooms/{classroom}/announcements", ("teacher", "student")),
        ("/classrooms/{classroom}/announcements?show=waiting", ("teacher",)),
        ("/classrooms/{draft}/announcements", ("teacher",)),
    ],
    "announcements.new": [("/announcements/new", ("admin",))],
    "announcements.new_in_class": [("/classrooms/{classroom}/announcements/new", ("teacher", "admin"))],
    "announcements.show": [
        ("/announcements/{announcement}", ("student", "teacher")),
        ("/announcements/{scheduled}", ("teacher",)),
        ("/announcements/{to_school}", ("student", "admin")),
    ],
    "announcements.edit": [
        ("/announcements/{announcement}/edit", ("teacher",)),
        ("/announcements/{scheduled}/edit", ("teacher",)),
    ],
    "announcements.people": [
        ("/announcements/{announcement}/people", ("teacher",)),
        ("/announcements/{to_school}/people", ("admin",)),
    ],
    "lessons.index": [("/classrooms/{classroom}/learn", ("teacher", "student")), ("/classrooms/{draft}/learn", STAFF)],
    "lessons.new": [("/modules/{module}/lessons/new", ("teacher",))],
    "lessons.show": [
        ("/lessons/{lesson}", ("student", "teacher")),
        ("/lessons/{unpublished}", ("teacher",)),
        ("/lessons/{film}", ("student", "teacher")),
        ("/lessons/{embed}", ("student",)),
        ("/lessons/{paper}", ("student",)),
        ("/lessons/{link}", ("student",)),
        ("/lessons/{quiz_lesson}", ("student", "teacher")),
    ],
    "lessons.edit": [("/lessons/{unpublished}/edit", ("teacher",)), ("/lessons/{film}/edit", ("teacher",))],
    "lessons.offline": [("/lessons/{lesson}/offline", ("student",))],
    "lessons.history": [("/lessons/{lesson}/history", ("teacher",)), ("/lessons/{unpublished}/history", ("teacher",))],
    "lessons.revision": [("/lessons/{lesson}/history/1", ("teacher",))],
    "lessons.changes": [("/lessons/{lesson}/history/changes?from=1&to=2", ("teacher",))],
    "lessons.preview": [("/lessons/{lesson}/preview", ("teacher",))],
    "modules.edit": [("/modules/{module}/edit", ("teacher",))],
    "modules.choose_place": [("/lessons/{lesson}/position", ("teacher",))],
    "modules.lesson_tools": [("/lessons/{lesson}/tools", ("teacher",)), ("/lessons/{unpublished}/tools", ("teacher",))],
    "modules.deleted": [("/classrooms/{classroom}/learn/deleted", STAFF), ("/classrooms/{draft}/learn/deleted", STAFF)],
    "lessons.plan": [("/lessons/{unpublished}/schedule", ("teacher",))],
    "releases.lesson": [("/lessons/{lesson}/release", ("teacher",))],
    "releases.module": [("/modules/{module}/release", ("teacher",))],
    "groups.index": [("/classrooms/{classroom}/groups", STAFF), ("/classrooms/{draft}/groups", ("teacher",))],
    "groups.edit": [("/groups/{group}", ("teacher",))],
    "quizzes.index": [("/classrooms/{classroom}/quizzes", ALL), ("/classrooms/{draft}/quizzes", ("teacher",))],
    "quizzes.new": [("/classrooms/{classroom}/quizzes/new", ("teacher",))],
    "quizzes.deleted": [
        ("/classrooms/{classroom}/quizzes/deleted", ("teacher",)),
        ("/classrooms/{draft}/quizzes/deleted", ("teacher",)),
    ],
    "quizzes.card": [
        ("/quizzes/{quiz_open}", ("student", "teacher")),
        ("/quizzes/{quiz_draft}", ("teacher",)),
        ("/quizzes/{quiz_later}", ("teacher",)),
    ],
    "quizzes.settings": [("/quizzes/{quiz_open}/settings", ("teacher",))],
    "quizzes.plan": [("/quizzes/{quiz_draft}/schedule", ("teacher",))],
    "quizzes.questions": [
        ("/quizzes/{quiz_draft}/questions", ("teacher",)),
        ("/quizzes/{quiz_later}/questions?new=single", ("teacher",)),
        *((f"/quizzes/{{quiz_draft}}/questions?open={{question_{name}}}", ("teacher",)) for name in TYPES),
    ],
    "quizzes.section": [("/quizzes/{quiz_draft}/sections/{quiz_pool}", ("teacher",))],
    "quizzes.paste": [("/quizzes/{quiz_draft}/questions/list", ("teacher",))],
    "quizzes.exceptions": [
        ("/quizzes/{quiz_open}/exceptions", ("teacher",)),
        ("/quizzes/{quiz_draft}/exceptions", ("teacher",)),
    ],
    "quizzes.exception": [("/quiz-exceptions/{quiz_exception}", ("teacher",))],
    "questions.index": [("/questions", STAFF), ("/questions?q=nothing+of+the+kind", ("teacher",))],
    "questions.show": [("/questions/{question_single}", ("teacher",)), ("/questions/{question_essay}", ("teacher",))],
    "attempts.show": [("/attempts/{taking}", ("student",)), ("/attempts/{taking_checked}", ("student",))],
    "attempts.review": [("/attempts/{taking}/review", ("student",))],
    "quiz_results.show": [
        ("/attempts/{results_attempt}/result", ("student", "teacher")),
        ("/attempts/{results_unseen}/result", ("student",)),
        ("/attempts/{results_none}/result", ("student",)),
    ],
    "quiz_results.table": [
        ("/quizzes/{results_quiz}/results", ("teacher", "admin")),
        ("/quizzes/{results_empty}/results?show=done", ("teacher",)),
    ],
    "quiz_results.grading": [
        ("/quizzes/{results_quiz}/grading", ("teacher",)),
        ("/quizzes/{results_empty}/grading", ("teacher",)),
    ],
    "quiz_results.grade_next": [("/quizzes/{results_quiz}/grading/{results_essay}", ("teacher",))],
    "quiz_results.grade_one": [("/attempts/{results_attempt}/grading/{results_essay}?names=hidden", ("teacher",))],
    "quiz_results.analysis": [
        ("/quizzes/{results_quiz}/analysis", ("teacher",)),
        ("/quizzes/{results_empty}/analysis", ("teacher",)),
    ],
    "quiz_results.regrades": [
        ("/quizzes/{results_quiz}/regrades?q{results_changed}=key", ("teacher",)),
        ("/quizzes/{results_empty}/regrades", ("teacher",)),
    ],
    "quizzes.import_new": [("/classrooms/{classroom}/quizzes/import", STAFF)],
    "quizzes.import_more": [("/quizzes/{results_quiz}/import", ("teacher",))],
    "quizzes.export": [("/quizzes/{results_quiz}/export", STAFF), ("/quizzes/{results_empty}/export", ("teacher",))],
    "progress.index": [("/progress", ALL)],
    "progress.show": [
        ("/classrooms/{classroom}/progress", ("teacher", "student", "admin")),
        ("/classrooms/{classroom}/progress?q=nobody+at+all", ("teacher",)),
        ("/classrooms/{draft}/progress", ("teacher",)),
    ],
    "progress.lessons": [("/classrooms/{classroom}/progress/lessons", ("teacher",))],
    "progress.drawn": [("/classrooms/{classroom}/progress/charts", ("teacher",))],
    "progress.person": [("/memberships/{member}/progress", ("teacher", "student"))],
    "achievements.index": [("/achievements", ALL)],
    "certificates.index": [("/certificates", ("student", "teacher"))],
    "certificates.one": [("/certificates/{certificate}", ("student", "teacher"))],
    "certificates.of_class": [
        ("/classrooms/{finished}/recognition", ("teacher",)),
        ("/classrooms/{draft}/recognition", ("teacher",)),
    ],
    "certificates.ask": [("/certificates/verify", ("anyone", "student"))],
    "certificates.verify": [("/certificates/verify/{verified}", ("anyone",))],
    "reach.board": [
        ("/classrooms/{classroom}/reach", ("teacher", "admin")),
        ("/classrooms/{classroom}/reach?show=bell", ("teacher",)),
    ],
    "reach.event": [("/reach/{event}", ("teacher", "admin")), ("/reach/{event}?q=nobody+at+all", ("teacher",))],
    "reach.notice": [("/proof/{notification}", ("teacher", "admin"))],
    "calendar.show": [
        ("/calendar", ALL),
        ("/calendar?view=week", ("teacher", "student")),
        ("/calendar?view=list", ("student",)),
        ("/calendar?view=list&day=2001-01-01", ("student",)),
    ],
    "live.index": [
        ("/classrooms/{classroom}/live", ("teacher", "student")),
        ("/classrooms/{classroom}/live?show=past", ("student",)),
        ("/classrooms/{draft}/live", ("teacher",)),
    ],
    "live.new": [("/classrooms/{classroom}/live/new", ("teacher",))],
    "live.show": [
        ("/sessions/{planned}", ("teacher", "student", "admin")),
        ("/sessions/{called_off}", ("student",)),
        ("/sessions/{held}", ("student", "teacher")),
    ],
    "live.edit": [("/sessions/{planned}/edit", ("teacher",))],
    "live.cancellation": [("/sessions/{planned}/cancellation", ("teacher",))],
    "live.people": [("/sessions/{planned}/people", ("teacher",))],
    "live.room": [("/sessions/{planned}/room", ("student", "teacher"))],
    "live.chat": [("/sessions/{planned}/chat", ("student", "teacher"))],
    "live.door": [("/sessions/{planned}/door", ("teacher",))],
    "live_now.sessions": [("/sessions", ("student", "teacher")), ("/sessions?show=past", ("student", "teacher"))],
    "attendance.table": [
        ("/sessions/{held}/attendance", ("teacher",)),
        ("/sessions/{held}/attendance?q=nobody+at+all", ("teacher",)),
        ("/sessions/{planned}/attendance", ("teacher",)),
    ],
    "recordings.index": [("/recordings", ALL), ("/recordings?q=nothing+at+all", ("student",))],
    "recordings.show": [
        ("/recordings/{recording}", ("student", "teacher")),
        ("/recordings/{own_recording}", ("teacher",)),
    ],
    "recordings.new": [("/sessions/{held}/recordings/new", ("teacher",))],
    "recordings.edit": [("/recordings/{recording}/edit", ("teacher",))],
    "calendar.own_feed": [("/calendar/feed", ("student", "teacher"))],
    "webinars.show": [("/webinars/{webinar}", ("anyone",))],
    "webinars.index": [
        ("/webinars/{webinar_asked}/registrations", ("teacher",)),
        ("/webinars/{webinar}/registrations?show=declined", ("teacher",)),
    ],
    "notifications.index": [("/notifications", ALL), ("/notifications?unread=true", ("student",))],
    "notifications.show": [("/notifications/{notification}", ("student",))],
    "notifications.preferences": [("/notifications/preferences", ALL)],
    "profile.edit": [("/me", ALL)],
    "profile.password": [("/me/password", ALL)],
    "profile.devices": [("/me/devices", ALL)],
    "profile.second_factor": [("/me/second-factor", ALL)],
    "profile.tokens": [("/me/tokens", ALL)],
    "admin.dashboard": [("/admin", ("admin",))],
    "admin.users": [("/admin/users", ("admin",)), ("/admin/users?q=nobody+has+this+name", ("admin",))],
    "admin.user": [("/admin/users/{user}", ("admin",))],
    "admin.new_user": [("/admin/users/new", ("admin",))],
    "admin.new_invitation": [("/admin/users/invitations/new", ("admin",))],
    "admin.policy": [("/admin/notifications/policy", ("admin",))],
    "admin.kind_policy": [("/admin/notifications/policy/new_content", ("admin",))],
    "admin.notices": [
        ("/admin/notifications", ("admin",)),
        ("/admin/notifications?q=nothing+of+the+kind&since=2026-01-01", ("admin",)),
    ],
    "admin.notice": [("/admin/notifications/{notification}", ("admin",))],
    "admin.notice_figures": [
        ("/admin/notifications/figures", ("admin",)),
        ("/admin/notifications/figures?days=90", ("admin",)),
    ],
    "admin.keeping": [("/admin/notifications/keeping", ("admin",))],
    "admin.new_notice": [("/admin/notifications/new", ("admin",))],
    "admin.sent_notices": [("/admin/notifications/sent", ("admin",))],
    "admin.sent_notice": [("/admin/notifications/sent/{by_hand}", ("admin",))],
    "admin.progress": [("/admin/progress", ("admin",)), ("/admin/progress?q=nobody+at+all", ("admin",))],
    "admin.progress_of_classes": [("/admin/progress/classes", ("admin",))],
    "admin.school": [("/admin/school", ("admin",))],
    "admin.calendar": [("/admin/calendar", ("admin",))],
    "admin.holiday": [("/admin/calendar/holidays/{holiday}", ("admin",))],
    "admin.templates_index": [("/admin/notifications/templates", ("admin",))],
    "admin.template": [
        ("/admin/notifications/templates/new_content/bell/en", ("admin",)),
        ("/admin/notifications/templates/new_content/email/es", ("admin",)),
    ],
    "admin.mails": [("/admin/mail", ("admin",))],
    "admin.mail": [("/admin/mail/digest", ("admin",)), ("/admin/mail/invitation", ("admin",))],
    "admin.audit_log": [("/admin/audit", ("admin",))],
    "api.docs": [("/api/docs", ("teacher",))],
}
# Opened by test_setup.py, since only an empty school has it, and by test_second_factor.py, between two steps.
ELSEWHERE = {"accounts.second_step", "setup.show"}
# Answers of GET that are no pages: files, parts of pages, data.
NO_PAGES = {
    "admin.mail_html",
    "static",
    "attempts.questions",
    "attempts.tell_time",
    "avatars.show",
    "files.show",
    "files.download",
    "files.preview",
    "resources.open_one",
    "certificates.file",
    "classrooms.qr",
    "calendar.feed",
    "live_now.banner",
    "notifications.recent",
    "notifications.sync",
    "push.key",
    "reach.announcement",
    "reach.lesson",
    "pages.manifest",
    "pages.service_worker",
    "api.openapi",
}
NO_PAGES_OF = ("operation.", "api_")
REFUSALS = [
    View("errors.403", "/admin", "student", True, 403),
    View("errors.404", "/classrooms/nowhere", "student", True, 404),
    View("errors.404", "/nowhere", "anyone", False, 404),
    View("certificates.verify", "/certificates/verify/unknown", "anyone", False, 404),
    View("accounts.stale", "/password/reset/stale", "anyone", True, 404),
]


def views() -> Iterator[View]:
    """Every page as every reader, and the pages of refusal."""
    for endpoint, addresses in PAGES.items():
        for path, roles in addresses:
            for role in roles:
                yield View(endpoint, path, role, thorough=role == roles[0])
    yield from REFUSALS


def missing(app: Flask) -> set[str]:
    """Endpoints that answer to GET and stand in none of the lists above."""
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    listed = PAGES.keys() | ELSEWHERE | NO_PAGES
    return {endpoint for endpoint in asked - listed if not endpoint.startswith(NO_PAGES_OF)}
