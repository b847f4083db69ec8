"""gunicorn for /socket.io alone, under gevent: thousands of open sockets, no pages. For the big layout of deploy/.

REALTIME_PORT=8001 gunicorn -c deploy/gunicorn_realtime.py wsgi:app
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cli.start import settings_or_exit

_settings = settings_or_exit()

bind = f"{_settings.host}:{os.environ.get('REALTIME_PORT', '8001')}"
workers = _settings.realtime_workers
worker_class = "gevent"
worker_connections = 12000
backlog = 4096
graceful_timeout = 5
control_socket_disable = True
forwarded_allow_ips = ""
loglevel = "warning"
