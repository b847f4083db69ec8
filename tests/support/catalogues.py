"""The texts of the portal in other languages, compiled for tests that run without `make`."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parents[2] / "app" / "translations"


def compile_stale() -> None:
    """Compile each catalogue that is newer than what was made of it; two processes may do so at once."""
    for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3])
        made = compiled.with_suffix(f".{os.getpid()}")
        with made.open("wb") as target:
            write_mo(target, catalogue)
        made.replace(compiled)
