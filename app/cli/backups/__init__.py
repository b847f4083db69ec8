"""`flask backup FILE` and `flask restore FILE`: the whole school in one file, and back (security.md R10)."""

from app.cli.backups.commands import backup, restore

__all__ = ["backup", "restore"]
