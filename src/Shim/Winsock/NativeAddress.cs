using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// Addresses as Windows' own AF_UNIX gives them: a bound name with its NUL and no more; a peer's name, or that of an unbound socket, as a whole
/// sockaddr_un, filled up with zeros. An abstract name, which Windows has in part alone, is as long as it is: each of its bytes counts.
/// </summary>
internal static unsafe class NativeAddress
{
    public const int Whole = sizeof(ushort) + UnixAddress.UsualCapacity;

    /// <summary>The name of a socket itself.</summary>
    /// <returns>0; WSAEFAULT when it has no room, and then the length that is needed is written.</returns>
    public static int Write(in UnixAddress name, byte* address, int* length) =>
        WriteFilled(name, name.IsUnnamed ? Whole : LengthOf(name), address, length);

    /// <summary>The name of its peer.</summary>
    public static int WritePeer(UnixSocket socket, byte* address, int* length)
    {
        UnixAddress name = socket.NameOfPeer;
        return WriteFilled(name, LengthOfPeer(name), address, length);
    }

    /// <summary>Whether an address holds a name: not one that is all NULs, as a whole sockaddr_un without a path is.</summary>
    public static bool HasName(byte* address, int length) =>
        length > sizeof(ushort) && new ReadOnlySpan<byte>(address + sizeof(ushort), length - sizeof(ushort)).ContainsAnyExcept((byte)0);

    /// <summary>Bytes of an address that holds this name.</summary>
    public static int LengthOf(in UnixAddress name) => Math.Min(sizeof(ushort) + name.Path.Length + (name.IsAbstract ? 0 : 1), Whole);

    /// <summary>Bytes of a peer's address.</summary>
    public static int LengthOfPeer(in UnixAddress name) => name.IsAbstract ? LengthOf(name) : Whole;

    /// <param name="full">How much is written where there is room; what the name itself takes has to fit.</param>
    private static int WriteFilled(in UnixAddress name, int full, byte* address, int* length)
    {
        if (CallerMemory.IsBad(address) || CallerMemory.IsBad(length))
        {
            return Win.WSAEFAULT;
        }

        int needed = name.IsUnnamed ? sizeof(ushort) : LengthOf(name);
        if (*length < needed)
        {
            *length = full;
            return Win.WSAEFAULT;
        }

        int written = Math.Min(full, *length);
        Fill(name, new Span<byte>(address, written));
        *length = written;
        return 0;
    }

    /// <summary>Fills memory of any size of at least two bytes; what has no room is left out.</summary>
    public static void Fill(in UnixAddress name, Span<byte> address)
    {
        address.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(address, UnixAddress.Family);
        ReadOnlySpan<byte> path = name.Path;
        path[..Math.Min(path.Length, address.Length - sizeof(ushort))].CopyTo(address[sizeof(ushort)..]);
    }
}
