"""Classbell: a lightweight classroom portal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.config import Settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Settings | None = None, async_mode: str = "threading") -> Flask:
    """The portal. Raises config.Refused when the environment describes an unsafe start."""
    # Imported here, since `make run` reads the settings long before it needs the portal: a second is saved.
    from flask import Flask

    from app import blueprints, cli, extensions, filters, notifications, realtime, sockets, transaction, web
    from app.models import aliases
    from app.web import templates

    app = Flask(__name__)
    templates.init_app(app)
    config = settings or Settings.from_environment(os.environ)
    app.config.update(
        SETTINGS=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
    )
    config.data_dir.mkdir(parents=True, exist_ok=True)
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db)
    extensions.csrf.init_app(app)
    with app.app_context():
        transaction.configure(extensions.db.engine)
    realtime.init_app(app, async_mode)
    for part in (web, filters, notifications, blueprints, sockets, cli):
        part.init_app(app)
    aliases.settle()
    return app


def _engine_options(config: Settings) -> dict[str, object]:
    if config.database_url.startswith("sqlite"):
        return {"pool_size": 20, "max_overflow": 40}
    return {"pool_size": 20, "max_overflow": 0, "pool_pre_ping": True}  # what overflows would be opened anew each time
