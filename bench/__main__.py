"""All benchmarks, or the named ones: `python -m bench [name …]`, the names as in ALL."""

from __future__ import annotations

import subprocess
import sys

ALL = (
    "fanout",
    "push",
    "bell",
    "pages",
    "files",
    "badge",
    "progress",
    "quizzes",
    "quiz_results",
    "calendar",
    "banner",
    "rooms",
    "lighthouse",
)


def main(names: list[str]) -> int:
    """Each in a process of its own, so that none slows the next. 1 if one of them failed."""
    commands = [[sys.executable, "-m", f"bench.{name}"] for name in names or ALL]
    return max(min(subprocess.run(command, check=False).returncode, 1) for command in commands)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
