#!/bin/sh
# Writes Generated/ anew from Microsoft's SDK headers. README.md says what it needs.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

generator=${CLANGSHARP:-$root/artifacts/tools/ClangSharpPInvokeGenerator}
version=$(sed -n 's:.*<WindowsSdkVersion>\(.*\)</WindowsSdkVersion>.*:\1:p' "$root/Directory.Packages.props")
sdk=$(echo "${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.windows.sdk.cpp/$version/c/Include"/*)
clang=$("${CLANG:-clang-19}" -print-resource-dir)/include

fail() { echo "generate: $*" >&2; exit 1; }
command -v "$generator" >/dev/null || fail "no generator at $generator (README.md tells how to install it)"
[ -f "$sdk/um/WinSock2.h" ] || fail "no SDK headers in $sdk (dotnet restore brings them)"
[ -f "$clang/stddef.h" ] || fail "no clang headers in $clang (CLANG names another clang)"

# The response files name everything relative to this folder, so that no path of a machine gets into them.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$here/generation" "$work/generation"
ln -s "$sdk" "$work/sdk"
ln -s "$clang" "$work/clang"
mkdir "$work/Generated"
cd "$work"
sh generation/overlay.sh sdk > overlay.yaml

run() {
    echo "generate: $1"
    "$generator" "@generation/$1.rsp"
}

# Win.cs is written by two runs: five constants are defined in both WinSock2.h and ws2def.h, and a run that sees both
# definitions of a macro complains. The generator's exit code is the number of its complaints.
run constants-ws2def
mv Generated/Win.cs Generated/Win.Ws2Def.cs
for part in constants types ws2_32 kernel32 kernelbase advapi32 iphlpapi ntdll; do
    run "$part"
done

# Interop.csproj has the first as a property; nothing uses the second.
rm -f Generated/DisableRuntimeMarshalling.cs Generated/NativeAnnotationAttribute.cs

rm -rf "$here/Generated"
cp -r Generated "$here/Generated"
