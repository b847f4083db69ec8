"""A portal of one's own, with data that a backup has to bring back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import MetaData, select
from sqlalchemy.exc import SQLAlchemyError

from app import audit
from app.actions import avatars
from app.cli.backups import revisions
from app.extensions import db
from app.models.user import Role
from tests.support import database
from tests.support.people import make_classroom, make_lesson, make_member, make_school, make_session, make_user
from tests.support.portal import Portal, portal

KEY = "a key that was made here and lies in the data folder"


class School:
    """A portal that is not running, and its commands."""

    def __init__(self, running: Portal) -> None:
        self.portal = running
        self.app = running.app
        self.folder = Path(running.environment["DATA_DIR"])

    def run(self, *words: str) -> Result:
        """A command, as whoever runs the machine gives it."""
        db.session.rollback()
        db.session.remove()
        return self.app.test_cli_runner().invoke(args=list(words))

    def fill(self) -> None:
        """People, a class, a picture, an audit log: text and bytes of every kind."""
        make_school(name="Hill \\ School\t“Ω” 🌱\n\\N")
        make_user(Role.ADMIN, "Ada")
        classroom = make_classroom(title="Back\\slash, tab\t, null \\N")
        student = make_user()
        make_member(classroom, student)
        make_lesson(classroom, body="line\nline\r\n\\.\n", body_html="<p>\\.</p>")
        make_session(student)
        student.avatar_key = avatars.files().put(io.BytesIO(bytes(range(256)) * 999), limit_bytes=10**6).key
        db.session.add(student)
        for number in range(5):
            audit.record("school.changed", actor=student, before={"n": number}, after={"a": "\\"})
        db.session.commit()

    def fill_again(self) -> None:
        """Somebody more, with a picture."""
        kept = avatars.files().put(io.BytesIO(b"later"), limit_bytes=10)
        make_user(avatar_key=kept.key)

    def state(self) -> dict[str, Any]:
        """Everything that is kept: rows of each table, files, keys."""
        db.session.rollback()
        found = MetaData()
        with db.engine.connect() as connection:
            found.reflect(connection)
            rows = {table.name: sorted(map(repr, connection.execute(select(table)))) for table in found.sorted_tables}
            connection.rollback()
        place = avatars.files()
        files = {}
        for key in iter(place.keys()):
            with place.open(key) as stream:
                files[key] = stream.read()
        key = self.folder / "secret_key"
        return {"rows": rows, "files": files, "key": key.read_text() if key.exists() else None}

    def stands(self) -> bool:
        """Whether its database is there, at the newest migration."""
        try:
            with db.engine.connect() as connection:
                return revisions.of(connection) == revisions.head()
        except SQLAlchemyError:
            return False

    def wipe(self) -> None:
        """As on a new machine: no database, no files, no keys."""
        db.session.remove()
        found = MetaData()
        with db.engine.connect() as connection:
            found.reflect(connection)
            found.drop_all(connection)
            connection.commit()
        db.engine.dispose()
        if db.engine.dialect.name == "sqlite":
            Path(str(db.engine.url.database)).unlink()
        for key in list(avatars.files().keys()):
            avatars.files().delete(key)
        (self.folder / "secret_key").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def portal_of_module() -> Iterator[Portal]:
    with portal() as running:
        yield running


@contextmanager
def filled(running: Portal) -> Iterator[School]:
    """The school of a portal, with nothing of what was there before."""
    school = School(running)
    with school.app.app_context():
        if school.stands():
            database.empty()
        else:
            school.wipe()
            assert school.run("db", "upgrade").exit_code == 0
        for key in list(avatars.files().keys()):
            avatars.files().delete(key)
        (school.folder / "secret_key").write_text(KEY)
        school.fill()
        yield school
        db.session.remove()


@pytest.fixture
def backed(portal_of_module: Portal) -> Iterator[School]:
    """A filled school."""
    with filled(portal_of_module) as school:
        yield school
