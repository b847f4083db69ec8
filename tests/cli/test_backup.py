"""Backup and restore (ADM6, security.md R10): what comes back is what was there, or nothing changes."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app import audit, transaction
from app.actions import schools
from app.cli.backups import revisions
from app.cli.start import ROOT
from app.extensions import db
from app.models.audit import AuditEntry, AuditHead
from app.models.school import Registration
from app.models.user import User
from tests.cli.conftest import KEY, School
from tests.support.people import make_user


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "school.backup"


def test_back_up_wipe_restore_compare(backed: School, file: Path) -> None:
    before = backed.state()
    made = backed.run("backup", str(file))
    assert made.exit_code == 0, made.output
    assert "1 file" in made.output
    backed.wipe()

    restored = backed.run("restore", str(file))

    assert restored.exit_code == 0, restored.output
    assert backed.state() == before
    assert before["key"] == KEY
    assert audit.first_tampered() is None
    assert stat.S_IMODE((backed.folder / "secret_key").stat().st_mode) == 0o600


def test_new_rows_get_new_numbers(backed: School, file: Path) -> None:
    """Also where the last rows were gone when the backup was made."""
    gone = make_user()
    number = gone.id
    db.session.delete(gone)
    db.session.commit()
    backed.run("backup", str(file))
    assert backed.run("restore", str(file), "--replace").exit_code == 0
    made = make_user().id
    assert made > number or db.engine.dialect.name == "sqlite"
    assert made == db.session.scalar(select(func.max(User.id)))


def test_only_its_owner_reads_it(backed: School, file: Path) -> None:
    before = os.umask(0)
    try:
        assert backed.run("backup", str(file)).exit_code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_nothing_is_overwritten_unasked(backed: School, file: Path) -> None:
    file.write_text("precious")
    result = backed.run("backup", str(file))
    assert result.exit_code == 1
    assert "--replace" in result.output
    assert file.read_text() == "precious"
    assert backed.run("backup", str(file), "--replace").exit_code == 0
    assert file.stat().st_size > 1000


def test_a_school_with_people_is_kept_unless_told(backed: School, file: Path) -> None:
    backed.run("backup", str(file))
    make_user(name="Somebody who came later")
    now = backed.state()
    result = backed.run("restore", str(file))
    assert result.exit_code == 1
    assert "This school has people" in result.output
    assert backed.state() == now
    assert backed.run("restore", str(file), "--replace").exit_code == 0
    assert "Somebody who came later" not in db.session.scalars(select(User.name)).all()


def test_files_that_came_later_are_gone_after_a_restore(backed: School, file: Path) -> None:
    before = backed.state()
    backed.run("backup", str(file))
    backed.fill_again()
    assert backed.run("restore", str(file), "--replace").exit_code == 0
    assert backed.state() == before


def test_a_broken_database_is_mended(backed: School, file: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a file of SQLite")
    before = backed.state()
    backed.run("backup", str(file))
    db.session.remove()
    db.engine.dispose()
    path = Path(str(db.engine.url.database))
    path.write_bytes(b"not a database any more" * 5000)
    assert backed.run("restore", str(file)).exit_code == 1
    result = backed.run("restore", str(file), "--replace")
    assert result.exit_code == 0, result.output
    assert backed.state() == before


def test_an_older_backup_is_upgraded(backed: School, file: Path) -> None:
    script = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    older = script[-2].name[:4]
    db.session.remove()
    assert backed.run("db", "downgrade", older).exit_code == 0
    assert backed.run("backup", str(file)).exit_code == 0
    backed.wipe()
    result = backed.run("restore", str(file))
    assert result.exit_code == 0, result.output
    with db.engine.connect() as connection:
        assert revisions.of(connection) == revisions.head() != older
    assert len(db.session.scalars(select(User.id)).all()) == 3


def test_a_newer_backup_is_refused(backed: School, file: Path) -> None:
    with db.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    refused = backed.run("backup", str(file))
    assert refused.exit_code == 1
    assert "newer" in refused.output


def test_every_backup_of_a_busy_school_is_whole(backed: School, tmp_path: Path) -> None:
    """Each entry of the audit log and its head are written together: a torn snapshot would break the chain."""
    done, wrote = threading.Event(), []
    admin = db.session.scalars(select(User).where(User.role == "admin")).one()
    transaction.release()

    def write() -> None:
        with backed.app.app_context():
            transaction.writes()
            while not done.is_set():
                schools.change(
                    actor=admin,
                    name=f"School {len(wrote)}",
                    registration=Registration.OPEN,
                    language="en",
                    timezone="UTC",
                )
                wrote.append(1)
            db.session.remove()

    writing = threading.Thread(target=write)
    writing.start()
    counts = []
    try:
        for number in range(5):
            seen = len(wrote)
            result = backed.run("backup", str(tmp_path / str(number)))
            assert result.exit_code == 0, result.output
            counts.append((seen, len(wrote)))
    finally:
        done.set()
        writing.join()
    assert len(wrote) > 5
    for number, (least, most) in enumerate(counts):
        result = backed.run("restore", str(tmp_path / str(number)), "--replace")
        assert result.exit_code == 0, result.output
        assert audit.first_tampered() is None
        head = db.session.scalars(select(AuditHead)).one()
        assert head.length == db.session.scalar(select(func.count()).select_from(AuditEntry))
        assert least + 5 <= head.length <= most + 6
        db.session.rollback()


def test_looking_changes_nothing(backed: School, file: Path) -> None:
    backed.run("backup", str(file))
    make_user(name="Somebody who came later")
    now = backed.state()
    result = backed.run("restore", str(file), "--verify")
    assert result.exit_code == 0
    assert "It is whole" in result.output
    assert backed.state() == now


def test_another_secret_key_is_told(backed: School, file: Path) -> None:
    """The environment of these tests gives one: it is not ours to set."""
    backed.run("backup", str(file))
    config, other = backed.app.config, replace(backed.app.config["SETTINGS"], secret_key="x" * 40)
    before, config["SETTINGS"] = config["SETTINGS"], other
    try:
        result = backed.run("restore", str(file), "--replace")
    finally:
        config["SETTINGS"] = before
    assert result.exit_code == 0
    assert "Note: SECRET_KEY is not what it was" in result.output


def test_a_key_of_the_data_folder_comes_back(backed: School, file: Path) -> None:
    config, before = backed.app.config, backed.app.config["SETTINGS"]
    try:
        config["SETTINGS"] = replace(before, secret_key=KEY)
        backed.run("backup", str(file))
        (backed.folder / "secret_key").write_text("made at the first start of a new machine")
        config["SETTINGS"] = replace(before, secret_key="made at the first start of a new machine")
        result = backed.run("restore", str(file), "--replace")
    finally:
        config["SETTINGS"] = before
    assert "Note" not in result.output
    assert (backed.folder / "secret_key").read_text() == KEY


@pytest.mark.parametrize("words", [["backup"], ["restore"]])
def test_help(backed: School, words: list[str]) -> None:
    assert "Usage" in backed.run(*words, "--help").output


def test_no_room_is_told_in_one_line_and_leaves_nothing(
    backed: School, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = backed.run("backup", str(file))
    assert result.exit_code == 1
    assert result.output.splitlines() == ["Error: No space left on device."]
    assert list(file.parent.iterdir()) == []


def test_a_folder_that_is_not_there(backed: School, tmp_path: Path) -> None:
    result = backed.run("backup", str(tmp_path / "nowhere" / "file"))
    assert result.exit_code == 1
    assert "No such file or directory" in result.output
    assert "There is no file" in backed.run("restore", str(tmp_path / "nothing")).output
