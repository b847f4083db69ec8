#!/bin/sh
# Pictures of the key pages of the demo school, into screenshots/.
set -eu
exec .venv/bin/python setup/screenshots.py "$@"
