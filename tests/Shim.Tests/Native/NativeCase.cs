using System;

namespace AfUnix.Tests.Native;

/// <summary>A line of `native-tests --list`.</summary>
/// <param name="Kind">"oracle" cases run on both systems; "posix" and "windows" ones look at one only.</param>
/// <param name="Seconds">The time it may take on a plain machine.</param>
internal sealed record NativeCase(string Name, string Kind, int Seconds)
{
    /// <summary>Cases about the same subject begin with the same word.</summary>
    public string Subject => Name.Split('_')[0];

    public bool RunsOn(NativeSystem system) => Kind switch
    {
        "oracle" => true,
        "posix" => system == NativeSystem.Linux,
        "windows" => system == NativeSystem.Windows,
        _ => throw new FormatException($"{Name} is of an unknown kind: {Kind}"),
    };
}
