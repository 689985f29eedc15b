using System;

namespace AfUnix.DotNetSockets;

/// <summary>A scene did not go as it should.</summary>
internal sealed class WrongException(string what) : Exception(what)
{
    public static void If(bool wrong, string what)
    {
        if (wrong)
        {
            throw new WrongException(what);
        }
    }
}
