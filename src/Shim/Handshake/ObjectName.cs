using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AfUnix.Handshake;

/// <summary>What a kernel object of the handshake stands for.</summary>
public enum ObjectRole
{
    /// <summary>The semaphore that exists while a listener listens.</summary>
    Server,

    /// <summary>The semaphore that exists while a client holds its end of one connection.</summary>
    Client,

    /// <summary>The semaphore that wakes clients who wait for room in a listener's backlog.</summary>
    Room,

    /// <summary>The section in which one client process and one listener keep the ledgers of their connections.</summary>
    Book,

    /// <summary>The section in which a listener tells its clients that it is there.</summary>
    Board,

    /// <summary>The section in which a listener and its clients count the places in its queue.</summary>
    Queue,

    /// <summary>The section that stands for a socket's abstract name.</summary>
    Name,
}

/// <summary>
/// Names of kernel objects. Any process can list the names in \BaseNamedObjects, so a name that only those who know the secret may find is a one-way function of it:
/// the first half of an HMAC-SHA256, keyed with the secret, over what the object stands for. Whoever knows the secret can compute the name;
/// whoever reads the name learns nothing.
/// </summary>
public static class ObjectName
{
    /// <summary>Characters of the longest name, with its namespace and its terminating NUL.</summary>
    public const int MaxLength = 64;

    private const int DigestBytesInName = 16;

    /// <summary>sizeof(sun_path) on Linux.</summary>
    private const int MostAbstract = 108;

    /// <summary>The namespace that all sessions share.</summary>
    public static ReadOnlySpan<char> Global => "Global\\";

    /// <summary>The namespace of this session.</summary>
    public static ReadOnlySpan<char> Local => "Local\\";

    /// <summary>Writes the NUL-terminated name into <paramref name="name"/>, which holds <see cref="MaxLength"/> characters.</summary>
    /// <param name="scope">The object namespace: <see cref="Global"/> or <see cref="Local"/>.</param>
    /// <param name="client">The client's end; for a book, the first port of its block; for a server, default.</param>
    public static void Write(Span<char> name, ReadOnlySpan<char> scope, ObjectRole role, in Secret secret, ushort serverPort, ClientEndpoint client)
    {
        Span<byte> message = stackalloc byte[10];
        message[0] = Handshake.ProtocolVersion;
        message[1] = (byte)role;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], serverPort);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], client.Address);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], client.Port);

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.AsSpan(), message, digest);
        Write(name, scope, role, digest);
    }

    /// <summary>
    /// Writes the NUL-terminated name of the section that stands for a socket's abstract name, which anybody may compute: a SHA-256, as the secret has no
    /// part in it.
    /// </summary>
    /// <param name="type">The socket's type, as in a socket file: each has its own names.</param>
    /// <param name="socket">The socket's name with its leading NUL: at most 108 bytes.</param>
    public static void WriteAbstract(Span<char> name, ReadOnlySpan<char> scope, char type, ReadOnlySpan<byte> socket)
    {
        const int Head = 3;
        Span<byte> message = stackalloc byte[Head + MostAbstract];
        message[0] = Handshake.ProtocolVersion;
        message[1] = (byte)ObjectRole.Name;
        message[2] = (byte)type;
        socket.CopyTo(message[Head..]);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message[..(Head + socket.Length)], digest);
        Write(name, scope, ObjectRole.Name, digest);
    }

    private static void Write(Span<char> name, ReadOnlySpan<char> scope, ObjectRole role, ReadOnlySpan<byte> digest)
    {
        int length = Append(name, 0, scope);
        length = Append(name, length, Prefix(role));
        foreach (byte b in digest[..DigestBytesInName])
        {
            name[length++] = HexDigit(b >> 4);
            name[length++] = HexDigit(b & 15);
        }

        name[length] = '\0';
    }

    private static ReadOnlySpan<char> Prefix(ObjectRole role) => role switch
    {
        ObjectRole.Server => "afunix-server-",
        ObjectRole.Client => "afunix-client-",
        ObjectRole.Room => "afunix-room-",
        ObjectRole.Queue => "afunix-queue-",
        ObjectRole.Board => "afunix-board-",
        ObjectRole.Name => "afunix-name-",
        _ => "afunix-book-",
    };

    private static int Append(Span<char> name, int length, ReadOnlySpan<char> text)
    {
        text.CopyTo(name[length..]);
        return length + text.Length;
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);
}
