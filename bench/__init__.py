"""Benchmarks: `python -m bench` runs all, `python -m bench.<name>` one. Figures go to stdout, remarks to stderr."""
