#!/bin/sh
# Usage: overlay.sh INCLUDE_DIR > overlay.yaml
#
# The SDK's headers include each other with Windows' disregard of case (winsock2.h is WinSock2.h on disk). This writes
# a clang VFS overlay that lists every file of the three folders we need and looks names up without regard to case.
# Each file is listed, because clang maps the case of listed names only. On Windows no overlay is needed.
set -eu

root=$(cd "$1" && pwd)

cd "$root"
find -L ucrt shared um -type f -name '*.[hH]' | LC_ALL=C sort | awk -v root="$root" '
    function quote(s) { gsub(/["\\]/, "\\\\&", s); return "\"" s "\"" }
    BEGIN { print "{ \"version\": 0, \"case-sensitive\": \"false\", \"roots\": [" }
    {
        path = quote(root "/" $0)
        printf "%s{ \"type\": \"file\", \"name\": %s, \"external-contents\": %s }", separator, path, path
        separator = ",\n"
    }
    END { print "\n] }" }'
