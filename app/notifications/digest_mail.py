"""The mail that a digest becomes: asked again what of it is still to be said, gathered by class, sent once."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.config import settings
from app.extensions import db
from app.mail import Mail, MailDelayed, MailRefused, Outbox, build
from app.models.delivery import Delivery, Digest, DigestState
from app.models.event import EventText
from app.models.school import School
from app.notifications import leases, mail_headers, recheck, rows, suppressions, texts, unsubscribing
from app.notifications.channels import email
from app.notifications.kinds import kind_of
from app.notifications.mail_headers import Place
from app.spoken import speaking
from app.transaction import action, release

AT_ONCE = 20
LEASE = timedelta(minutes=5)
TRIES = 6
LINES = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One like or several told as one; `newest` orders them."""

    title: str
    body: str
    path: str
    count: int
    newest: int


@dataclass(frozen=True)
class Section:
    """What happened in one place, newest first."""

    place: Place
    lines: list[Line]


@dataclass(frozen=True)
class Written:
    """A digest out of the database: nothing is held while it is rendered and sent."""

    id: int
    public_id: str
    deliveries: list[int]
    to: str
    name: str
    language: str
    school: str
    sections: list[Section]
    unsubscribe: str

    @property
    def count(self) -> int:
        return sum(line.count for section in self.sections for line in section.lines)


def send_due(outbox: Outbox) -> int:
    """Send the digests whose hour has come; how many were taken. What fails waits, or is set aside."""
    token, ids = leases.take(Digest, Digest.due(clock.now()), AT_ONCE, LEASE, DigestState.LEASED)
    ends = clock.now() + LEASE
    for written in prepare(ids, token) if ids else []:
        if clock.now() >= ends:
            break
        conclude(token, written, _send(written, outbox))
    return len(ids)


def _send(written: Written, outbox: Outbox) -> Exception | None:
    """What went wrong, if anything: one that cannot be written must not stop the others."""
    try:
        message = build(compose(written), sender=settings().mail_from, school_name=written.school)
        release()
        outbox.send(message)
    except (MailRefused, MailDelayed) as problem:
        return problem
    except Exception as problem:
        log.exception("digest %s cannot be written", written.public_id)
        return problem
    return None


@action
def prepare(ids: list[int], token: str) -> list[Written]:
    """What is still worth a mail; a try is counted before it is made, so that one that kills the sender ends too."""
    held = select(Digest).options(joinedload(Digest.user)).where(Digest.id.in_(ids), Digest.lease_token == token)
    digests = db.session.scalars(held.order_by(Digest.id).execution_options(populate_existing=True)).all()
    waiting = recheck.to_gather(recheck.gathered([digest.id for digest in digests]), email.rules)
    said = texts.said(waiting)
    school = db.session.scalars(School.the()).first()
    name = school.name if school else "Classbell"
    places = mail_headers.places((delivery.notification.classroom_id for delivery in waiting), name)
    written = []
    for digest in digests:
        digest.attempts += 1
        mine = [delivery for delivery in waiting if delivery.digest_id == digest.id]
        if not mine:
            _end(digest, DigestState.CANCELLED, None)
        elif digest.attempts > TRIES:
            _give_up(digest, mine, None, "the sender ended while sending it")
        else:
            written.append(_written(digest, name, mine, _sections(mine, said, places, digest.user.language)))
    return written


def _written(digest: Digest, school: str, mine: list[Delivery], sections: list[Section]) -> Written:
    return Written(
        id=digest.id,
        public_id=digest.public_id,
        deliveries=[delivery.id for delivery in mine],
        to=digest.user.email or "",
        name=digest.user.name,
        language=digest.user.language,
        school=school,
        sections=sections,
        unsubscribe=unsubscribing.token(digest.user, unsubscribing.DIGEST),
    )


def _sections(
    mine: list[Delivery], said: dict[int, EventText], places: dict[int | None, Place], language: str
) -> list[Section]:
    """The lines by place: the place with the newest comes first."""
    groups: dict[tuple[int | None, str], list[Delivery]] = defaultdict(list)
    for delivery in mine:
        note = delivery.notification
        groups[note.classroom_id, note.group_key or note.public_id].append(delivery)
    by_place: dict[int | None, list[Line]] = defaultdict(list)
    with speaking(language):
        for (classroom_id, _), group in groups.items():
            by_place[classroom_id].append(_line(group, said))
    sections = [
        Section(places.get(number, places[None]), sorted(lines, key=lambda line: -line.newest))
        for number, lines in by_place.items()
    ]
    return sorted(sections, key=lambda section: -section.lines[0].newest)


def _line(group: list[Delivery], said: dict[int, EventText]) -> Line:
    last = group[-1]
    note, text, count = last.notification, said[last.id], len(group)
    if count == 1:
        return Line(text.title, text.body, text.path, 1, note.id)
    kind = kind_of(note.kind)
    return Line(kind.bundle(note.event, count), "", kind.bundle_path(note.event), count, note.id)


def shown(sections: list[Section]) -> tuple[list[Section], int]:
    """The newest LINES of all, still by place, and how many notifications the lines left out tell of."""
    lines = [line for section in sections for line in section.lines]
    kept = {line.newest for line in sorted(lines, key=lambda line: -line.newest)[:LINES]}
    cut = [Section(each.place, [line for line in each.lines if line.newest in kept]) for each in sections]
    more = sum(line.count for line in lines if line.newest not in kept)
    return [section for section in cut if section.lines], more


def compose(written: Written) -> Mail:
    """Text and HTML in the person's language, under a Message-ID that stays when it is sent again."""
    base = settings().base_url
    sections, more = shown(written.sections)
    places = [section.place for section in written.sections]
    with speaking(written.language):
        subject = _subject(written, places)
        values = {
            "mail": written,
            "subject": subject,
            "sections": sections,
            "more": more,
            "base": base,
            "url": f"{base}/notifications",
            "settings_url": f"{base}/notifications/preferences",
            "unsubscribe_url": mail_headers.unsubscribe_url(written.unsubscribe),
        }
        html = render_template("emails/digest.html", **values)
        text = render_template("emails/digest.txt", **values)
    return Mail(
        to=written.to,
        subject=subject,
        text=text,
        html=html,
        language=written.language,
        message_id=mail_headers.message_id(f"{written.public_id}.digest.v1"),
        headers=mail_headers.of(places[0] if len(places) == 1 else Place(written.school), written.unsubscribe),
    )


def _subject(written: Written, places: list[Place]) -> str:
    if len(places) == 1:
        where = places[0].title
        return ngettext("%(num)d thing from %(where)s", "%(num)d things from %(where)s", written.count, where=where)
    return ngettext("%(num)d thing from your classes", "%(num)d things from your classes", written.count)


@action
def conclude(token: str, written: Written, problem: Exception | None) -> None:
    """Write down what became of a digest and all it says, if the lease is still ours."""
    suppressions.learn(written.to, problem)
    mine = Digest.id == written.id, Digest.lease_token == token
    digest = db.session.scalars(select(Digest).where(*mine).with_for_update()).first()
    if digest is None:
        return
    told = list(db.session.scalars(select(Delivery).where(Delivery.id.in_(written.deliveries))))
    if problem is None:
        _end(digest, DigestState.SENT, None)
        digest.sent_at = clock.now()
        for delivery in told:
            rows.sent(delivery)
    elif isinstance(problem, MailRefused) or digest.attempts >= TRIES:
        _give_up(digest, told, getattr(problem, "code", None), str(problem))
    else:
        _end(digest, DigestState.RETRY, str(problem))
        digest.next_attempt_at = clock.now() + leases.wait_after(digest.attempts)


def _give_up(digest: Digest, told: list[Delivery], code: int | None, error: str) -> None:
    _end(digest, DigestState.DEAD, error)
    for delivery in told:
        rows.dead(delivery, code, error)


def _end(digest: Digest, state: DigestState, error: str | None) -> None:
    digest.state = state
    digest.error = error[:500] if error else None
    digest.next_attempt_at = digest.lease_token = digest.lease_until = None
