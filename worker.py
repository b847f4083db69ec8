"""The processes that work unseen: `python worker.py worker|sender|clock`.

worker  runs queued jobs, each in a fork of this process, which has the portal loaded already
sender  delivers push messages and mail
clock   runs what is periodic, and whatever the queue server lost
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from flask import Flask

from app import create_app
from app.cli.start import loading, settings_or_exit
from app.cli.tied import tie


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Run one of the processes behind the portal.")
    parser.add_argument("process", choices=("worker", "sender", "clock"))
    parser.add_argument("--queue", default="default", help="the queue that a worker listens on")
    chosen = parser.parse_args(words)
    with loading():
        app = create_app(settings_or_exit())
    if chosen.process == "worker":
        from app.cli import working

        return working.run(app, chosen.queue, tie)
    return loop(app, chosen.process)


def loop(app: Flask, process: str) -> int:
    """Run the sender or the clock until SIGTERM or Ctrl-C; what is under way is finished first."""
    from app.jobs import clock, sender

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    {"sender": sender.run, "clock": clock.run}[process](app, stop)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
