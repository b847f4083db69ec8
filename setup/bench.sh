#!/bin/sh
# All benchmarks, one after the other; each prints one JSON line a figure. BENCH="pages badge" runs some of them.
set -eu
# shellcheck disable=SC2086 # a list of names
exec .venv/bin/python -m bench ${BENCH:-}
