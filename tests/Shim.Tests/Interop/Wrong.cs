using System.Runtime.InteropServices;

namespace AfUnix.Tests.Interop;

/// <summary>Declarations with the mistakes that a hand could make, each of which the comparison has to find.</summary>
internal static unsafe class Wrong
{
    public const int WSAECONNREFUSED = 10061;   // right
    public const int WSAECONNRESET = 10053;     // another error's number
    public const int WSAENOSUCHTHING = 1;       // no such name
    public static readonly nuint INVALID_SOCKET = 0;

    public enum IPPROTO
    {
        IPPROTO_TCP = 17,
        IPPROTO_ICMP = 1,   // right
    }

#pragma warning disable CS0649 // nothing is ever stored in them
    /// <summary>As on Linux.</summary>
    public struct TIMEVAL
    {
        public long tv_sec;
        public long tv_usec;
    }

    /// <summary>The right size, and a sign too many.</summary>
    public struct LINGER
    {
        public short l_onoff;
        public ushort l_linger;
    }
#pragma warning restore CS0649

    /// <summary>One parameter too few.</summary>
    [DllImport("ws2_32", ExactSpelling = true)]
    public static extern int bind(nuint s, void* name);

    /// <summary>One too wide.</summary>
    [DllImport("ws2_32", ExactSpelling = true)]
    public static extern int listen(nuint s, long backlog);

    /// <summary>A number for a pointer.</summary>
    [DllImport("ws2_32", ExactSpelling = true)]
    public static extern int send(nuint s, uint buf, int len, int flags);

    /// <summary>Right.</summary>
    [DllImport("ws2_32", ExactSpelling = true)]
    public static extern int shutdown(nuint s, int how);
}
