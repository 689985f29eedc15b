using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The kernel's table of TCP endpoints, which names the process that made each. It is the one witness of a process id that a peer can't tell what to say;
/// asking takes milliseconds, so it is asked once for each process that is met. Where the system keeps no such books it is asked once, and no more.
/// </summary>
internal static unsafe class TcpTable
{
    private static bool s_tellsNothing;

    /// <summary>The process that made the socket at this address; 0 when the table doesn't tell.</summary>
    /// <param name="listens">A listener: those that it accepted have its address, too.</param>
    public static uint OwnerOf(ClientEndpoint endpoint, bool listens)
    {
        const int MaxTries = 4; // it grows meanwhile
        uint size = 64 * 1024;
        for (int tries = 0; tries < MaxTries && !Volatile.Read(ref s_tellsNothing); tries++)
        {
            void* table = NativeMemory.Alloc(size);
            uint error = Iphlpapi.GetExtendedTcpTable(table, &size, 0, Win.AF_INET, TCP_TABLE_CLASS.TCP_TABLE_OWNER_PID_ALL, 0);
            uint owner = error == Win.ERROR_SUCCESS ? Find((MIB_TCPTABLE_OWNER_PID*)table, endpoint, listens) : 0;
            NativeMemory.Free(table);
            if (error != Win.ERROR_INSUFFICIENT_BUFFER)
            {
                return owner;
            }
        }

        return 0;
    }

    private static uint Find(MIB_TCPTABLE_OWNER_PID* table, ClientEndpoint endpoint, bool listens)
    {
        uint address = BinaryPrimitives.ReverseEndianness(endpoint.Address);
        ushort port = BinaryPrimitives.ReverseEndianness(endpoint.Port);
        foreach (ref readonly MIB_TCPROW_OWNER_PID row in new ReadOnlySpan<MIB_TCPROW_OWNER_PID>(&table->table, (int)table->dwNumEntries))
        {
            var state = (MIB_TCP_STATE)row.dwState;
            bool isRight = listens ? state == MIB_TCP_STATE.MIB_TCP_STATE_LISTEN
                : state is not (MIB_TCP_STATE.MIB_TCP_STATE_LISTEN or MIB_TCP_STATE.MIB_TCP_STATE_TIME_WAIT);
            if (isRight && row.dwLocalAddr == address && (ushort)row.dwLocalPort == port)
            {
                if (row.dwOwningPid == 0 && (listens || state == MIB_TCP_STATE.MIB_TCP_STATE_ESTAB))
                {
                    Volatile.Write(ref s_tellsNothing, true); // somebody has it, and isn't named
                }

                return row.dwOwningPid;
            }
        }

        return 0; // closed by now
    }
}
