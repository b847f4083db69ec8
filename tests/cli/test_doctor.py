"""`flask doctor`: what it looks at, what it says, and when it fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy import select, text, update

from app import audit, clock, queue
from app.actions import push_keys
from app.extensions import db
from app.models.audit import AuditEntry, AuditHead, Lease
from app.models.certificate import Certificate
from app.models.event import Dispatch, Event
from app.models.letter import Letter, LetterState
from app.models.notification import VapidKey
from tests.browser.scene import finish_a_class
from tests.support.people import make_user
from tests.support.queue_server import QueueServer
from tests.support.smtp import SmtpCatcher

LINES = 16  # all but the live updates, which no test of this process serves


def _run(app: Flask) -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["doctor"])
    db.session.expire_all()
    return result


@pytest.fixture
def change(app: Flask) -> Iterator[Any]:
    """Changes settings for one test."""
    before = app.config["SETTINGS"]

    def changed(**values: object) -> None:
        app.config["SETTINGS"] = replace(before, **values)

    yield changed
    app.config["SETTINGS"] = before


@pytest.fixture
def well(app: Flask, change: Any) -> Iterator[Flask]:
    """A school at work: what each process leaves behind where others can see it."""
    os.chmod(app.config["SETTINGS"].data_dir, 0o700)
    push_keys.ensure()
    db.session.add(Lease(name="clock", holder="test", until=clock.now().replace(year=2100)))
    audit.record("school.opened", actor=None)
    audit.record("school.changed", actor=None)
    db.session.commit()
    connection = queue.redis()
    worker = Worker([queue.NAME], connection=connection, serializer=JSONSerializer)
    worker.register_birth()
    worker.heartbeat()
    with connection.pubsub() as ear:
        ear.subscribe(queue.WAKE_CHANNEL)
        assert ear.get_message(timeout=5)
        yield app
    worker.register_death()


def test_all_well(well: Flask) -> None:
    result = _run(well)
    assert result.exit_code == 0, result.output
    assert len(result.output.splitlines()) == result.output.count("ok    ") + 1 == LINES + 1


def _change_an_entry() -> None:
    db.session.execute(update(AuditEntry).where(AuditEntry.deed == "school.opened").values(address="6.6.6.6"))


def _drop_the_last_entry() -> None:
    db.session.execute(AuditEntry.__table__.delete().where(AuditEntry.deed == "school.changed"))


def _drop_the_keys() -> None:
    db.session.execute(VapidKey.__table__.delete())


def _break_the_key() -> None:
    db.session.execute(update(VapidKey).values(private_pem="no key"))


def _stop_the_clock() -> None:
    db.session.execute(Lease.__table__.delete())


def _let_an_event_wait() -> None:
    event = Event(type="x", subject_type="users", subject_id=1)
    db.session.add(event)
    db.session.flush()
    db.session.add(Dispatch(event_id=event.id, kind="x", key="x", not_before=clock.now().replace(year=2020)))


def _send_in_vain() -> None:
    db.session.add(Letter(template="reset", address="a@example.org", language="en", state=LetterState.DEAD))


def _change_a_certificate() -> None:
    teacher, student = make_user("teacher"), make_user()
    finish_a_class(teacher, student, "Chess")
    db.session.execute(update(Certificate).values(holder="Somebody Else"))


def _lose_a_picture() -> None:
    make_user(avatar_key="a" * 32)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_change_an_entry, "FAIL  audit log: entry "),
        (_drop_the_last_entry, "FAIL  audit log: entries at its end are missing"),
        (_drop_the_keys, "FAIL  push keys: there is none. Run: flask"),
        (_break_the_key, "FAIL  push keys: broken. Run: flask"),
        (_stop_the_clock, "FAIL  clock and outbox: no clock runs"),
        (_let_an_event_wait, "FAIL  clock and outbox: events wait for "),
        (_send_in_vain, "warn  undelivered: 1 pushes and mails of this week were given up. The admin pages say why."),
        (_change_a_certificate, "FAIL  certificates: 1 prove nothing any more"),
        (_lose_a_picture, "warn  pictures: 1 are not in the storage. See that STORAGE_URL"),
    ],
)
def test_what_is_ill_and_the_mend(well: Flask, harm: Any, said: str) -> None:
    harm()
    result = _run(well)
    assert said in result.output
    assert result.output.count("ok    ") == LINES - 1
    assert result.exit_code == said.startswith("FAIL")
    assert db.session.scalars(select(AuditHead)).one()


def test_without_queue_server(well: Flask, queue_process: QueueServer) -> None:
    queue_process.stop()
    try:
        result = _run(well)
    finally:
        queue_process.start()
    assert "FAIL  queue: away. See that" in result.output
    assert "sender" not in result.output
    assert result.exit_code == 1


def test_nobody_at_work(app: Flask) -> None:
    push_keys.ensure()
    result = _run(app)
    assert "warn  worker: none runs" in result.output
    assert "FAIL  sender: none runs: no push and no mail leaves. Start `make run`" in result.output
    assert "warn  live updates: http://localhost does not answer here" in result.output
    assert result.output.splitlines()[-1] == "Error: Not well: sender, clock and outbox."


def test_a_database_behind(well: Flask) -> None:
    head = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        result = _run(well)
    finally:
        db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
        db.session.commit()
    assert "FAIL  database and migrations: migration pending. Run: flask --app wsgi db upgrade" in result.output
    assert result.exit_code == 1


def test_a_mail_server_that_takes_us_gets_no_mail(well: Flask, change: Any) -> None:
    with SmtpCatcher() as catcher:
        change(smtp_url=f"smtp://{catcher.address}")
        result = _run(well)
        assert catcher.messages == []
    assert result.output.count("ok    ") == LINES


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "smtp://nowhere.invalid"])
def test_a_mail_server_that_is_not_there(url: str, well: Flask, change: Any) -> None:
    change(smtp_url=url)
    result = _run(well)
    assert "FAIL  mail: The mail server cannot be used: " in result.output
    assert "See that SMTP_URL is right" in result.output
    assert result.exit_code == 1


def test_push_without_https(well: Flask, change: Any) -> None:
    change(base_url="http://school.example")
    result = _run(well)
    assert "warn  push keys: browsers give push to https addresses only, and BASE_URL is http://school" in result.output
    assert result.exit_code == 0


def test_keys_that_others_can_read(well: Flask, change: Any, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("x")
    os.chmod(tmp_path / "secret_key", 0o644)
    os.chmod(tmp_path, 0o755)
    change(data_dir=tmp_path)
    result = _run(well)
    assert f"warn  data folder: other accounts of this machine can read secret_key. Run: chmod 700 {tmp_path}" in (
        result.output
    )
    assert result.exit_code == 0


def test_a_storage_that_cannot_be_written(well: Flask) -> None:
    from app.storage import storage

    before = well.extensions.pop("storage", None)
    well.extensions["storage"] = storage("file:///dev/null/files")
    try:
        result = _run(well)
    finally:
        well.extensions["storage"] = before or storage(well.config["SETTINGS"].storage_url)
    assert "FAIL  storage: " in result.output
    assert "See that STORAGE_URL is right and writable." in result.output
