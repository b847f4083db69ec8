"""Prepare this folder to run Classbell: Python packages, front end, translations, bytecode.

    python3 setup/environment.py            what `make run` needs
    python3 setup/environment.py --tests    and what the tests need
    python3 setup/environment.py --bench    and what the benchmarks need as well

Standard library only, since it runs before anything is installed. Each step leaves a stamp in .setup/ and is skipped
while what it reads stays the same. Ends with 1 and a plain sentence when the machine lacks something.
"""

from __future__ import annotations

import compileall
import importlib.util
import os
import shutil
import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:  # before any import that an older Python cannot read
    for _name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if shutil.which(_name):
            os.execvp(_name, [_name, *sys.argv])
    sys.exit("Classbell needs Python 3.11 or newer (Debian, Ubuntu: sudo apt-get install python3 python3-venv).")

import front_end  # noqa: E402
import stamps  # noqa: E402
from machine import Missing, apt_install, run, say  # noqa: E402

ROOT = stamps.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> int:
    bench = "--bench" in sys.argv[1:]
    tests = bench or "--tests" in sys.argv[1:]
    try:
        virtual_environment()
        python_packages(tests=tests)
        front_end.prepare(PYTHON, tests=tests)
        if bench:
            front_end.bench_packages(PYTHON)
        translations()
        bytecode()
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; the next start continues from here.\n")
        return 130
    return 0


def virtual_environment() -> None:
    if PYTHON.exists():
        return
    if not importlib.util.find_spec("ensurepip"):  # Debian ships it apart
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        apt_install(package, "Python on this machine cannot make virtual environments.")
    say("Making a virtual environment in .venv …")
    for step in ("python", "python-tests", "node-program"):
        stamps.forget(step)
    run([sys.executable, "-m", "venv", "--clear", VENV])


def python_packages(*, tests: bool) -> None:
    name = "requirements-dev.txt" if tests else "requirements.txt"
    step = "python-tests" if tests else "python"
    state = stamps.digest([ROOT / name], os.path.realpath(PYTHON))
    if stamps.done(step, state):
        return
    say(f"Installing Python packages from {name} (a minute or so) …")
    run([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", ROOT / name])
    stamps.remember(step, state)
    if tests:  # it holds all of requirements.txt at the same versions
        stamps.remember("python", stamps.digest([ROOT / "requirements.txt"], os.path.realpath(PYTHON)))


def bytecode() -> None:
    """Half of the time in which the portal starts, where Python was told to keep none of what it compiles."""
    compileall.compile_dir(ROOT / "app", quiet=2)


def translations() -> None:
    folder = ROOT / "app" / "translations"
    catalogues = list(folder.rglob("*.po"))
    state = stamps.digest(catalogues)
    if not catalogues or (
        stamps.done("translations", state) and all(path.with_suffix(".mo").exists() for path in catalogues)
    ):
        return
    say("Compiling translations …")
    run([VENV / "bin" / "pybabel", "compile", "-d", folder])
    stamps.remember("translations", state)


if __name__ == "__main__":
    sys.exit(main())
