"""The parts of the tests: what each is called and which command it is."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from stamps import ROOT, STAMPS

BIN = Path(sys.executable).parent
RESULTS = STAMPS / "results"
# Real starts of the whole portal look the same on both databases and are run once.
ONCE = ("tests/architecture", "tests/operation/test_run.py", "tests/operation/test_refusals.py", "tests/js")
SOAK = "tests/soak"
# What starts browsers, servers and workers as processes of their own.
WHOLE_PROCESSES = ("tests.browser.", "tests.live.", "tests.operation.", "tests.cli.")
MEASURED = ("-p", "measured")
FAST_POSTGRESQL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Part:
    """One command of the tests; `environment` completes that of the run.

    Where all that failed are a few tests of WHOLE_PROCESSES, `second` runs those once more by themselves, and they are
    named: whole browsers and servers on a busy machine now and then miss a moment. What fails twice has failed.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    second: Part | None = None

    @property
    def report(self) -> Path:
        """Where pytest writes how many tests there were."""
        return RESULTS / f"{self.name.replace(' ', '-')}.xml"


def check(*, measured: bool = False) -> list[Part]:
    """Lint, types, architecture, unit: no server, no browser; on request with the coverage that integration adds to."""
    measuring = MEASURED if measured else ()
    return [
        Part("ruff", [_bin("ruff"), "check", "."]),
        Part("ruff format", [_bin("ruff"), "format", "--check", "."]),
        Part("types", [_bin("mypy")]),
        Part("templates", [_bin("djlint"), "app/templates", "--lint", "--quiet"]),
        Part("layers", [_bin("lint-imports")]),
        Part("scripts", ["npm", "test", "--silent"]),
        _pytest("unit", "-p", "only_unit", "-n", "2", f"--ignore={SOAK}", *measuring),
    ]


def weaknesses() -> list[Part]:
    """Of our own files; `make audit` asks of the packages as well."""
    return [Part("weaknesses", [sys.executable, str(ROOT / "setup" / "audit.py"), "--own"])]


def integration() -> list[Part]:
    """What needs a database or a server, but no browser: on SQLite (with coverage) and on PostgreSQL.

    Two of the three workers wait for whole processes at first (lots.py).
    """
    without_browser = ("-p", "served", "-p", "lots", "-n", "3", "-m", "not browser", f"--ignore={SOAK}")
    on_both = (*without_browser, *(f"--ignore={path}" for path in ONCE))
    sqlite = _with_second(without_browser, _pytest("sqlite", *without_browser, *MEASURED))
    return [sqlite, _on_postgresql(_with_second(on_both, _pytest("postgresql", *on_both)))]


def browsers() -> list[Part]:
    words = ("-m", "browser", f"--ignore={SOAK}")
    return [_with_second(words, _pytest("browsers", "-p", "lots", "-n", "2", *words))]


def _with_second(words: Sequence[str], part: Part) -> Part:
    """`words` choose its tests."""
    return replace(part, second=_pytest(f"{part.name} again", *words, "--last-failed"))


def soak() -> list[Part]:
    crashing = _pytest("soak postgresql", f"{SOAK}/test_publishing.py", "-s", "--timeout=3600")
    return [_pytest("soak", SOAK, "-s", "--timeout=3600"), _on_postgresql(crashing)]


def _bin(name: str) -> str:
    return str(BIN / name)


def _pytest(name: str, *words: str, **environment: str) -> Part:
    part = Part(name, [], environment)
    part.command.extend([_bin("pytest"), "-q", f"--junitxml={part.report}", *words])
    return part


def _on_postgresql(part: Part) -> Part:
    """`part` against a server of its own, thrown away afterwards; against TEST_DATABASE_URL where that is given."""
    if os.environ.get("TEST_DATABASE_URL"):
        return part
    starter = ["pg_virtualenv", "-t"] if os.geteuid() == 0 else ["pg_virtualenv"]
    if not shutil.which("pg_virtualenv"):
        starter = [sys.executable, str(ROOT / "setup" / "postgresql.py")]
    options = [word for option in FAST_POSTGRESQL for word in ("-o", option)]
    environment = {**part.environment, "TEST_DATABASE_URL": "postgresql:///postgres"}  # libpq reads PGHOST and so on
    second = part.second and _on_postgresql(part.second)
    return Part(part.name, [*starter, *options, *part.command], environment, second)
