#!/bin/sh
# Writes Generated/ anew from Microsoft's SDK headers. README.md says what it needs.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
generator=${CLANGSHARP:-ClangSharpPInvokeGenerator}
sdk_version=10.0.26100.9169
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
sdk=${AFUNIX_SDK_INCLUDE:-$packages/microsoft.windows.sdk.cpp/$sdk_version/c/Include/10.0.26100.0}
clang=${AFUNIX_CLANG_INCLUDE:-$(clang-22 -print-resource-dir)/include}

fail() { echo "generate: $*" >&2; exit 1; }
command -v "$generator" >/dev/null || fail "no $generator; install it with: dotnet tool install --global ClangSharpPInvokeGenerator"
[ -f "$sdk/um/WinSock2.h" ] || fail "no SDK headers in $sdk; run build.sh setup, or set AFUNIX_SDK_INCLUDE"
[ -f "$clang/stddef.h" ] || fail "no clang headers in $clang; set AFUNIX_CLANG_INCLUDE"

# The response files name everything relative to this folder, so that no path of a machine gets into them.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$here/generation" "$work/generation"
ln -s "$sdk" "$work/sdk"
ln -s "$clang" "$work/clang"
mkdir "$work/Generated"
cd "$work"
sh generation/overlay.sh sdk > overlay.yaml

# Win.cs is written by two runs: five constants are defined in both WinSock2.h and ws2def.h, and a run that sees both
# definitions of a macro complains. The generator's exit code is the number of its complaints.
"$generator" @generation/constants-ws2def.rsp
mv Generated/Win.cs Generated/Win.Ws2Def.cs
for run in constants types ws2_32 kernel32 kernelbase advapi32 ntdll; do
    echo "generate: $run"
    "$generator" "@generation/$run.rsp"
done

# Interop.csproj has the first as a property; nothing uses the second.
rm Generated/DisableRuntimeMarshalling.cs Generated/NativeAnnotationAttribute.cs

rm -rf "$here/Generated"
cp -r Generated "$here/Generated"
