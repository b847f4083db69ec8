"""gunicorn for pages and API (and sockets, where no realtime service stands beside it). Used by `make run` and systemd.

gunicorn -c deploy/gunicorn_web.py wsgi:app
"""

import gc
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cli.start import settings_or_exit

_settings = settings_or_exit()  # ends with 78 here, in the master, rather than in every worker

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = "gthread"
# Without reuse_port, connections that stay open pile up on one worker: a third of the pages per second was measured.
reuse_port = True
# An open socket occupies one thread; the app caps sockets per worker well below this and lets the rest poll.
threads = int(os.environ.get("WEB_THREADS", "128"))
worker_connections = 1000
# One import of the portal serves all workers: they start sooner and share memory. A new version needs a restart.
preload_app = True
graceful_timeout = 5
keepalive = 65
control_socket_disable = True
# Forwarded headers are the business of ProxyFix and TRUSTED_PROXIES alone.
forwarded_allow_ips = ""
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108
loglevel = "warning"


def when_ready(_server: object) -> None:
    """What is loaded by now stays for ever: no worker needs to look through it, or to copy it by looking."""
    gc.freeze()


def post_fork(_server: object, _worker: object) -> None:
    """Forget database connections of the master, which loaded the portal; then give signs of life."""
    from app.extensions import db
    from app.jobs import beating
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
    beating.begin(app)


def worker_exit(_server: object, _worker: object) -> None:
    """Every request is answered by now; taking the loaded portal apart would only make Ctrl-C slow."""
    sys.stderr.flush()
    os._exit(0)
