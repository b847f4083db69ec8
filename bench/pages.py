"""Pages a second: the student's dashboard and a lesson, against a bare Flask page that asks the database the same.

python -m bench.pages     needs wrk (Debian: apt-get install wrk)
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from flask import Flask

from bench import figures
from bench.portal import cookie, portal
from bench.pupil import pupil
from bench.servers import PAGES, environment, gunicorn

BENCH = "pages"
GOAL = 1.5
ROUNDS = 5
SECONDS = 3


def main() -> int:
    if not has_wrk(BENCH):
        return 1
    with portal() as app:
        student = pupil()
        paths = {"dashboard": "/", "lesson": student.lesson_path}
        compare(BENCH, app, cookie(app, student.user), paths, GOAL)
    return 0


def has_wrk(bench: str) -> bool:
    if not shutil.which("wrk"):
        figures.remark(f"{bench}: requests a second NOT MEASURED: wrk is missing (Debian: apt-get install wrk)")
        return False
    return True


def compare(bench: str, app: Flask, cookies: str, paths: dict[str, str], goal: float) -> None:
    """Ask the portal and the bare page for each of `paths`, in turns."""
    wanted = Path(app.config["SETTINGS"].data_dir) / "bare_pages.json"
    wanted.write_text(json.dumps({"cookie": cookies, "paths": list(paths.values())}))
    environ = environment(app, BARE_PAGES=str(wanted))
    with gunicorn("wsgi:app", environ, *PAGES) as ours, gunicorn("bench.bare_page:app", environ, *PAGES) as bare:
        for name, path in paths.items():
            rates = in_turns([ours + path, bare + path], cookies)
            figures.against(bench, f"{name}_requests_per_second", "requests/s", *rates, goal)


def in_turns(urls: list[str], cookies: str) -> list[list[float]]:
    """Requests a second of each of `urls`, round by round."""
    for url in urls:
        load(url, cookies, 2)
    rates: dict[str, list[float]] = {url: [] for url in urls}
    for _ in range(ROUNDS):
        for url, found in rates.items():
            found.append(load(url, cookies, SECONDS))
    return list(rates.values())


def load(url: str, cookies: str, seconds: int) -> float:
    """Requests a second over eight kept connections. Raises RuntimeError for answers that are no page."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-H", f"Cookie: {cookies}", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{url} failed under load:\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]


if __name__ == "__main__":
    sys.exit(main())
