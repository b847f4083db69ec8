"""Mail: one delivery for each person with a confirmed address; sent over one connection a round."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import render_template
from sqlalchemy import Insert, and_, literal

from app import clock
from app.config import settings
from app.extensions import db
from app.mail import Attachment, Mail, MailDelayed, MailRefused, Outbox, build
from app.models.delivery import Delivery, DeliveryState, due_deliveries
from app.models.event import EventText
from app.models.notification import Channel, Notification
from app.models.school import School
from app.models.suppression import EmailSuppression
from app.models.user import User
from app.notifications import bundles, leases, mail_headers, recheck, rows, suppressions, texts, unsubscribing
from app.notifications.bundles import Bundle
from app.notifications.kinds import Kind, kind_of
from app.notifications.mail_headers import Place
from app.notifications.verdicts import Quiet, Verdict, verdict
from app.spoken import speaking
from app.transaction import action, release

if TYPE_CHECKING:
    from app.notifications.batches import Batch

name = Channel.EMAIL
AT_ONCE = 50
LEASE = timedelta(minutes=5)
ADDRESS = 0

log = logging.getLogger(__name__)


def rules(
    kinds: Iterable[Kind], quiet: Quiet, muffled_until: datetime | None = None, told: Any = Notification
) -> Verdict:
    """What becomes of mails of `kinds`."""
    return verdict(
        kinds,
        name,
        quiet,
        switch=and_(User.email_on, User.email_consent),
        reachable=and_(User.email.is_not(None), User.email_confirmed_at.is_not(None), ~EmailSuppression.holds()),
        muffled_until=muffled_until,
        told=told,
    )


def deliveries(batch: Batch) -> Insert:
    """A delivery to everybody's address, in the state that the rules give it."""
    given = rules([batch.kind], batch.quiet, batch.muffled_until)
    into, chosen = rows.from_batch(batch, given, literal(ADDRESS))
    return into.from_select(rows.COLUMNS, rows.new(chosen, name, literal(ADDRESS)))


@dataclass(frozen=True)
class Written:
    """What a mail says, taken out of the database so that nothing is held while it is rendered and sent."""

    delivery_id: int
    to: str
    name: str
    language: str
    title: str
    body: str
    path: str
    school: str
    place: Place
    thread: str
    unsubscribe: str
    files: tuple[Attachment, ...] = ()


def send_due(outbox: Outbox) -> int:
    """Take what is due, send it, write down what became of it. The number taken."""
    due = due_deliveries(name, clock.now())
    token, ids = leases.take(Delivery, due, AT_ONCE, LEASE, DeliveryState.LEASED)
    ends = clock.now() + LEASE
    for written in prepare(ids, token) if ids else []:
        if clock.now() >= ends:
            break
        conclude(token, written, _send(written, outbox))
    return len(ids)


def _send(written: Written, outbox: Outbox) -> Exception | None:
    """What went wrong, if anything: one mail that cannot be written must not stop the others."""
    try:
        message = build(compose(written), sender=settings().mail_from, school_name=written.school)
        release()  # the layout may have read something; nobody is to wait for the mail server
        outbox.send(message)
    except (MailRefused, MailDelayed) as problem:
        return problem
    except Exception as problem:
        log.exception("delivery %s cannot be written", written.delivery_id)
        return problem
    return None


@action
def prepare(ids: list[int], token: str) -> list[Written]:
    """What is still to be said; the rest is set aside or waits."""
    held = recheck.to_send(recheck.leased(ids, token), rules)
    going, bundled = bundles.gather(held)
    said = texts.said(going)
    school = db.session.scalars(School.the()).first()
    name = school.name if school else "Classbell"
    places = mail_headers.places((delivery.notification.classroom_id for delivery in going), name)
    return [_written(each, name, places, said[each.id], bundled.get(each.id)) for each in going]


def _written(
    delivery: Delivery, school: str, places: dict[int | None, Place], said: EventText, bundle: Bundle | None
) -> Written:
    note = delivery.notification
    return Written(
        delivery_id=delivery.id,
        to=note.user.email or "",
        name=note.user.name,
        language=said.language,
        title=bundle.title if bundle else said.title,
        body="" if bundle else said.body,
        path=bundle.path if bundle else said.path,
        school=school,
        place=places.get(note.classroom_id, places[None]),
        thread=note.kind,
        unsubscribe=unsubscribing.token(note.user, note.kind),
        files=() if bundle else kind_of(note.kind).files(note.event),
    )


def compose(written: Written) -> Mail:
    """Text and HTML from one layout, in the person's language, under a Message-ID that stays."""
    base = settings().base_url
    values = {
        "mail": written,
        "url": f"{base}{written.path}",
        "settings_url": f"{base}/notifications/preferences",
        "unsubscribe_url": mail_headers.unsubscribe_url(written.unsubscribe),
    }
    with speaking(written.language):
        html = render_template("emails/notification.html", **values)
        text = render_template("emails/notification.txt", **values)
    return Mail(
        to=written.to,
        subject=written.title,
        text=text,
        html=html,
        language=written.language,
        message_id=mail_headers.message_id(f"{written.delivery_id}.v1"),
        headers=mail_headers.of(written.place, written.unsubscribe, written.thread),
        files=written.files,
    )


@action
def conclude(token: str, written: Written, error: Exception | None) -> None:
    """Write down what became of one mail, if the lease is still ours, and what it says of the address."""
    suppressions.learn(written.to, error)
    delivery = rows.still_leased([written.delivery_id], token).get(written.delivery_id)
    if delivery is None:
        return
    if error is None:
        rows.sent(delivery)
    elif isinstance(error, MailRefused):
        rows.dead(delivery, error.code, error.message)
    else:
        rows.failed(delivery, getattr(error, "code", None), str(error))
