"""gunicorn for the benchmark of pages, ours and the bare one: as deploy/gunicorn_web.py, with fewer threads."""

import gc

worker_class = "gthread"
workers = 2
threads = 4
reuse_port = True
preload_app = True
control_socket_disable = True
loglevel = "error"


def when_ready(_server: object) -> None:
    gc.freeze()
