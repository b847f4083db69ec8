"""Run a command beside a PostgreSQL server of its own, where Debian's pg_virtualenv is not at hand (macOS).

python setup/postgresql.py [-o setting=value …] command argument …
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile


def main(words: list[str]) -> int:
    settings: list[str] = []
    while words[:1] == ["-o"]:
        settings += ["-c", words[1]]
        words = words[2:]
    if not shutil.which("initdb"):
        sys.stderr.write("PostgreSQL is missing: neither pg_virtualenv nor initdb is on PATH.\n")
        return 1
    folder = tempfile.mkdtemp(prefix="pg")
    initialise = ["initdb", "-D", f"{folder}/data", "-U", "postgres", "--auth=trust", "-E", "UTF8"]
    subprocess.run(initialise, check=True, stdout=subprocess.DEVNULL)
    start = ["postgres", "-D", f"{folder}/data", "-k", folder, "-c", "listen_addresses=", *settings]
    server = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ready = ["pg_isready", "-q", "-h", folder, "-t", "1"]
        while server.poll() is None and subprocess.run(ready, check=False).returncode:
            pass
        environment = {**os.environ, "PGHOST": folder, "PGUSER": "postgres", "PGDATABASE": "postgres"}
        return subprocess.run(words, env=environment, check=False).returncode
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
