#!/usr/bin/env bash
# Runs a Windows program on Linux, in the Wine prefix that set-up made: build/windows.sh program.exe argument...
# With --stop: ends whatever still runs in that prefix.
set -euo pipefail
export WINEPREFIX=${AFUNIX_WINEPREFIX:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/afunix/wine}
export WINEDEBUG=${WINEDEBUG:--all}
if [ "$1" = --stop ]; then
    wineserver --kill || true # it says 1 when nothing runs
    exit 0
fi
exec wine "$@"
