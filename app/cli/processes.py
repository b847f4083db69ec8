"""The processes of `make run`, and the settings file that has supervisor keep them."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from app.cli import queue_server
from app.cli.places import Places
from app.cli.start import ROOT
from app.config import VIDEO_QUEUE, Settings

SECONDS_TO_STOP = 6  # a second more than gunicorn gives open sockets, which never end by themselves


@dataclass(frozen=True)
class Process:
    """One kept process. Those with `wait` start when the web pages answer, so that they do not slow them down."""

    name: str
    command: tuple[str, ...]
    wait: bool = False
    copies: int = 1


def portal(settings: Settings) -> list[Process]:
    """The processes of the portal itself, without the queue server."""
    python, worker = sys.executable, str(ROOT / "worker.py")
    gunicorn = (python, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn_web.py"), "wsgi:app")
    return [
        Process("web", gunicorn),
        Process("worker", (python, worker, "worker"), wait=True, copies=settings.queue_workers),
        Process("videos", (python, worker, "worker", "--queue", VIDEO_QUEUE), wait=True),
        Process("sender", (python, worker, "sender"), wait=True),
        Process("clock", (python, worker, "clock"), wait=True),
    ]


def queue(program: str, places: Places) -> Process:
    """The embedded queue server, run by `program`."""
    return Process("queue", tuple(queue_server.command(program, places)))


def supervisor_settings(groups: dict[str, list[Process]], places: Places) -> str:
    """supervisord.conf for `groups`. Supervisor ends one group after the other, the last named first."""
    parts = [_HEAD.format(run=_plain(places.run), socket=_plain(places.supervisor_socket))]
    for order, (group, processes) in enumerate(groups.items()):
        parts.append(f"[group:{group}]\nprograms={','.join(p.name for p in processes)}\npriority={order + 1}\n")
        parts.extend(_program(process) for process in processes)
    return "\n".join(parts)


def _program(process: Process) -> str:
    tied = (sys.executable, "-I", "-S", str(Path(__file__).with_name("tied.py")), *process.command)
    return _PROGRAM.format(
        name=process.name,
        command=_plain(shlex.join(tied)),
        folder=_plain(ROOT),
        autostart=str(not process.wait).lower(),
        copies=process.copies,
        copy_name="%(program_name)s" + ("_%(process_num)d" if process.copies > 1 else ""),
        leave=SECONDS_TO_STOP,
    )


def _plain(text: object) -> str:
    """`text` as supervisor reads it back: a per cent sign stands for itself only when doubled."""
    return str(text).replace("%", "%%")


_HEAD = """\
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
loglevel=info
pidfile={run}/supervisord.pid
childlogdir={run}

[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}
"""

_PROGRAM = """\
[program:{name}]
command={command}
process_name={copy_name}
numprocs={copies}
directory={folder}
autostart={autostart}
autorestart=true
startsecs=1
startretries=20
stopwaitsecs={leave}
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
"""
