"""File formats: pure functions from bytes to what we keep, and back. No Flask, no database."""
