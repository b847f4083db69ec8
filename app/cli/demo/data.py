"""What the demo school is made of, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

SCHOOL: dict[str, Any] = tomllib.loads((HERE / "school.toml").read_text(encoding="utf-8"))
ADMIN: dict[str, str] = SCHOOL["admin"]
DOMAIN = "demo.school"


def username(known: dict[str, str]) -> str:
    """The username of somebody in school.toml: as written, else made of the name."""
    return known.get("username") or plain(known["name"])


def plain(name: str) -> str:
    """A name in small ASCII letters with dots: "Lucía Fernández" is lucia.fernandez."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return ".".join(letters.split())


STUDENTS: list[str] = [username(known) for known in SCHOOL["students"]]


def classes() -> list[dict[str, Any]]:
    """Every class with its modules and lessons, in the order of the file names."""
    files = sorted((HERE / "classes").glob("*.toml"))
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
