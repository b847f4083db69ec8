"""A restore that is killed, or that meets a running portal: the school is what it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import transaction
from app.extensions import db
from app.jobs import clock as the_clock
from tests.cli.conftest import School
from tests.support.people import make_user
from tests.support.portal import ROOT
from tests.support.whole_portal import running

# Dies at the named moment of a restore, as by a power cut.
CHILD = """
import os, signal, sys
from wsgi import app
from app.actions import avatars
from app.cli.backups import archive, postgresql, restoring, revisions, sqlite
from app.storage.files import FileStorage

def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)

moment = sys.argv[2]
if moment == "verified": restoring._refuse_other_kind = die
if moment == "files": FileStorage.put_back = die
if moment == "database":
    pieces = archive.Archive.chunks
    archive.Archive.chunks = lambda self, name: die() if name.startswith("database/users") else pieces(self, name)
    sqlite._examine = die
if moment == "upgrade":
    upgrade = revisions.upgrade
    def until(connection, to):
        upgrade(connection, to)
        if to == revisions.head(): die()
    revisions.upgrade = until
if moment == "rename": sqlite.os.replace = lambda a, b: die() if str(a).endswith("restoring") else os.rename(a, b)
if moment == "key": restoring._keep_key = die
app.test_cli_runner().invoke(args=["restore", sys.argv[1], "--replace"])
"""


def restore_until(moment: str, school: School, file: Path) -> int:
    db.session.remove()
    db.engine.dispose()
    words = [sys.executable, "-c", CHILD, str(file), moment]
    return subprocess.run(words, cwd=ROOT, env=school.portal.environment, capture_output=True).returncode


@pytest.mark.parametrize("moment", ["verified", "files", "database", "upgrade", "rename", "key", "never"])
def test_killed_in_the_middle(moment: str, backed: School, tmp_path: Path) -> None:
    if moment == "rename" and db.engine.dialect.name != "sqlite":
        pytest.skip("a file of SQLite")
    old = backed.state()
    file = tmp_path / "backup"
    assert backed.run("backup", str(file)).exit_code == 0
    make_user(name="Somebody who came later")
    now = backed.state()

    assert restore_until(moment, backed, file) == (0 if moment == "never" else -signal.SIGKILL)

    assert backed.state() == (old if moment in ("key", "never") else now)
    assert backed.run("restore", str(file), "--replace").exit_code == 0
    assert backed.state() == old
    assert not list(backed.folder.glob("*restoring*"))


@contextmanager
def open_elsewhere(school: School) -> object:
    """Another program that has the database open, as a web process has."""
    source = "import sys; from wsgi import app; from app.extensions import db; from sqlalchemy import text\n" + (
        "with app.app_context(): db.session.execute(text('SELECT 1 FROM users')); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env=school.portal.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout
        assert child.stdout.readline()
        yield
        child.communicate(b"\n")


def test_refused_while_somebody_has_the_database_open(backed: School, tmp_path: Path) -> None:
    file = str(tmp_path / "backup")
    backed.run("backup", file)
    before = backed.state()
    with open_elsewhere(backed):
        result = backed.run("restore", file, "--replace")
    assert result.exit_code == 1
    assert "Stop it first" in result.output
    assert backed.state() == before
    assert backed.run("restore", file, "--replace").exit_code == 0


def test_refused_while_a_clock_runs(backed: School, tmp_path: Path) -> None:
    file = str(tmp_path / "backup")
    backed.run("backup", file)
    transaction.writes()
    assert the_clock._held("elsewhere:1")
    result = backed.run("restore", file, "--replace")
    assert result.exit_code == 1
    assert "its clock, elsewhere:1, holds the database" in result.output
    the_clock._release("elsewhere:1")
    assert backed.run("restore", file, "--replace").exit_code == 0


@pytest.mark.slow
def well(doctor: subprocess.CompletedProcess[str]) -> bool:
    """Whether the doctor finds nothing; what it finds is for whoever reads why a test failed."""
    if doctor.returncode:
        sys.stderr.write(doctor.stdout + doctor.stderr)
    return doctor.returncode == 0


def test_make_run_is_backed_up_while_it_runs_and_not_restored(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "backup"
    with running(folder) as portal:

        def flask(*words: str) -> subprocess.CompletedProcess[str]:
            environment = {"PATH": "", "DATA_DIR": str(portal.folder), "PORT": str(portal.port)}
            command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
            return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

        assert flask("users", "create", "root@example.org", "--role", "admin").returncode == 0
        portal.wait_until(lambda: well(flask("doctor")), "all being well")
        assert "warn" not in flask("doctor").stdout
        made = flask("backup", str(file))
        assert made.returncode == 0, made.stderr
        refused = flask("restore", str(file), "--replace")
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert "The portal runs with the data folder" in refused.stderr
        assert portal.status("/readyz") == 200
        assert portal.stop() == 0
        assert flask("restore", str(file), "--replace").returncode == 0
