#!/usr/bin/env bash
# Set-up on Debian and Ubuntu: the packages of packages.txt, and a Wine prefix that poses as Windows 10.
# Nothing missing: nothing done, in well under a second. Called by setup.targets.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

missing_packages() {
    local name status
    while read -r name; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) || status=absent
        [ "$status" = installed ] || printf '%s ' "$name"
    done < <(grep -v '^#' "$here/packages.txt")
}

install_packages() {
    local missing=$1 as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "these packages are missing, and without sudo only root can install them:
    apt-get install --no-install-recommends $missing"
        as_root=(sudo)
    fi
    say "installing with apt (some 600 MB on a fresh machine, a few minutes): $missing"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    # A fresh machine has no package lists, an old one has stale ones: both show as a failed install.
    # shellcheck disable=SC2086 # a list of words
    "${apt[@]}" install -y --no-install-recommends $missing ||
        { say "once more, with fresh package lists"
          "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends $missing; } ||
        die "apt could not install: $missing"
}

if command -v dpkg-query >/dev/null; then
    missing=$(missing_packages)
    [ -z "$missing" ] || install_packages "$missing"
else
    for tool in clang-19 lld-link-19 llvm-dlltool-19 make gcc g++ x86_64-w64-mingw32-gcc x86_64-w64-mingw32-g++-posix wine go spin; do
        command -v "$tool" >/dev/null || die "$tool is missing. This system has no apt: install what build/setup/packages.txt lists."
    done
fi

"$here/wine-prefix.sh"
