"""Bytes whose row could not be written are taken out again; not where nobody knows whether it was."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.actions.avatars import files
from app.actions.unnamed import taken_out
from app.errors import Conflict

LOST = OperationalError("COMMIT", None, Exception("server closed the connection unexpectedly"))


@pytest.mark.parametrize(("problem", "stays"), [(Conflict("no"), False), (KeyboardInterrupt(), False), (LOST, True)])
def test_what_stays(app: Flask, problem: BaseException, stays: bool) -> None:
    key = files().put(io.BytesIO(b"a face"), limit_bytes=100).key
    with pytest.raises(type(problem)), taken_out(files(), [key]):
        raise problem
    assert (key in files().keys()) is stays  # noqa: SIM118
    files().delete(key)
