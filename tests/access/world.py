"""A school with one class in each state, and everybody who might knock at a door."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from app import clock
from app.actions import avatars, certificates
from app.extensions import db
from app.models.announcement import Announcement, AnnouncementState, Audience
from app.models.base import new_public_id
from app.models.calendar import Holiday
from app.models.certificate import Certificate
from app.models.classroom import ClassRole, Classroom, JoinPolicy, MemberState, State
from app.models.credential import ApiToken, UserSession, hash_token
from app.models.event import Dispatch, DispatchState, Event, EventText
from app.models.file import FileKind, Resource, StoredFile, Upload
from app.models.group import Group
from app.models.lesson import Lesson, LessonState, Module
from app.models.notification import Notification, NotificationState, Priority, PushSubscription, VapidKey
from app.models.progress import ClassProgress, LessonProgress
from app.models.revision import LessonRevision
from app.models.user import Role, Status, User
from tests.access.live import live_of
from tests.access.quizzes import quiz_of
from tests.support.people import make_classroom, make_member, make_school, make_session, make_token, make_user

ACTORS = ("anon", "pending", "stu", "stu2", "stuX", "susp", "tch", "cot", "ast", "tchX", "adm", "read", "write", "del")
STATES = ("draft", "hidden", "published", "archived")
CANARY_INSIDE = "canaryinside"
CANARY_STAFF = "canarystaff"
CANARY_OWN = "canaryown"


@dataclass
class World:
    """People by actor, objects by state and name, and how each actor shows who he is."""

    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def make_world() -> World:
    """Rows in the database, and what the tests need to find them."""
    make_school()
    world = World(people=_people())
    db.session.add(VapidKey(public_key="public", private_pem="private"))
    db.session.commit()
    own = _things_of(world.people["stu"])
    own["holiday"] = _keep(Holiday(name="Summer", starts_on=date(2027, 7, 1), ends_on=date(2027, 8, 9))).public_id
    for state in STATES:
        world.objects[state] = {**own, **_classroom(state, world.people), "user": world.people["stu2"].public_id}
    make_classroom(world.people["tchX"], title="Elsewhere")
    elsewhere = make_classroom(world.people["tchX"], title="Elsewhere too")
    make_member(elsewhere, world.people["stuX"])
    world.cookies = {actor: make_session(user) for actor, user in world.people.items()}
    world.tokens = {"read": make_token(world.people["tch"], "read"), "write": make_token(world.people["tch"], "write")}
    # Seen so lately that no request notes it anew: the one thing that a GET may write (decisions.md, viewing records).
    lately = clock.now() + timedelta(days=1)
    db.session.execute(update(ApiToken).values(last_used_at=lately))
    db.session.execute(update(UserSession).values(last_seen_at=lately))
    db.session.commit()
    return world


def _people() -> dict[str, User]:
    teachers = {"tch": "Tess", "cot": "Otto", "ast": "Asa", "tchX": "Xenia"}
    students = {"pending": "Pia", "stu": "Sam", "stu2": "Sue", "stuX": "Xavi", "susp": "Susi"}
    return {
        **{actor: make_user(Role.TEACHER, name) for actor, name in teachers.items()},
        **{actor: make_user(Role.STUDENT, name) for actor, name in students.items()},
        "adm": make_user(Role.ADMIN, "Ada"),
        "del": make_user(Role.STUDENT, "Gone", status=Status.DEACTIVATED),
    }


PLACES = {
    "pending": (ClassRole.STUDENT, MemberState.REQUESTED),
    "stu": (ClassRole.STUDENT, MemberState.ACTIVE),
    "stu2": (ClassRole.STUDENT, MemberState.ACTIVE),
    "susp": (ClassRole.STUDENT, MemberState.SUSPENDED),
    "cot": (ClassRole.TEACHER, MemberState.ACTIVE),
    "ast": (ClassRole.ASSISTANT, MemberState.ACTIVE),
    "del": (ClassRole.STUDENT, MemberState.ACTIVE),
}


def _classroom(state: str, people: dict[str, User]) -> dict[str, str]:
    """A class in this state; `hidden` is a published class whose lesson is a draft."""
    kept = State.PUBLISHED if state == "hidden" else State(state)
    published = {"published_at": None} if kept is State.DRAFT else {}
    classroom = make_classroom(
        people["tch"], title=f"Biology {state}", state=kept, join_policy=JoinPolicy.CODE, **published
    )
    places = {actor: make_member(classroom, people[actor], *place) for actor, place in PLACES.items()}
    mark = CANARY_STAFF if state in ("draft", "hidden") else CANARY_INSIDE
    module = _keep(
        Module(classroom_id=classroom.id, title=f"Cells {CANARY_INSIDE}" if state != "draft" else mark, position=1)
    )
    lesson = _keep(
        Lesson(
            classroom_id=classroom.id,
            module_id=module.id,
            title=f"Mitosis {mark}",
            body=f"Text {mark}",
            body_html=f"<p>Text {mark}</p>",
            state=LessonState.DRAFT if state == "hidden" else LessonState.PUBLISHED,
            published_at=None if state == "hidden" else clock.now(),
            position=1,
        )
    )
    if state == "published":
        _opened(lesson, people)
    saved = {"version": 1, "title": lesson.title, "body": lesson.body, "body_format": lesson.body_format}
    db.session.add(LessonRevision(lesson_id=lesson.id, author_id=people["tch"].id, saved_at=clock.now(), **saved))
    announcement = _keep(
        Announcement(
            classroom_id=classroom.id,
            author_id=people["tch"].id,
            audience=Audience.CLASSROOM,
            title=f"Announced {mark}",
            body_html=f"<p>Text {mark}</p>",
            pinned=True,
            state=AnnouncementState.DRAFT if state == "hidden" else AnnouncementState.PUBLISHED,
            published_at=None if state == "hidden" else clock.now(),
        )
    )
    certificate = _certificate(classroom, people["stu"])
    return {
        **_files(classroom, lesson, people["tch"], mark),
        **quiz_of(classroom, people, mark, hidden=state == "hidden"),
        **live_of(classroom, CANARY_INSIDE if state == "hidden" else mark),
        "certificate": certificate.public_id,
        "verified": certificate.code,
        "announcement": announcement.public_id,
        "group": _keep(Group(classroom_id=classroom.id, name=f"Blue {CANARY_STAFF}")).public_id,
        "classroom": classroom.public_id,
        "module": module.public_id,
        "lesson": lesson.public_id,
        "member": places["stu2"].public_id,
        "code": str(classroom.join_code),
    }


def _files(classroom: Classroom, lesson: Lesson, teacher: User, mark: str) -> dict[str, str]:
    """A file that the class shares as a resource, and the upload that it came by."""
    stored = avatars.files().put(io.BytesIO(mark.encode()), limit_bytes=1000)
    about = {"classroom_id": classroom.id, "uploader_id": teacher.id, "filename": f"{mark}.bin"}
    found = {"kind": FileKind.OTHER, "media_type": "application/octet-stream", "size": stored.size}
    file = StoredFile(key=stored.key, preview_key=stored.key, sha256=stored.sha256, **about, **found)
    _keep(file)
    shared = _keep(Resource(classroom_id=classroom.id, file_id=file.id, title=f"Shared {mark}", position=1))
    ends = clock.now() + timedelta(days=1)
    came = {"user_id": teacher.id, "classroom_id": classroom.id, "filename": mark, "size": 9, "file_id": file.id}
    way = _keep(Upload(expires_at=ends, sha256=stored.sha256, **came))
    return {"file": file.public_id, "resource": shared.public_id, "upload": way.public_id}


def _opened(lesson: Lesson, people: dict[str, User]) -> None:
    """By its students, so lately that no request notes it anew: as with sessions, see `make_world`."""
    for actor in ("stu", "stu2"):
        lately = clock.now() + timedelta(days=1)
        about = {"user_id": people[actor].id, "classroom_id": lesson.classroom_id}
        _keep(LessonProgress(lesson_id=lesson.id, opened_at=lately, last_opened_at=lately, **about))
        _keep(ClassProgress(done=0, total=1, changed_at=clock.now(), last_lesson_id=lesson.id, **about))


def _certificate(classroom: Classroom, holder: User) -> Certificate:
    """As it is issued, though the class is not finished: its words are those of the holder, who may show them."""
    said = Certificate(
        public_id=new_public_id(),
        code=certificates.new_code(),
        user_id=holder.id,
        classroom_id=classroom.id,
        holder=holder.name,
        title=classroom.title,
        teacher="Tess",
        school="Hill School",
        lessons=1,
        language="en",
        colour=1,
        issued_at=clock.now(),
        revocation_reason="",
    )
    said.seal = certificates.seal(said)
    return _keep(said)


def _things_of(user: User) -> dict[str, str]:
    """A notification, a device, a session and a token of one person."""
    event = _keep(Event(type="lesson.published", subject_type="users", subject_id=user.id, facts={}))
    text = _keep(
        EventText(event_id=event.id, kind="new_content", language="en", channel="bell", title=CANARY_OWN, path="/")
    )
    note = _keep(
        Notification(
            user_id=user.id,
            event_id=event.id,
            text_id=text.id,
            kind="new_content",
            priority=Priority.LOW,
            seq=1,
            public_id=new_public_id(),
        )
    )
    _keep(NotificationState(user_id=user.id, last_seq=1, version=1))
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(8)}"
    device = _keep(
        PushSubscription(
            user_id=user.id,
            vapid_key_id=db.session.query(VapidKey).one().id,
            endpoint=endpoint,
            endpoint_sha256=hash_token(endpoint),
            p256dh="x",
            auth="y",
            label=CANARY_OWN,
        )
    )
    make_session(user)
    make_token(user)
    session = db.session.query(UserSession).filter_by(user_id=user.id).first()
    token = db.session.query(ApiToken).filter_by(user_id=user.id).first()
    assert session
    assert token
    token.name = CANARY_OWN
    db.session.commit()
    _keep(Dispatch(event_id=event.id, kind="new_content", key=f"told:{event.public_id}", state=DispatchState.DONE))
    facts = {"users": [user.id], "title": CANARY_OWN, "body": ""}
    by_hand = _keep(Event(type="notification.sent_by_hand", subject_type="users", subject_id=user.id, facts=facts))
    _keep(Dispatch(event_id=by_hand.id, kind="system", key=f"told:{by_hand.public_id}", state=DispatchState.DONE))
    return {
        "by_hand": by_hand.public_id,
        "event": event.public_id,
        "notification": note.public_id,
        "device": device.public_id,
        "session": session.public_id,
        "token": token.public_id,
    }


def _keep(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row
