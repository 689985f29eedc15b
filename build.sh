#!/usr/bin/env bash
# One door for everything, on Debian and Ubuntu. On Windows: build.ps1, which has the same verbs.
#
#   ./build.sh setup      install what the other verbs need (they also do it by themselves)
#   ./build.sh build      make the SDK in artifacts/sdk: bin/afunix.dll, lib/, include/
#   ./build.sh demo       a C server and C clients talk over a socket file
#   ./build.sh test       build, run every test, end with "N passed, N failed"
#   ./build.sh bench      measure against raw TCP; artifacts/bench
#   ./build.sh pack       artifacts/afunix-sdk.zip and the NuGet package
#   ./build.sh generate   write src/Interop/Generated anew from Microsoft's headers
#   ./build.sh clean      remove artifacts/
#
# Anything after the verb goes to MSBuild: build/afunix.proj has a target for each verb.
set -euo pipefail
cd "$(dirname "$0")"

usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; }

case ${1:-help} in
    setup | build | demo | test | bench | pack | generate | clean) verb=$1; shift ;;
    help | -h | --help) usage; exit 0 ;;
    *) printf 'build.sh: no verb "%s"\n\n' "$1" >&2; usage >&2; exit 2 ;;
esac

command -v dotnet >/dev/null ||
    { echo 'build.sh: the .NET SDK 10 is missing: https://learn.microsoft.com/dotnet/core/install/linux' >&2; exit 1; }

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
summary=artifacts/test/summary.txt
[ "$verb" != test ] || rm -f "$summary"

code=0
dotnet msbuild build/afunix.proj "-t:$verb" -nologo -v:minimal -tl:off -nr:false "$@" || code=$?

# The count comes last, whatever MSBuild said before it. No count: the build itself failed.
[ "$verb" != test ] || cat "$summary" 2>/dev/null || echo "0 passed, 1 failed"
exit "$code"
