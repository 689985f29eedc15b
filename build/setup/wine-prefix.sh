#!/usr/bin/env bash
# Makes the Wine prefix in which the tests run, once. A prefix of our own: the user's stays as it is.
set -euo pipefail
prefix=${AFUNIX_WINEPREFIX:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/afunix/wine}
stamp=$prefix/.afunix-windows-10
[ ! -e "$stamp" ] || exit 0

printf 'setup: preparing Wine in %s (about 15 seconds)\n' "$prefix"
mkdir -p "$prefix"
# No window, no download of Mono or Gecko.
export WINEPREFIX=$prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' DISPLAY=
wine wineboot --init >/dev/null 2>&1
# Wine 8 poses as Windows 7 unless told otherwise.
wine winecfg -v win10 >/dev/null 2>&1
wineserver --kill || true
wineserver --wait
touch "$stamp"
