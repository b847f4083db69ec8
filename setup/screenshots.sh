#!/bin/sh
# Pictures of the key pages of the demo school, into screenshots/.
set -eu
[ -d tests/browser/screenshots ] || [ -f tests/browser/screenshots.py ] || {
    echo "tests/browser/screenshots.py is missing" >&2
    exit 1
}
exec .venv/bin/python -m tests.browser.screenshots "$@"
