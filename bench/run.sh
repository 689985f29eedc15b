#!/usr/bin/env bash
# Runs the benchmarks on Linux: the runner and the kernel's own AF_UNIX natively, all else in Wine. The exit code says whether all limits hold.
set -uo pipefail
cd "$(dirname "$0")/.."
out=artifacts/bench
"$out/linux/bench" run "$out/results.csv" artifacts/sdk/bin/afunix-run.exe bash build/windows.sh "$out/windows/bench.exe"
code=$?
bash build/windows.sh --stop
exit $code
