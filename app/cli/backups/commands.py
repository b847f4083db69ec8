"""`flask backup FILE`, `flask restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.cli.backups import restoring, writing
from app.cli.backups.archive import Archive, opened
from app.cli.refusals import in_one_line

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command("backup")
@FILE
@click.option("--replace", is_flag=True, help="Overwrite FILE where it is there already.")
@with_appcontext
@in_one_line
def backup(file: Path, replace: bool) -> None:
    """Put the whole school into FILE: database, uploaded files, keys. The portal may run meanwhile.

    Whoever has FILE has the school: keep it as safe as the data folder.
    """
    if file.exists() and not replace:
        raise click.ClickException(f"{file} is there already. Choose another name, or add --replace.")
    facts = writing.write(file)
    click.echo(f"The backup is whole: {file}, {_files(facts)}, {file.stat().st_size / 1e6:.1f} MB.")


@click.command("restore")
@FILE
@click.option("--replace", is_flag=True, help="Put it in the place of a school that has people.")
@click.option("--verify", is_flag=True, help="Only look whether FILE is whole and can be restored here.")
@with_appcontext
@in_one_line
def restore(file: Path, replace: bool, verify: bool) -> None:
    """Bring back the school that is in FILE. The portal must be stopped; what was there is replaced, all or nothing.

    A backup of an older version is brought to this one.
    """
    with opened(file) as stream:
        archive = Archive(stream)
        if verify:
            restoring.check(archive)
            notes = []
        else:
            notes = restoring.restore(archive, replace=replace)
    made = f"the backup of {archive.manifest['made_at'][:16].replace('T', ' ')} UTC, {_files(archive.manifest)}"
    click.echo(f"It is whole: {made}." if verify else f"Restored: {made}. Start the portal, then run: doctor")
    for note in notes:
        click.echo(f"Note: {note}")


def _files(manifest: dict[str, Any]) -> str:
    number = sum(name.startswith("files/") for name in manifest["parts"])
    return f"{number} file" if number == 1 else f"{number} files"
