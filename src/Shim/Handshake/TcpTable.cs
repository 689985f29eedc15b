using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The kernel's table of TCP endpoints, which names the process that made each. It is the one witness of a process id that a peer can't tell what to say;
/// asking takes milliseconds, so it is asked once for each process that is met.
/// </summary>
internal static unsafe class TcpTable
{
    /// <summary>
    /// Wine puts the table together from whatever it finds out about all processes: it can name hardly any owner, and when several ask at once each waits
    /// for seconds or minutes. So there nobody asks.
    /// </summary>
    private static readonly bool s_isTheKernels = OperatingSystem.IsWindows() && !IsWine();

    /// <summary>The process that made the socket at this address; 0 when the table doesn't tell.</summary>
    /// <param name="listens">A listener: those that it accepted have its address, too.</param>
    public static uint OwnerOf(ClientEndpoint endpoint, bool listens)
    {
        const int MaxTries = 4; // it grows meanwhile
        uint size = 64 * 1024;
        for (int tries = 0; tries < MaxTries && s_isTheKernels; tries++)
        {
            var table = (MIB_TCPTABLE_OWNER_PID*)NativeMemory.Alloc(size);
            uint error = Iphlpapi.GetExtendedTcpTable(table, &size, 0, Win.AF_INET, TCP_TABLE_CLASS.TCP_TABLE_OWNER_PID_ALL, 0);
            uint owner = error == Win.ERROR_SUCCESS ? Find(table->table.AsSpan((int)table->dwNumEntries), endpoint, listens) : 0;
            NativeMemory.Free(table);
            if (error != Win.ERROR_INSUFFICIENT_BUFFER)
            {
                return owner;
            }
        }

        return 0;
    }

    public static uint Find(ReadOnlySpan<MIB_TCPROW_OWNER_PID> rows, ClientEndpoint endpoint, bool listens)
    {
        uint address = BinaryPrimitives.ReverseEndianness(endpoint.Address);
        ushort port = BinaryPrimitives.ReverseEndianness(endpoint.Port);
        foreach (ref readonly MIB_TCPROW_OWNER_PID row in rows)
        {
            // One that is closed stays in the table for a while, and is nobody's.
            var state = (MIB_TCP_STATE)row.dwState;
            bool isRight = listens ? state == MIB_TCP_STATE.MIB_TCP_STATE_LISTEN
                : state is not (MIB_TCP_STATE.MIB_TCP_STATE_LISTEN or MIB_TCP_STATE.MIB_TCP_STATE_TIME_WAIT);
            if (isRight && row.dwLocalAddr == address && (ushort)row.dwLocalPort == port)
            {
                return row.dwOwningPid;
            }
        }

        return 0;
    }

    private static bool IsWine()
    {
        fixed (char* module = "ntdll.dll")
        fixed (byte* function = "wine_get_version\0"u8)
        {
            return Kernel32.GetProcAddress(Kernel32.GetModuleHandleW(module), function) != 0;
        }
    }
}
