"""`flask doctor`: looks at everything that the portal needs, and names the mend for what is not well."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import copy_context

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app import transaction
from app.actions import health
from app.cli.doctor import machine, processes, records
from app.cli.doctor.finding import Finding, Level, fail
from app.cli.refusals import in_one_line
from app.extensions import db


@click.command("doctor")
@with_appcontext
@in_one_line
def command() -> None:
    """Look at database, disk, files, queue, processes, mail, push and audit log, and name the mend.

    Ends with 1 where something fails; a warning leaves the school at work.
    """
    findings = copy_context().run(_examined)
    for finding in findings:
        click.echo(str(finding))
    ill = [finding.name for finding in findings if finding.level is Level.FAIL]
    if ill:
        raise click.ClickException(f"Not well: {', '.join(ill)}.")


def _examined() -> list[Finding]:
    """Only reading: walking along the audit log must not hold up a school at work."""
    transaction.release()
    transaction.read_only()
    try:
        return list(examine())
    finally:
        transaction.release()


def examine() -> Iterator[Finding]:
    """One finding after another. What needs the database or the queue is left out where that does not answer."""
    checks = health.readiness()["checks"]
    yield records.database(checks["database"])
    yield machine.disk(checks["disk"])
    yield machine.data_folder()
    yield machine.storage()
    yield machine.mail()
    yield processes.queue(checks["queue"])
    if checks["queue"] == "ok":
        yield from processes.listening()
    yield processes.live_updates()
    if checks["database"] == "ok":
        for look in (processes.clock, *records.LOOKS):
            try:
                yield look()
            except SQLAlchemyError as problem:
                db.session.rollback()
                yield fail(look.__name__.replace("_", " "), f"{problem}.".splitlines()[0], "See that it can be read.")
