"""What the portal has around it: disk, data folder, storage, a way for mail."""

from __future__ import annotations

import io
import os
import stat
from contextlib import closing
from pathlib import Path

from app.actions import avatars
from app.cli.doctor.finding import Finding, fail, warn
from app.config import settings
from app.errors import ClassbellError
from app.mail import SmtpOutbox

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def disk(word: str) -> Finding:
    if word == "ok":
        return Finding("disk")
    return fail("disk", f"{word}.", f"Make room where {settings().data_dir} is.")


def data_folder() -> Finding:
    """Whether anybody else on the machine could read what belongs to the school."""
    name, folder = "data folder", settings().data_dir
    if not folder.is_dir():
        return fail(name, f"{folder} is not there.", "See that DATA_DIR is right.")
    if not _open_to_others(folder):
        return Finding(name)
    bare = [path.name for path in (folder / "secret_key", folder / "classbell.db") if _open_to_others(path)]
    if not bare:
        return Finding(name)
    return warn(name, f"other accounts of this machine can read {' and '.join(bare)}.", f"Run: chmod 700 {folder}")


def _open_to_others(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & FOR_OTHERS)


def storage() -> Finding:
    """Puts a file in, reads it, removes it."""
    try:
        kept = avatars.files().put(io.BytesIO(b"doctor"), limit_bytes=100)
        with avatars.files().open(kept.key) as stream:
            whole = stream.read() == b"doctor"
        avatars.files().delete(kept.key)
    except (ClassbellError, OSError, ValueError) as problem:
        return fail("storage", f"{problem or type(problem).__name__}.", "See that STORAGE_URL is right and writable.")
    return Finding("storage") if whole else fail("storage", "gives back other bytes.", "Check the disk.")


def mail() -> Finding:
    """Connects and logs in as for sending, and sends nothing."""
    url, folder = settings().smtp_url, settings().data_dir / "mail"
    if url is None:
        return _mail_folder(folder)
    try:
        with closing(SmtpOutbox(url)) as outbox:
            outbox.check()
    except (ClassbellError, ValueError) as problem:
        return fail("mail", f"{problem}.", "See that SMTP_URL is right and the server takes its log-in.")
    return Finding("mail")


def _mail_folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        return fail("mail", f"{folder} is not writable.", "Change its owner.")
    if settings().production:
        return warn("mail", f"letters stay in {folder}.", "Set SMTP_URL to send them.")
    return Finding("mail")
