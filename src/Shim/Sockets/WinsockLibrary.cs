using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>Winsock itself: started once, before the first socket, and never stopped. A program that has SOCKETs itself starts it itself.</summary>
internal static unsafe class WinsockLibrary
{
    private const ushort Version22 = 0x0202;

    private static readonly Lock s_lock = new();
    private static bool s_started;

    public static void Start()
    {
        if (Volatile.Read(ref s_started))
        {
            return;
        }

        lock (s_lock)
        {
            if (!s_started)
            {
                WSADATA data;
                Ws2_32.WSAStartup(Version22, &data);
                Volatile.Write(ref s_started, true);
            }
        }
    }

    /// <summary>The errno of the Winsock call that has just failed in this thread.</summary>
    public static Errno LastError() => ErrorMap.FromWinsock(Ws2_32.WSAGetLastError());
}
