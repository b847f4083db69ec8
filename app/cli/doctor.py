"""`flask doctor`: looks at everything that the portal needs, and names the mend for what is not well."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import audit, clock, transaction
from app.actions import avatars, health
from app.cli.refusals import in_one_line
from app.config import settings
from app.errors import ClassbellError
from app.extensions import db
from app.mail import PORTS
from app.models.audit import AuditEntry, AuditHead, Lease
from app.models.notification import VapidKey
from app.push.vapid import VapidKey as KeyPair

SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One look: `trouble` is empty where all is well, `mend` says what to do about it."""

    name: str
    trouble: str = ""
    mend: str = ""


@click.command("doctor")
@with_appcontext
@in_one_line
def command() -> None:
    """Check database, queue, push keys, mail, storage, disk, clock and audit log. Fails when something is not well."""
    findings = copy_context().run(_examined)
    for finding in findings:
        click.echo(_line(finding))
    ill = [finding.name for finding in findings if finding.trouble]
    if ill:
        raise click.ClickException(f"Not well: {', '.join(ill)}.")


def _examined() -> list[Finding]:
    """Only reading: walking along the audit log must not hold up a school at work."""
    transaction.release()
    transaction.read_only()
    try:
        return list(examine())
    finally:
        transaction.release()


def _line(finding: Finding) -> str:
    if not finding.trouble:
        return f"ok    {finding.name}"
    return f"FAIL  {finding.name}: {finding.trouble} {finding.mend}"


def examine() -> Iterator[Finding]:
    """One finding after another. What needs the database is left out where that does not answer."""
    checks = health.readiness()["checks"]
    yield _database(checks["database"])
    yield _disk(checks["disk"])
    yield _storage()
    yield _queue(checks["queue"])
    yield _mail()
    if checks["database"] == "ok":
        for look in (_push_keys, _clock, _audit_log):
            yield _asked(look)


def _asked(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except SQLAlchemyError as problem:
        db.session.rollback()
        return Finding(look.__name__.strip("_").replace("_", " "), f"{problem}.".splitlines()[0])


def _database(word: str) -> Finding:
    if word == "ok":
        return Finding("database and migrations")
    mends = {"unreachable": "See that it runs, and that DATABASE_URL is right."}
    return Finding("database and migrations", f"{word}.", mends.get(word, "Run: flask --app wsgi db upgrade"))


def _disk(word: str) -> Finding:
    mend = f"Make room where {settings().data_dir} is." if word != "ok" else ""
    return Finding("disk", "" if word == "ok" else f"{word}.", mend)


def _queue(word: str) -> Finding:
    mend = "See that `make run` or the server of REDIS_URL runs." if word != "ok" else ""
    return Finding("queue", "" if word == "ok" else f"{word}.", mend)


def _storage() -> Finding:
    try:
        kept = avatars.files().put(io.BytesIO(b"doctor"), limit_bytes=100)
        with avatars.files().open(kept.key) as stream:
            whole = stream.read() == b"doctor"
        avatars.files().delete(kept.key)
    except (ClassbellError, OSError, ValueError) as problem:
        return Finding(
            "storage", f"{problem or type(problem).__name__}.", "See that STORAGE_URL is right and writable."
        )
    return Finding("storage") if whole else Finding("storage", "gives back other bytes.", "Check the disk.")


def _mail() -> Finding:
    url = settings().smtp_url
    try:
        if url:
            parts = urlsplit(url)
            with socket.create_connection((parts.hostname or "", parts.port or PORTS[parts.scheme]), SECONDS):
                return Finding("mail")
        folder = settings().data_dir / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        reachable = os.access(folder, os.W_OK)
    except (OSError, KeyError, ValueError) as problem:
        return Finding("mail", f"{problem}.", "See that SMTP_URL is right and the server takes connections.")
    return Finding("mail") if reachable else Finding("mail", f"{folder} is not writable.", "Change its owner.")


def _push_keys() -> Finding:
    name = "push keys"
    key = db.session.scalars(VapidKey.current()).first()
    if key is None:
        return Finding(name, "there is none.", "Run: flask --app wsgi vapid rotate")
    try:
        matches = KeyPair(key.private_pem).public == key.public_key
    except ValueError:
        matches = False
    return Finding(name) if matches else Finding(name, "broken.", "Run: flask --app wsgi vapid rotate")


def _clock() -> Finding:
    name = "clock and outbox"
    lag = health.outbox_lag()
    running = db.session.scalar(select(Lease.until).where(Lease.until > clock.now()).limit(1))
    if lag >= health.OUTBOX_LAG:
        return Finding(name, f"events wait for {round(lag.total_seconds())} s.", "See that the clock process runs.")
    return Finding(name) if running else Finding(name, "no clock runs.", "Start `make run`, or the clock service.")


def _audit_log() -> Finding:
    name = "audit log"
    wrong = audit.first_tampered()
    mend = "Compare with a backup; somebody may have changed the database by hand."
    if wrong is not None:
        return Finding(name, f"entry {wrong.id} ({wrong.deed}, {wrong.created_at:%Y-%m-%d}) was changed.", mend)
    head = db.session.scalars(select(AuditHead)).first()
    last = db.session.scalars(AuditEntry.in_order().order_by(None).order_by(AuditEntry.id.desc())).first()
    if head is not None and head.hash != (last.hash if last else audit.START):
        return Finding(name, "entries at its end are missing.", mend)
    return Finding(name)
