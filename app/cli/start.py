"""Settings for a process that starts: from .env and the environment, or a refusal in one line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from dotenv import dotenv_values

from app.config import Refused, Settings

ROOT = Path(__file__).resolve().parent.parent.parent
EX_CONFIG = 78  # sysexits.h: "found in an unconfigured or misconfigured state"


def environment() -> dict[str, str]:
    """The environment, completed with what `.env` names and the environment does not."""
    written = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return {**written, **os.environ}


def settings_or_exit() -> Settings:
    """The settings; ends the process with 78 and one line on standard error where they are unsafe or unusable."""
    env = environment()
    try:
        return Settings.from_environment(env)
    except Refused as refusal:
        refuse(str(refusal))
    except OSError as error:
        refuse(f"The data folder {env.get('DATA_DIR') or 'instance'} cannot be used: {error.strerror or error}.")


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded meanwhile stays for ever: looking for garbage in it took a fifth of the time and found none."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def refuse(reason: str) -> NoReturn:
    """End the process with 78; `reason` is one sentence that says what to change."""
    sys.stderr.write(f"Classbell cannot start: {reason}\n")
    sys.exit(EX_CONFIG)
