#!/bin/sh
# All benchmarks, one after the other; each prints one JSON line a figure. BENCH=name runs one of them.
set -eu
failed=
for path in bench/${BENCH:-*}.py bench/${BENCH:-*}.mjs; do
    case $path in *'*'* | */common.py | */__init__.py | */_*) continue ;; esac
    [ -f "$path" ] || continue
    case $path in
    *.py) name=$(basename "$path" .py) && .venv/bin/python -m "bench.$name" || failed="$failed $path" ;;
    *.mjs) [ -d bench/node_modules ] || npm ci --prefix bench --ignore-scripts --no-audit --no-fund >&2
        node "$path" || failed="$failed $path" ;;
    esac
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
