using System.Runtime.InteropServices;
using System.Text;
using AfUnix.Interop;

namespace AfUnix.Names;

/// <summary>
/// What the old calls give a pointer to: memory of the calling thread, which its next call of the same kind writes anew. POSIX promises less, one
/// such place for the whole process. It goes when the thread has ended and the runtime next collects.
/// </summary>
internal sealed unsafe class ThreadEntry
{
    [ThreadStatic]
    private static ThreadEntry? t_host;
    [ThreadStatic]
    private static ThreadEntry? t_service;
    [ThreadStatic]
    private static ThreadEntry? t_protocol;
    [ThreadStatic]
    private static ThreadEntry? t_address;
    [ThreadStatic]
    private static ThreadEntry? t_hostError;

    private byte* _memory;
    private int _size;
    private int _used;

    ~ThreadEntry() => NativeMemory.Free(_memory);

    public static ThreadEntry Service => t_service ??= new ThreadEntry();

    public static ThreadEntry Protocol => t_protocol ??= new ThreadEntry();

    /// <summary>This thread's h_errno.</summary>
    public static int* HostError
    {
        get
        {
            if (t_hostError == null)
            {
                t_hostError = new ThreadEntry();
                t_hostError.Start(sizeof(int));
            }

            return (int*)t_hostError._memory;
        }
    }

    /// <summary>The text that inet_ntoa gives.</summary>
    public static byte* AddressText(ReadOnlySpan<byte> address)
    {
        t_address ??= new ThreadEntry();
        t_address.Start(Ipv4Text.MaxLength + 1);
        Ipv4Text.Write(address, new Span<byte>(t_address._memory, Ipv4Text.MaxLength));
        return t_address._memory;
    }

    /// <summary>A host of one family.</summary>
    public static HOSTENT* Host(string name, int family, IReadOnlyList<HostAddress> addresses)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        int size = addresses[0].Size;
        ThreadEntry memory = t_host ??= new ThreadEntry();
        memory.Start(sizeof(HOSTENT) + (sizeof(nint) * (addresses.Count + 2)) + (addresses.Count * size) + text.Length + 1);
        var entry = (HOSTENT*)memory.Take(sizeof(HOSTENT));
        entry->h_addrtype = (short)family;
        entry->h_length = (short)size;
        entry->h_aliases = (byte**)memory.Take(sizeof(nint));
        entry->h_addr_list = (byte**)memory.Take(sizeof(nint) * (addresses.Count + 1));
        for (int i = 0; i < addresses.Count; i++)
        {
            HostAddress address = addresses[i];
            entry->h_addr_list[i] = memory.Take(size);
            new ReadOnlySpan<byte>(address.Bytes, size).CopyTo(new Span<byte>(entry->h_addr_list[i], size));
        }

        entry->h_name = memory.TakeText(text);
        return entry;
    }

    /// <summary>Forgets what was there; so many bytes will be taken.</summary>
    public void Start(int size)
    {
        if (size > _size)
        {
            _memory = (byte*)NativeMemory.Realloc(_memory, (nuint)size);
            _size = size;
        }

        _used = 0;
        new Span<byte>(_memory, _size).Clear();
    }

    public byte* Take(int size)
    {
        byte* start = _memory + _used;
        _used += size;
        return start;
    }

    public byte* TakeText(ReadOnlySpan<byte> text)
    {
        byte* copy = Take(text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        return copy;
    }

    /// <summary>A list of texts, ended by a null pointer.</summary>
    public byte** TakeTexts(byte** texts, int count)
    {
        var list = (byte**)Take(sizeof(nint) * (count + 1));
        for (int i = 0; i < count; i++)
        {
            list[i] = TakeText(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(texts[i]));
        }

        return list;
    }
}
