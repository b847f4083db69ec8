"""Files that are no backup, or no longer: refused, and nothing changes (security.md T18, T20)."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.cli.backups.archive import Writer
from app.extensions import db
from tests.cli.conftest import School, filled
from tests.support.portal import Portal

Change = Callable[[dict[str, bytes], dict[str, Any]], None]


@pytest.fixture(scope="module")
def backed(portal_of_module: Portal) -> Iterator[School]:
    """One school for all tests: none of them may change it."""
    with filled(portal_of_module) as school:
        yield school


@pytest.fixture(scope="module")
def good(backed: School, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "good"
    assert backed.run("backup", str(path)).exit_code == 0
    return path


def parts(path: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    with tarfile.open(path, "r:") as tar:
        found = {about.name: tar.extractfile(about).read() for about in tar}  # type: ignore[union-attr]
    manifest = json.loads(found.pop("manifest.json"))
    del found["manifest.sha256"]
    return found, manifest


def written(path: Path, found: dict[str, bytes], manifest: dict[str, Any]) -> Path:
    with path.open("w+b") as file:
        writer = Writer(file)
        for name, data in found.items():
            writer.add(name, [data])
        writer.close({name: value for name, value in manifest.items() if name != "parts"})
    return path


def refused(school: School, path: Path, *words: str) -> str:
    """What is said; and that all is as it was."""
    before = school.state()
    result = school.run("restore", str(path), "--replace", *words)
    assert result.exit_code == 1, result.output
    lines = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1 == len(result.output.splitlines()), result.output
    assert school.state() == before
    return lines[0]


def test_it_is_a_plain_tar(good: Path) -> None:
    found, manifest = parts(good)
    assert all(manifest["parts"][name]["sha256"] == sha256(data).hexdigest() for name, data in found.items())
    assert manifest["format"] == 1
    assert manifest["migration"]


def test_any_byte_changed(backed: School, good: Path, tmp_path: Path) -> None:
    data, numbers = bytearray(good.read_bytes()), random.Random(8)
    before = backed.state()
    for _ in range(150):
        place = numbers.randrange(len(data))
        kept = data[place]
        data[place] ^= 1 << numbers.randrange(8)
        (tmp_path / "changed").write_bytes(data)
        result = backed.run("restore", str(tmp_path / "changed"), "--verify")
        assert result.exit_code == 1, place
        data[place] = kept
    assert backed.state() == before


def test_cut_off_anywhere(backed: School, good: Path, tmp_path: Path) -> None:
    data, numbers = good.read_bytes(), random.Random(9)
    for size in [0, 1, 511, 512, len(data) - 1, len(data) - 1024, *(numbers.randrange(len(data)) for _ in range(30))]:
        (tmp_path / "cut").write_bytes(data[:size])
        assert backed.run("restore", str(tmp_path / "cut"), "--verify").exit_code == 1, size
    (tmp_path / "more").write_bytes(data + b"x")
    assert backed.run("restore", str(tmp_path / "more"), "--verify").exit_code == 1


def entries() -> Iterator[Any]:
    def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 1) -> tarfile.TarInfo:
        about = tarfile.TarInfo(name)
        about.type, about.linkname, about.size = kind, link, size
        return about

    for name in ("../../evil", "/etc/cron.d/evil", "files/../../evil", "files/" + "A" * 32, "database/x;y.copy"):
        yield pytest.param(entry(name), id=name)
    for name, kind in (("symlink", tarfile.SYMTYPE), ("hardlink", tarfile.LNKTYPE)):
        yield pytest.param(entry("keys/secret_key", kind, "/etc/passwd", 0), id=name)
    for name, kind in (("fifo", tarfile.FIFOTYPE), ("device", tarfile.CHRTYPE), ("folder", tarfile.DIRTYPE)):
        yield pytest.param(entry("files/" + "a" * 32, kind, size=0), id=name)
    for name, kind in (("sparse", tarfile.GNUTYPE_SPARSE), ("long name", tarfile.GNUTYPE_LONGNAME), ("pax", b"x")):
        yield pytest.param(entry("files/" + "a" * 32, kind, size=8 << 40), id=name)
    yield pytest.param(entry("files/" + "a" * 32, size=8 << 40), id="bigger than the file")


@pytest.mark.parametrize("entry", list(entries()))
def test_what_is_in_no_backup(entry: tarfile.TarInfo, backed: School, good: Path, tmp_path: Path) -> None:
    block = entry.tobuf(tarfile.GNU_FORMAT) + bytes(512)
    path = tmp_path / "hostile"
    path.write_bytes(block + good.read_bytes())
    assert "This file cannot be restored: it" in refused(backed, path)
    assert not (tmp_path / "evil").exists()


def test_the_same_part_twice(backed: School, good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    about = tarfile.TarInfo.frombuf(data[:512], "ascii", "strict")
    first = data[: 512 + about.size + -about.size % 512]
    (tmp_path / "twice").write_bytes(first + data)
    assert "cannot be restored" in refused(backed, tmp_path / "twice")


@pytest.mark.parametrize("pack", ["gz", "bz2", "xz"])
def test_nothing_packed(pack: str, backed: School, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "packed"
    with tarfile.open(path, f"w:{pack}") as tar:
        about = tarfile.TarInfo("files/" + "a" * 32)
        about.size = 50_000_000
        tar.addfile(about, io.BytesIO(bytes(about.size)))
    assert path.stat().st_size < 100_000
    assert "cannot be restored" in refused(backed, path)


def _newer(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["migration"] = "9999"


def _newer_format(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["format"] = 2


def _older_than_it_says(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["migration"] = "0002"


def _no_migration(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["migration"] = ["0001"]


def _by_short_name(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["migration"] = "head"


def _other_kind(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["database"] = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["database"]]


def _no_kind(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["database"] = "oracle"


def _no_database(found: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    for name in [name for name in found if name.startswith("database/")]:
        del found[name]


def _junk_for_a_database(found: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    name = next(name for name in found if name in ("database/classbell.db", "database/users.copy"))
    found[name] = b"DROP TABLE users;\n\\.\n" * 400


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_newer, "newer version"),
        (_newer_format, "newer version"),
        (_older_than_it_says, "not of the migration that it names"),
        (_no_migration, "newer version"),
        (_by_short_name, "newer version"),
        (_other_kind, "it comes from"),
        (_no_kind, "manifest"),
        (_no_database, ""),
        (_junk_for_a_database, ""),
    ],
)
def test_a_forged_manifest(change: Change, said: str, backed: School, good: Path, tmp_path: Path) -> None:
    found, manifest = parts(good)
    change(found, manifest)
    assert said in refused(backed, written(tmp_path / "forged", found, manifest))


@pytest.mark.parametrize("text", [b"{", b"[]", b"null", b'{"parts": 1}', b'{"parts": {"x": 1}}', b"[" * 200_000])
def test_a_manifest_that_is_none(text: bytes, backed: School, tmp_path: Path) -> None:
    path = tmp_path / "none"
    with path.open("w+b") as file:
        writer = Writer(file)
        writer.add("manifest.json", [text])
        writer.add("manifest.sha256", [sha256(text).hexdigest().encode()])
        file.write(bytes(1024))
    assert "manifest" in refused(backed, path)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON users BEGIN UPDATE users SET role = 'admin'; END",
        "CREATE VIEW evil AS SELECT * FROM users",
        "CREATE VIRTUAL TABLE evil USING fts5(x)",
        "DROP TABLE letters",
        "CREATE TABLE evil (x)",
    ],
)
def test_a_database_with_more_than_rows(statement: str, backed: School, good: Path, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a file of SQLite; rows of PostgreSQL bring nothing but rows")
    found, manifest = parts(good)
    path = tmp_path / "database"
    path.write_bytes(found["database/classbell.db"])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    found["database/classbell.db"] = path.read_bytes()
    assert "not of the migration" in refused(backed, written(tmp_path / "forged", found, manifest))


def test_a_row_that_refers_to_nobody(backed: School, good: Path, tmp_path: Path) -> None:
    found, manifest = parts(good)
    if "database/users.copy" in found:
        found["database/users.copy"] = b""
    else:
        path = tmp_path / "database"
        path.write_bytes(found["database/classbell.db"])
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DELETE FROM users")
            connection.commit()
        found["database/classbell.db"] = path.read_bytes()
    refused(backed, written(tmp_path / "forged", found, manifest))
