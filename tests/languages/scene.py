"""A school whose people write Greek: whatever Latin letters its pages show, the portal itself wrote."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app import clock
from app.actions import announcements, lesson_publishing, lessons
from app.actions.announcements import Timing, To
from app.config import settings
from app.extensions import db
from app.formats.recurrence import Repeat
from app.models.announcement import Audience
from app.models.calendar import Holiday
from app.models.classroom import Classroom, JoinPolicy, Membership, MemberState
from app.models.credential import Purpose, UserToken, hash_token
from app.models.event import Dispatch
from app.models.lesson import BodyFormat, Lesson, Module
from app.models.notification import PushSubscription, VapidKey
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from app.notifications import fanout, unsubscribing
from tests.browser.held_scene import held_of
from tests.browser.live_scene import sessions_of
from tests.browser.quiz_scene import results_of
from tests.browser.scene import finish_a_class, newest_of, order, written
from tests.browser.taking_scene import taking_of
from tests.browser.webinar_scene import webinars_of
from tests.browser.writing_scene import writing_of
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.stock import stock

TEXT = "<h2>Φως</h2><p>Τα φυτά <strong>τρώνε</strong> φως.</p><ul><li>Νερό</li><li>Αέρας</li></ul>"
GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyz", "αβψδεφγηιξκλμνοπθρστυωχψυζ")
NUMBER = iter(range(10**6, 10**7))


def _in_greek(text: str) -> str:
    """Its letters, one by one."""
    return text.lower().translate(GREEK)


@dataclass(frozen=True)
class Scene:
    """People by role (None is nobody), and what fills the blanks of a page's address."""

    people: dict[str, User | None]
    names: dict[str, str]


def make_scene(school: School, language: str) -> Scene:
    """Rows in the database; what was published is in the bells already."""
    school.name, school.language, school.registration = "Σχολείο", language, Registration.OPEN
    db.session.add(VapidKey(public_key="1", private_pem="1"))
    admin, teacher, student = (person("Άννα Μ", language, role) for role in (Role.ADMIN, Role.TEACHER, Role.STUDENT))
    classroom = make_classroom(teacher, title="Βιολογία", subject="Φύση", emoji="🌱", join_policy=JoinPolicy.REQUEST)
    other = make_classroom(teacher, title="Σκάκι", colour=4, join_policy=JoinPolicy.REQUEST)
    inviting = make_classroom(teacher, title="Θέατρο", join_policy=JoinPolicy.CLOSED)
    for number, each in enumerate((classroom, other, inviting), start=2):
        each.join_code = str(number) * 8
    draft = make_classroom(teacher, title="Αργότερα", state="draft", published_at=None, join_code="6" * 8)
    make_member(inviting, student, state=MemberState.INVITED)
    _fill(classroom, student, language)
    lesson, unpublished = _write(classroom)
    _devices_of(student)
    _devices_of(teacher)
    names = {
        "classroom": classroom.public_id,
        "other": other.public_id,
        "draft": draft.public_id,
        "module": lesson.module.public_id,
        "lesson": lesson.public_id,
        "unpublished": unpublished.public_id,
        **newest_of(student),
        "by_hand": written(admin, "Άσκηση"),
        "unsubscribe": unsubscribing.token(student, "new_content"),
        **_announce(classroom, admin),
        "code": str(other.join_code),
        "user": student.public_id,
        "member": db.session.scalars(Membership.of(classroom, student)).one().public_id,
        "holiday": _holiday(),
        "group": order(classroom, lesson, unpublished),
        **stock(classroom, "Φύλλα"),
        **{purpose.value: _link(purpose, language) for purpose in Purpose},
        **finish_a_class(teacher, student, "Ζωγραφική"),
        **writing_of(classroom, student, "Άνεμος"),
        **taking_of(classroom, student, _in_greek),
        **webinars_of(classroom, student, _in_greek),
        **sessions_of(classroom, student, _in_greek),
        **held_of(classroom, student, _in_greek),
        **results_of(classroom, student, _in_greek),
    }
    db.session.commit()
    return Scene({"anyone": None, "student": student, "teacher": teacher, "admin": admin}, names)


def person(name: str, language: str, role: Role = Role.STUDENT, **values: Any) -> User:
    number = next(NUMBER)
    return make_user(role, name, username=str(number), email=f"{number}@example.org", language=language, **values)


def _fill(classroom: Classroom, student: User, language: str) -> None:
    make_member(classroom, student)
    for state in (MemberState.INVITED, MemberState.SUSPENDED, MemberState.REQUESTED, MemberState.LEFT):
        make_member(classroom, person("Ίρις", language), state=state)
    make_member(classroom, person("Όθων", language, Role.TEACHER), role="teacher")
    make_member(classroom, person("Εύα", language, Role.TEACHER), role="assistant")


def _write(classroom: Classroom) -> tuple[Lesson, Lesson]:
    db.session.add(Module(classroom_id=classroom.id, title="Κύτταρα", position=1))
    texts: dict[str, Any] = {"body": TEXT, "body_html": TEXT, "body_format": "html"}
    first, second, unpublished = (make_lesson(classroom, published=False, title=f"Μ{n}", **texts) for n in range(3))
    rich = TEXT + '<blockquote class="callout-tip"><p>Νερό</p></blockquote>'
    lessons.update(first, actor=classroom.owner, body=rich, body_format=BodyFormat.HTML)
    for lesson in (first, second):
        lesson_publishing.publish(lesson, actor=classroom.owner)
    for dispatch in db.session.query(Dispatch):
        fanout.run(dispatch.id)
    return first, unpublished


def _announce(classroom: Classroom, admin: User) -> dict[str, str]:
    """Something urgent and pinned that was reminded of, something that comes again, something for the school."""
    teacher, to_class = classroom.owner, To(Audience.CLASSROOM, classroom=classroom)
    options: dict[str, Any] = {"body": TEXT, "body_format": BodyFormat.HTML, "pinned": True}
    over = clock.now() + timedelta(days=9)
    pinned = announcements.draft(actor=admin, to=to_class, title="Φύλλα", urgent=True, expires_at=over, **options)
    announcements.publish(pinned, actor=admin)
    announcements.nudge(pinned, actor=admin)
    announcements.edit(pinned, actor=admin, title="Φύλλο")
    later = Timing(clock.now() + timedelta(days=2), Repeat.WEEKLY)
    scheduled = announcements.draft(actor=teacher, to=to_class, title="Ασκήσεις", then=later)
    announcements.draft(actor=teacher, to=to_class, title="Ιδέες")
    school = announcements.draft(actor=admin, to=To(Audience.SCHOOL), title="Βιβλία", then=Timing(), **options)
    for role in Role:
        announcements.draft(actor=admin, to=To(Audience.ROLE, role=role), title="Σήμερα")
    return {"announcement": pinned.public_id, "scheduled": scheduled.public_id, "to_school": school.public_id}


def _holiday() -> str:
    day = Holiday(name="Πάσχα", starts_on=date(2027, 4, 26), ends_on=date(2027, 4, 26))
    db.session.add(day)
    db.session.commit()
    return day.public_id


def _devices_of(user: User) -> None:
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(8)}"
    key = db.session.scalars(VapidKey.current()).one()
    about = {"p256dh": "1", "auth": "1", "label": "Firefox, Linux", "vapid_key_id": key.id}
    db.session.add(PushSubscription(user_id=user.id, endpoint=endpoint, endpoint_sha256=hash_token(endpoint), **about))


def _link(purpose: Purpose, language: str) -> str:
    """The secret of a link that a mail carries."""
    status = Status.INVITED if purpose is Purpose.INVITE else Status.ACTIVE
    reader = person("Νίκη", language, status=status)
    expires = clock.now() + timedelta(minutes=20)
    token = UserToken(user_id=reader.id, purpose=purpose, email=reader.email, expires_at=expires)
    db.session.add(token)
    db.session.commit()
    return token.secret(settings().secret_key)
