"""Lighthouse (mobile) on landing, dashboard, classroom, a lesson and one with pictures, and what these pages weigh.

python -m bench.lighthouse     needs Node and Chromium (or Chrome)
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

from flask import Flask

from bench import figures
from bench.pictures import lesson_with_pictures
from bench.portal import ROOT, cookie, portal
from bench.pupil import Pupil, pupil
from bench.servers import PAGES, environment, free_port, gunicorn

sys.path.append(str(ROOT / "setup"))
from front_end import node_environment

BENCH = "lighthouse"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}
MOST_BYTES = {"css": 20_000, "js": 45_000}
SECONDS = 240


def main() -> int:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        figures.remark("Lighthouse NOT MEASURED: there is no Chromium (Debian: apt-get install chromium)")
        return 1
    environ = {**node_environment(ROOT / ".venv" / "bin" / "python"), "CHROME_PATH": browser}
    install(environ)
    port = free_port()
    with portal(port=port) as app:
        pages = student_pages(app, pupil(), f"http://localhost:{port}")
        with gunicorn("wsgi:app", environment(app, PORT=str(port)), *PAGES, port=port):
            seen = visit(pages, environ)
    for page in seen:
        report(page)
    return 0 if len(seen) == len(pages) else 1


def install(environ: dict[str, str]) -> None:
    if not (ROOT / "bench" / "node_modules" / "lighthouse").is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=ROOT / "bench", env=environ, check=True, stdout=sys.stderr)


def student_pages(app: Flask, student: Pupil, address: str) -> list[dict[str, str]]:
    signed_in = cookie(app, student.user)
    paths = {
        "dashboard": "/",
        "classroom": f"/classrooms/{student.classroom.public_id}",
        "lesson": student.lesson_path,
        "lesson_with_pictures": f"/lessons/{lesson_with_pictures(student.classroom).public_id}",
    }
    landing = {"name": "landing", "url": f"{address}/", "cookie": ""}
    return [landing, *({"name": name, "url": address + path, "cookie": signed_in} for name, path in paths.items())]


def visit(pages: list[dict[str, str]], environ: dict[str, str]) -> list[dict[str, Any]]:
    """What Lighthouse says of each page."""
    said = subprocess.run(
        ["node", "bench/lighthouse.mjs"],
        cwd=ROOT,
        env={**os.environ, **environ},
        input=json.dumps(pages),
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return [json.loads(line) for line in said.stdout.splitlines()]


def report(page: dict[str, Any]) -> None:
    name = page["name"]
    for category, score in page["scores"].items():
        figures.report(BENCH, f"{name}_{category.replace('-', '_')}", score, "points")
    for kind, size in page["bytes"].items():
        figures.report(BENCH, f"{name}_{kind}_gzipped", size, "bytes")
        figures.verdict(f"{name} {kind}", f"{size} bytes", size <= MOST_BYTES[kind], f"at most {MOST_BYTES[kind]}")
    for category, goal in GOALS.items():
        figures.verdict(
            f"{name} {category}", str(page["scores"][category]), page["scores"][category] >= goal, f"{goal}"
        )
    figures.remark(f"       {name}: {json.dumps(page['metrics'])}")
    for fault in page["faults"]:
        figures.remark(f"       {name}: {fault}")


if __name__ == "__main__":
    sys.exit(main())
