"""Run a program that ends when its parent does: `python tied.py program argument …`.

Linux only (prctl(2), PR_SET_PDEATHSIG); elsewhere the program just runs. No process of `make run` is left behind when
the one that keeps them is killed outright.
"""

from __future__ import annotations

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie() -> None:
    """Ask the kernel for SIGTERM when the parent of this process ends."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended in between
        sys.exit(1)


if __name__ == "__main__":
    tie()
    os.execv(sys.argv[1], sys.argv[1:])
