"""The world of the access matrix: what these tests break there does not stay."""

from tests.access.conftest import knocker

__all__ = ["knocker"]
