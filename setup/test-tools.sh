#!/bin/sh
# What the tests need beside Python and Node: PostgreSQL, a Redis, two browsers, a media server, fonts. Installed by apt where that is
# allowed (root, or sudo without a password), else named and refused.
set -eu

missing=
need() { # program package
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

at_least() { # program package version
    found=$("$1" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9]*\).*/\1/p' | head -n 1)
    [ "${found:-0}" -ge "$3" ] || missing="$missing $2"
}

need pg_virtualenv postgresql
need redis-server redis-server
need chromium chromium
need janus janus # the media server of big rooms
at_least firefox-esr firefox-esr 153 # what our version of Playwright says to Firefox, older ones do not understand
for extra in "$@"; do need "$extra" "$extra"; done # such as wrk, for the benchmarks
if ! fc-list ':lang=hi' 2>/dev/null | grep -q .; then missing="$missing fontconfig fonts-noto-core fonts-dejavu-core"; fi
if ! fc-list ':lang=und-zsye' 2>/dev/null | grep -q .; then missing="$missing fonts-noto-color-emoji"; fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then root=
elif sudo -n true 2>/dev/null; then root="sudo -n"
else root=no; fi

if [ "$root" = no ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need what this machine lacks:$missing" >&2
    echo "Debian: sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing$missing …"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# RUNLEVEL=1 keeps Debian from starting servers that nobody asked for.
apt() { $root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get "$@" >"$log" 2>&1; }
# shellcheck disable=SC2086 # a list of packages
apt update || true # lists of long ago name browsers of long ago; without a network the ones here may do
if ! apt install -y --no-install-recommends $missing; then
    tail -n 15 "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
