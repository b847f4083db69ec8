"""A school with something on every page: what the tests of pages look at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.actions import announcements, groups, lesson_publishing, lessons, memberships, modules, progress, releases
from app.actions.announcements import Timing, To
from app.actions.releases import Release
from app.extensions import db
from app.formats.recurrence import Repeat
from app.models.announcement import Audience
from app.models.calendar import Holiday
from app.models.certificate import Certificate
from app.models.classroom import Classroom, JoinPolicy, Membership, MemberState
from app.models.credential import LIFETIME, Purpose, UserToken, hash_token
from app.models.lesson import BodyFormat, Lesson, Module
from app.models.notification import Notification, PushSubscription, VapidKey
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from app.notifications import by_hand, unsubscribing
from app.notifications.whom import Group, Whom
from tests.browser.held_scene import held_of
from tests.browser.live_scene import sessions_of
from tests.browser.quiz_scene import results_of
from tests.browser.taking_scene import taking_of
from tests.browser.webinar_scene import webinars_of
from tests.browser.writing_scene import writing_of
from tests.support.people import make_classroom, make_lesson, make_member, make_session, make_token, make_user
from tests.support.portal import Portal, wait_until
from tests.support.stock import stock

TEXT = """<h2>Light</h2><p>Plants <strong>eat</strong> <a href="https://example.org/light">light</a>, and nothing but
light and water.</p><h3>What they need</h3><ul><li>Water</li><li>Air</li></ul><ol><li>Look</li><li>Think</li></ol>
<blockquote><p>A long quotation of somebody who knew everything about plants.</p></blockquote>
<pre><code>6 CO2 + 6 H2O → C6H12O6 + 6 O2  # one very long line that does not fit on any phone at all</code></pre>
<table><tbody><tr><th>Plant</th><th>Light</th></tr><tr><td>Fern</td><td>little</td></tr></tbody></table>"""

RICH = r"""<blockquote class="callout-warning"><p>Never look into the sun.</p></blockquote>
<p>It takes <code class="math-inline">E=h\nu</code> and more:</p>
<pre class="math-block">\frac{12}{34}=\sqrt{56}</pre>"""


@dataclass(frozen=True)
class Scene:
    """People by role (None is nobody), and what fills the blanks of a page's address."""

    people: dict[str, User | None]
    names: dict[str, str]


def make_scene(portal: Portal) -> Scene:
    """Rows in the database, and notices that the workers of `portal` have written."""
    admin, teacher = make_user(Role.ADMIN, "Ada Lindqvist"), make_user(Role.TEACHER, "Tess Okonkwo")
    student = make_user(Role.STUDENT, "Maximilian-Alexander Schönhauser-Wolkenstein")
    classroom = make_classroom(teacher, title="Biology 7b: plants, animals and everything between", emoji="🌱")
    other = make_classroom(teacher, title="Chess after school", colour=4, join_policy=JoinPolicy.REQUEST)
    draft = make_classroom(teacher, title="Not open yet", state="draft", published_at=None, colour=7)
    _fill(classroom, student)
    lesson, unpublished = _write(classroom)
    _wait_for_bell(portal, student)
    _devices_of(student)
    names = {
        "classroom": classroom.public_id,
        "other": other.public_id,
        "draft": draft.public_id,
        "module": lesson.module.public_id,
        "lesson": lesson.public_id,
        "unpublished": unpublished.public_id,
        **newest_of(student),
        "by_hand": written(admin, "Fire drill"),
        **_announce(classroom, admin),
        "code": str(other.join_code),
        "user": student.public_id,
        "member": db.session.scalars(Membership.of(classroom, student)).one().public_id,
        "holiday": _holiday(),
        "group": order(classroom, lesson, unpublished),
        **stock(classroom, "Leaves in autumn"),
        "unsubscribe": unsubscribing.token(student, "new_content"),
        **_links(portal),
        **finish_a_class(teacher, student, "Chess for beginners"),
        **results_of(classroom, student),
        **writing_of(classroom, student, "Leaves in the wind"),
        **taking_of(classroom, student),
        **webinars_of(classroom, student),
        **sessions_of(classroom, student),
        **held_of(classroom, student),
    }
    db.session.commit()
    return Scene({"anyone": None, "student": student, "teacher": teacher, "admin": admin}, names)


def _fill(classroom: Classroom, student: User) -> None:
    make_member(classroom, student)
    for number in range(25):
        make_member(classroom, make_user(name=f"Classmate {number}"))
    make_member(classroom, make_user(name="Invited Ines"), state=MemberState.INVITED)
    make_member(classroom, make_user(name="Suspended Susi"), state=MemberState.SUSPENDED)
    make_member(classroom, make_user(Role.TEACHER, "Otto Lind"), role="teacher")
    classroom.join_policy = JoinPolicy.REQUEST
    db.session.commit()
    memberships.join(classroom, make_user(name="Asking Asa"))


def _write(classroom: Classroom) -> tuple[Lesson, Lesson]:
    """A lesson published as teachers do, so that bells ring, and a draft."""
    texts: dict[str, Any] = {"body": TEXT, "body_html": TEXT, "body_format": "html"}
    written = [make_lesson(classroom, published=False, title=title, **texts) for title in ("Photosynthesis", "Roots")]
    lessons.update(written[0], actor=classroom.owner, body=TEXT + RICH, body_format=BodyFormat.HTML)
    lesson_publishing.publish(written[0], actor=classroom.owner)
    unpublished = make_lesson(classroom, published=False, title="How plants know where up is", **texts)
    lesson_publishing.publish(written[1], actor=classroom.owner)
    return written[0], unpublished


def order(classroom: Classroom, lesson: Lesson, draft: Lesson) -> str:
    """A second module with lessons of all states and rules, something deleted, and a group, whose id it answers."""
    teacher, title = classroom.owner, lesson.title
    some = groups.create(classroom, actor=teacher, name=title, people=[])
    room = modules.create(classroom, actor=teacher, title=title, description=title)
    later, grouped, after, gone = (
        make_lesson(classroom, published=False, title=title, module_id=room.id) for _ in "1234"
    )
    lesson_publishing.schedule(later, clock.now() + timedelta(days=3), actor=teacher)
    releases.put(grouped, Release(opens_at=clock.now() + timedelta(days=5), group=some), actor=teacher)
    releases.put(after, Release(after_lesson=draft), actor=teacher)
    releases.put(room, Release(after_module=lesson.module), actor=teacher)
    lesson_publishing.delete(gone, actor=teacher)
    modules.delete(modules.create(classroom, actor=teacher, title=title), actor=teacher)
    return some.public_id


def _announce(classroom: Classroom, admin: User) -> dict[str, str]:
    """Something pinned in the class, something with a time to come, something for the school."""
    teacher, to_class = classroom.owner, To(Audience.CLASSROOM, classroom=classroom)
    text: dict[str, Any] = {"body": TEXT, "body_format": BodyFormat.HTML, "then": Timing()}
    pinned = announcements.draft(actor=teacher, to=to_class, title="Bring a leaf on Monday", pinned=True, **text)
    later = Timing(clock.now() + timedelta(days=2), Repeat.WEEKLY)
    scheduled = announcements.draft(actor=teacher, to=to_class, title="Homework of the week", then=later)
    school = announcements.draft(actor=admin, to=To(Audience.SCHOOL), title="The library is open again", **text)
    return {
        "announcement": pinned.public_id,
        "scheduled": scheduled.public_id,
        "to_school": school.public_id,
    }


def _wait_for_bell(portal: Portal, student: User) -> None:
    def heard() -> bool:
        mine = select(func.count()).select_from(Notification).where(Notification.user_id == student.id)
        number = db.session.scalar(mine)
        db.session.commit()
        return number == 2

    if not wait_until(heard, 20, every=0.2):
        raise RuntimeError(f"no bell rang: {portal.log('worker')}")


def newest_of(student: User) -> dict[str, str]:
    newest = select(Notification).where(Notification.user_id == student.id).order_by(Notification.id.desc())
    note = db.session.scalars(newest.limit(1)).one()
    return {"notification": note.public_id, "event": note.event.public_id}


def written(admin: User, title: str) -> str:
    said: dict[str, Any] = {"title": title, "body": "", "level": "info", "redirect_url": "", "data": {}}
    return by_hand.send(Whom(Group.EVERYBODY), actor=admin, **said).public_id


def _holiday() -> str:
    day = Holiday(name="Summer holidays", starts_on=date(2027, 7, 1), ends_on=date(2027, 8, 31))
    db.session.add(day)
    db.session.commit()
    return day.public_id


def finish_a_class(teacher: User, student: User, title: str) -> dict[str, str]:
    """Another class, of one lesson, which the student has finished and has a certificate of."""
    classroom = make_classroom(teacher, title=title, colour=9, certifies=True)
    make_member(classroom, student)
    db.session.add(Module(classroom_id=classroom.id, title=title, position=1))
    progress.finish(make_lesson(classroom, title=title), student)
    made = db.session.scalars(Certificate.of(student)).one()
    return {"finished": classroom.public_id, "certificate": made.public_id, "verified": made.code}


def _devices_of(user: User) -> None:
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(8)}"
    key = db.session.scalars(VapidKey.current()).one()
    about = {"p256dh": "x", "auth": "y", "label": "Firefox, Windows", "vapid_key_id": key.id}
    browser = PushSubscription(user_id=user.id, endpoint=endpoint, endpoint_sha256=hash_token(endpoint), **about)
    db.session.add(browser)
    make_session(user)
    make_token(user)


def _links(portal: Portal) -> dict[str, str]:
    """The secrets of the links that mails carry; and a school where everybody may register."""
    school = db.session.scalars(School.the()).one()
    school.registration = Registration.OPEN
    secret_key = portal.environment["SECRET_KEY"]
    made = {}
    for purpose in Purpose:
        status = Status.INVITED if purpose is Purpose.INVITE else Status.ACTIVE
        person = make_user(name="Newcomer", status=status)
        token = UserToken(
            user_id=person.id,
            purpose=purpose,
            email=person.email,
            expires_at=clock.now() + min(LIFETIME[purpose], timedelta(days=1)),
        )
        db.session.add(token)
        db.session.commit()
        made[purpose.value] = token.secret(secret_key)
    return made
