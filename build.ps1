<#
.SYNOPSIS
    One door for everything: builds afunix.dll and its SDK, tests it, measures it, packs it.

.DESCRIPTION
    For Windows (Windows PowerShell 5.1 or PowerShell 7, with the .NET SDK 10 and Visual Studio's C++ build tools) and for
    PowerShell on Debian and Ubuntu. build.sh has the same verbs. Both are thin: build/afunix.proj has an MSBuild target for
    each verb. Everything made goes to artifacts/.

    setup      checks for, or installs, what the other verbs need (they also do it by themselves)
    build      makes the SDK in artifacts/sdk: bin/afunix.dll, lib/, include/
    demo       a C server and C clients talk over a socket file
    test       builds, runs every test, ends with "N passed, N failed"
    bench      measures against raw TCP; artifacts/bench
    pack       artifacts/afunix-sdk.zip and the NuGet package
    generate   writes src/Interop/Generated anew from Microsoft's headers
    clean      removes artifacts/

.PARAMETER Verb
    What to do. Without it: a list of the verbs.

.PARAMETER Options
    Handed to MSBuild as they are, for example -p:Configuration=Debug.

.EXAMPLE
    ./build.ps1 demo

.EXAMPLE
    ./build.ps1 test

.LINK
    docs/architecture.md
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('help', 'setup', 'build', 'demo', 'test', 'bench', 'pack', 'generate', 'clean')]
    [string] $Verb = 'help',

    [Parameter(Position = 1, ValueFromRemainingArguments = $true)]
    [string[]] $Options = @()
)

# Only the language, Core cmdlets and .NET calls: a test runs this file in the bare PowerShell engine.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

if ($Verb -eq 'help') {
    (Get-Help $PSCommandPath).Description | ForEach-Object { $_.Text }
    exit 0
}

if (-not (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('build.ps1: the .NET SDK 10 is missing: https://dotnet.microsoft.com/download/dotnet/10.0')
    exit 1
}

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$project = [IO.Path]::Combine($PSScriptRoot, 'build', 'afunix.proj')
$summary = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'test', 'summary.txt')
if ([IO.File]::Exists($summary)) { [IO.File]::Delete($summary) }

& dotnet msbuild $project "-t:$Verb" -nologo -v:minimal -tl:off -nr:false @Options
$code = $LASTEXITCODE

# The count comes last, whatever MSBuild said before it. No count: the build itself failed.
if ($Verb -eq 'test') {
    if ([IO.File]::Exists($summary)) { [IO.File]::ReadAllText($summary).TrimEnd() } else { '0 passed, 1 failed' }
}
exit $code
