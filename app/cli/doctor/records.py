"""What is in the database: whether it is whole, and what waits in it or was given up."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select, text

from app import audit, clock
from app.actions import avatars, certificates, orphans
from app.cli.doctor.finding import Finding, fail, warn
from app.config import settings
from app.errors import ClassbellError, NotFound
from app.extensions import db
from app.models.certificate import Certificate
from app.models.delivery import Delivery, DeliveryState
from app.models.file import StoredFile
from app.models.letter import Letter, LetterState
from app.models.notification import VapidKey
from app.models.user import User
from app.push.vapid import VapidKey as KeyPair

LATELY = timedelta(days=7)
LOCAL = ("localhost", "127.0.0.1", "::1")


def database(word: str) -> Finding:
    name = "database and migrations"
    if word == "ok":
        return Finding(name)
    mends = {"unreachable": "See that it runs, and that DATABASE_URL is right."}
    return fail(name, f"{word}.", mends.get(word, "Run: flask --app wsgi db upgrade"))


def integrity() -> Finding:
    """Of SQLite, which keeps no watch of its own over what is on the disk."""
    if db.engine.dialect.name != "sqlite":
        return Finding("integrity")
    for check in ("quick_check(1)", "foreign_key_check"):
        found = db.session.execute(text(f"PRAGMA {check}")).first()
        if found is not None and found[0] != "ok":
            return fail("integrity", f"the database is damaged ({check}: {found[0]}).", "Restore a backup.")
    return Finding("integrity")


def pictures() -> Finding:
    """Whether the storage has the files that rows name."""
    missing = 0
    for key in db.session.scalars(select(User.avatar_key).where(User.avatar_key.is_not(None))):
        try:
            avatars.files().size(str(key))
        except NotFound:
            missing += 1
        except (ClassbellError, OSError):
            break  # the storage's own line says it
    if not missing:
        return Finding("pictures")
    return warn("pictures", f"{missing} are not in the storage.", "See that STORAGE_URL is right, or restore a backup.")


def files() -> Finding:
    """Whether each file has its bytes, and all bytes belong to something."""
    place, rows = avatars.files(), 0
    try:
        there = set(place.keys())
        old = set(place.keys(orphans.FRESH_SECONDS))
    except (ClassbellError, OSError):
        return Finding("files")  # the storage's own line says it
    for row in db.session.execute(select(StoredFile.key, StoredFile.preview_key, StoredFile.playable_key)):
        rows += any(key is not None and key not in there for key in row)
    if rows:
        return warn("files", f"{rows} have lost their bytes.", "See that STORAGE_URL is right, or restore a backup.")
    spare = len(old - {key for keys in _pieces(old) for key in orphans.named(keys)})
    if spare:
        return warn("files", f"{spare} in the storage belong to nothing.", "The clock clears them away; is it running?")
    return Finding("files")


def _pieces(keys: set[str]) -> list[list[str]]:
    ordered = sorted(keys)
    return [ordered[start : start + orphans.PIECE] for start in range(0, len(ordered), orphans.PIECE)]


def undelivered() -> Finding:
    """What was given up lately."""
    since = clock.now() - LATELY
    dead = select(func.count()).where(Delivery.state == DeliveryState.DEAD, Delivery.created_at > since)
    lost = select(func.count()).where(Letter.state == LetterState.DEAD, Letter.created_at > since)
    number = (db.session.scalar(dead) or 0) + (db.session.scalar(lost) or 0)
    if not number:
        return Finding("undelivered")
    return warn("undelivered", f"{number} pushes and mails of this week were given up.", "The admin pages say why.")


def push_keys() -> Finding:
    name, mend = "push keys", "Run: flask --app wsgi vapid rotate"
    key = db.session.scalars(VapidKey.current()).first()
    if key is None:
        return fail(name, "there is none.", mend)
    try:
        matches = KeyPair(key.private_pem).public == key.public_key
    except ValueError:
        matches = False
    if not matches:
        return fail(name, "broken.", mend)
    if not settings().secure and urlsplit(settings().base_url).hostname not in LOCAL:
        why = f"browsers give push to https addresses only, and BASE_URL is {settings().base_url}."
        return warn(name, why, "Put nginx with a certificate in front; see docs/operators.md.")
    return Finding(name)


def audit_log() -> Finding:
    name = "audit log"
    wrong = audit.first_tampered()
    mend = "Compare with a backup; somebody may have changed the database by hand."
    if wrong is not None:
        return fail(name, f"entry {wrong.id} ({wrong.deed}, {wrong.created_at:%Y-%m-%d}) was changed.", mend)
    if audit.is_cut():
        return fail(name, "entries at its end are missing.", mend)
    return Finding(name)


def sealed() -> Finding:
    """Whether each certificate says what it said when it was issued."""
    every = db.session.scalars(select(Certificate).execution_options(yield_per=500))
    wrong = sum(not certificates.is_genuine(each) for each in every)
    if not wrong:
        return Finding("certificates")
    why = f"{wrong} prove nothing any more: changed by hand, or sealed with another SECRET_KEY."
    return fail("certificates", why, "Compare with a backup, the key with it.")


LOOKS = (integrity, pictures, files, undelivered, push_keys, audit_log, sealed)
