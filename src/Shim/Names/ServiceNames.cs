using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Names;

/// <summary>The system's tables of services and protocols. Winsock's answers live until the thread's next question, so they are copied at once.</summary>
internal static unsafe class ServiceNames
{
    /// <returns>The port in host order, or -1.</returns>
    public static int Port(ReadOnlySpan<byte> name, ReadOnlySpan<byte> protocol)
    {
        WinsockLibrary.Start();
        fixed (byte* text = Terminated(name), kind = Terminated(protocol))
        {
            SERVENT* entry = Ws2_32.getservbyname(text, kind);
            return entry == null ? -1 : BinaryPrimitives.ReverseEndianness((ushort)entry->s_port);
        }
    }

    /// <summary>The name of a port (in host order), or null.</summary>
    public static string? Name(ushort port, ReadOnlySpan<byte> protocol)
    {
        WinsockLibrary.Start();
        fixed (byte* kind = Terminated(protocol))
        {
            SERVENT* entry = Ws2_32.getservbyport(BinaryPrimitives.ReverseEndianness(port), kind);
            return entry == null ? null : Encoding.UTF8.GetString(Text(entry->s_name));
        }
    }

    /// <summary>getservbyname, its answer in memory of this thread; null when there is none.</summary>
    public static SERVENT* ServiceByName(byte* name, byte* protocol)
    {
        WinsockLibrary.Start();
        return Copy(Ws2_32.getservbyname(name, protocol));
    }

    /// <param name="port">In network order, as POSIX has it.</param>
    public static SERVENT* ServiceByPort(int port, byte* protocol)
    {
        WinsockLibrary.Start();
        return port is < 0 or > ushort.MaxValue ? null : Copy(Ws2_32.getservbyport(port, protocol));
    }

    public static PROTOENT* ProtocolByName(byte* name)
    {
        WinsockLibrary.Start();
        return Copy(Ws2_32.getprotobyname(name));
    }

    public static PROTOENT* ProtocolByNumber(int number)
    {
        WinsockLibrary.Start();
        return number is < 0 or > byte.MaxValue ? null : Copy(Ws2_32.getprotobynumber(number));
    }

    private static SERVENT* Copy(SERVENT* entry)
    {
        if (entry == null)
        {
            return null;
        }

        ThreadEntry memory = ThreadEntry.Service;
        int aliases = Count(entry->s_aliases);
        memory.Start(sizeof(SERVENT) + Pointers(aliases) + Length(entry->s_name) + Length(entry->s_proto) + Lengths(entry->s_aliases, aliases));
        var copy = (SERVENT*)memory.Take(sizeof(SERVENT));
        copy->s_aliases = memory.TakeTexts(entry->s_aliases, aliases);
        copy->s_name = memory.TakeText(Text(entry->s_name));
        copy->s_proto = memory.TakeText(Text(entry->s_proto));
        *(int*)&copy->s_port = (ushort)entry->s_port; // an int to POSIX; what follows it is padding
        return copy;
    }

    private static PROTOENT* Copy(PROTOENT* entry)
    {
        if (entry == null)
        {
            return null;
        }

        ThreadEntry memory = ThreadEntry.Protocol;
        int aliases = Count(entry->p_aliases);
        memory.Start(sizeof(PROTOENT) + Pointers(aliases) + Length(entry->p_name) + Lengths(entry->p_aliases, aliases));
        var copy = (PROTOENT*)memory.Take(sizeof(PROTOENT));
        copy->p_aliases = memory.TakeTexts(entry->p_aliases, aliases);
        copy->p_name = memory.TakeText(Text(entry->p_name));
        *(int*)&copy->p_proto = entry->p_proto;
        return copy;
    }

    private static int Count(byte** texts)
    {
        int count = 0;
        while (texts != null && texts[count] != null)
        {
            count++;
        }

        return count;
    }

    private static int Pointers(int count) => (count + 1) * sizeof(nint);

    private static int Length(byte* text) => Text(text).Length + 1;

    private static int Lengths(byte** texts, int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += Length(texts[i]);
        }

        return sum;
    }

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    private static byte[] Terminated(ReadOnlySpan<byte> text) => [.. text, 0];
}
