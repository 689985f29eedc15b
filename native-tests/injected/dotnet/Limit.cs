using System;

namespace AfUnix.DotNetSockets;

/// <summary>No wait of this program lasts longer.</summary>
internal static class Limit
{
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(20);
}
