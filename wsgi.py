"""The portal as a WSGI application: `gunicorn -c deploy/gunicorn_web.py wsgi:app`, `flask --app wsgi …`."""

import sys

from app import create_app
from app.cli.start import loading, settings_or_exit

# The realtime service runs this under gevent, which has patched the standard library by now.
_patched = "gevent.monkey" in sys.modules and sys.modules["gevent.monkey"].is_module_patched("socket")

with loading():
    app = create_app(settings_or_exit(), async_mode="gevent" if _patched else "threading")
