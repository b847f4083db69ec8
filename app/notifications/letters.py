"""Sending letters: taken under a lease, checked again, rendered in the reader's language, sent, written down."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock, transaction
from app.config import settings
from app.extensions import db
from app.mail import Mail, MailDelayed, MailRefused, Outbox, build
from app.models.credential import Purpose
from app.models.letter import Letter, LetterState
from app.models.school import School
from app.models.user import Status
from app.notifications import leases, suppressions
from app.spoken import speaking
from app.transaction import action

LEASE = timedelta(minutes=10)
TRIES = 6
DOORS = {
    Purpose.RESET: "accounts.reset",
    Purpose.CONFIRM: "accounts.confirm",
    Purpose.INVITE: "accounts.accept_invitation",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """A letter out of the database, with its link: nothing is held while it is rendered and sent."""

    id: int
    public_id: str
    template: str
    to: str
    language: str
    school: str
    facts: dict[str, Any]


def send_due(outbox: Outbox, limit: int = 50) -> int:
    """Send up to `limit` letters whose time has come; how many were taken. What fails waits, or is set aside."""
    token, ids = leases.take(Letter, Letter.due(clock.now()), limit, LEASE, LetterState.LEASED)
    ends = clock.now() + LEASE
    for letter in _prepare(ids, token) if ids else []:
        if clock.now() >= ends:
            break
        conclude(letter.id, token, _send(letter, outbox))
    return len(ids)


def _send(letter: Written, outbox: Outbox) -> Exception | None:
    try:
        message = build(compose(letter), sender=settings().mail_from, school_name=letter.school)
        transaction.release()  # a template may have read something; nobody is to wait for the mail server
        outbox.send(message)
    except (MailRefused, MailDelayed) as problem:
        return problem
    except Exception as problem:
        log.exception("letter %s cannot be written", letter.public_id)
        return problem
    return None


@action
def _prepare(ids: list[int], token: str) -> list[Written]:
    """What is still worth sending; a try is counted before it is made, so that one that kills the sender ends too."""
    held = select(Letter).options(joinedload(Letter.user), joinedload(Letter.token))
    school = db.session.scalars(School.the()).first()
    letters = []
    for letter in db.session.scalars(held.where(Letter.id.in_(ids), Letter.lease_token == token).order_by(Letter.id)):
        letter.attempts += 1
        if letter.attempts > TRIES:
            _end(letter, LetterState.DEAD, "the sender ended while sending it")
        elif _pointless(letter):
            _end(letter, LetterState.CANCELLED, "its link or its reader is no longer there")
        else:
            letters.append(_written(letter, school.name if school else "Classbell"))
    return letters


def _pointless(letter: Letter) -> bool:
    if letter.user is not None and letter.user.status is Status.DEACTIVATED:
        return True
    return letter.token is not None and (letter.token.used_at is not None or letter.token.expires_at <= clock.now())


def _written(letter: Letter, school: str) -> Written:
    url = link("pages.home")
    if letter.token is not None:
        url = link(DOORS[letter.token.purpose], token=letter.token.secret(settings().secret_key))
    facts = {"name": letter.user.name if letter.user else "", "url": url, **letter.facts}
    return Written(letter.id, letter.public_id, letter.template, letter.address, letter.language, school, facts)


def link(endpoint: str, **values: str) -> str:
    """The whole address of a page, from BASE_URL alone: no header of a request has a say in it (T12)."""
    base = urlsplit(settings().base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def compose(letter: Written) -> Mail:
    """Text and HTML in the letter's language, under a Message-ID that stays the same when it is sent again."""
    with speaking(letter.language):
        facts = {**letter.facts, "home_url": link("pages.home"), "login_url": link("accounts.login")}
        text = render_template(f"emails/{letter.template}.txt", **facts)
        html = render_template(f"emails/{letter.template}.html", **facts)
        subject = _subject(f"emails/{letter.template}.txt", facts)
    host = urlsplit(settings().base_url).hostname
    return Mail(letter.to, subject, text, html, letter.language, f"<{letter.public_id}.v1@{host}>")


def _subject(name: str, facts: dict[str, Any]) -> str:
    """The block `subject` of a text template, on one line."""
    template = current_app.jinja_env.get_template(name)
    values = dict(facts)
    current_app.update_template_context(values)
    return " ".join("".join(template.blocks["subject"](template.new_context(values))).split())


@action
def conclude(letter_id: int, token: str, problem: Exception | None) -> None:
    """Write down what became of a letter and what it says of the address, if the lease is still ours."""
    mine = Letter.id == letter_id, Letter.lease_token == token
    letter = db.session.scalars(select(Letter).where(*mine).with_for_update()).first()
    if letter is None:
        return
    suppressions.learn(letter.address, problem)
    if problem is None:
        _end(letter, LetterState.SENT, None)
        letter.sent_at = clock.now()
    elif isinstance(problem, MailRefused) or letter.attempts >= TRIES:
        _end(letter, LetterState.DEAD, str(problem))
    else:
        _end(letter, LetterState.RETRY, str(problem))
        letter.next_attempt_at = clock.now() + leases.wait_after(letter.attempts)


def _end(letter: Letter, state: LetterState, error: str | None) -> None:
    letter.state = state
    letter.error = error[:500] if error else None
    letter.lease_token = letter.lease_until = None
