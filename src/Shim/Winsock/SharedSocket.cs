using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// WSADuplicateSocket, and the WSASocket that takes what it gave. What another process needs is a parcel, in memory that only the two have; the program
/// carries a WSAPROTOCOL_INFO, in whose name it finds the way: "AF_UNIX", the memory's handle in that process, and a number that the memory has, too. The
/// rest of it is the TCP socket's own, so a process without this library gets at least that.
/// </summary>
internal static unsafe class SharedSocket
{
    private const string Prefix = "AF_UNIX ";

    private struct Memory
    {
        public ulong Nonce;
        public Parcel Parcel;
    }

    public static int Duplicate(nuint handle, uint processId, byte* info, bool isWide)
    {
        using var held = new HeldSocket(handle);
        if (held.IsNone || CallerMemory.IsBad(info))
        {
            return held.IsNone ? Win.WSAENOTSOCK : Win.WSAEFAULT;
        }

        nint process = Kernel32.OpenProcess(Win.PROCESS_DUP_HANDLE | Win.PROCESS_QUERY_LIMITED_INFORMATION, 0, processId);
        if (process == 0)
        {
            return Kernel32.GetLastError() == Win.ERROR_ACCESS_DENIED ? Win.WSAEACCES : Win.WSAEINVAL;
        }

        int error = Duplicate(held.Socket, processId, process, out WSAPROTOCOL_INFOW made);
        if (error == 0)
        {
            held.Socket.OnGiven(processId, ProcessIdentity.StartOf(process));
            ProtocolCatalogue.Write(made, info, isWide);
        }

        Kernel32.CloseHandle(process);
        return error;
    }

    /// <summary>WSASocket with what <see cref="Duplicate(nuint, uint, byte*, bool)"/> gave.</summary>
    /// <returns>False when it is somebody else's.</returns>
    public static bool TryOpen(byte* info, bool isWide, out nuint socket, out int error)
    {
        socket = Carrier.None;
        error = 0;
        WSAPROTOCOL_INFOW given = ProtocolCatalogue.Read(info, isWide);
        if (!Parse(MemoryMarshal.CreateReadOnlySpan(ref given.szProtocol.e0, 256), out nint section, out ulong nonce))
        {
            return false;
        }

        Parcel parcel = default;
        var memory = (Memory*)AnonymousSection.Map(section, sizeof(Memory));
        bool isIt = memory != null && memory->Nonce == nonce;
        if (isIt)
        {
            parcel = memory->Parcel;
            memory->Nonce = 0; // once
        }

        AnonymousSection.Unmap(memory);
        if (!isIt)
        {
            error = Win.WSAEINVAL; // the handle is left alone: it is not what was meant
            return true;
        }

        Kernel32.CloseHandle(section);
        error = WinsockError.Of(Packing.Open(&parcel, given: true, out SocketDescription? opened));
        if (error == 0)
        {
            socket = opened!.Handle;
            if (SocketTable.Add(socket, (UnixSocket)opened) == null)
            {
                socket = Carrier.None;
                error = Win.WSAENOBUFS;
            }
        }

        return true;
    }

    private static int Duplicate(UnixSocket socket, uint processId, nint process, out WSAPROTOCOL_INFOW info)
    {
        info = default;
        bool isMade = AnonymousSection.TryCreate(sizeof(Memory), out AnonymousSection section);
        var memory = (Memory*)section.Memory;
        int error = !isMade ? Win.WSAENOBUFS : ProcessIdentity.IsEnding(process) ? Win.WSAEINVAL : 0;
        if (error == 0)
        {
            error = WinsockError.Of(socket.Pack(&memory->Parcel, new DuplicatingCourier(processId, process)));
        }

        nint copy = 0;
        if (error == 0 && Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), section.Handle, process, &copy, 0, 0, Win.DUPLICATE_SAME_ACCESS) == 0)
        {
            socket.TakeBack();
            error = Win.WSAEACCES;
        }

        if (error == 0)
        {
            ulong nonce = 0;
            RandomNumberGenerator.Fill(new Span<byte>(&nonce, sizeof(ulong)));
            memory->Nonce = nonce;
            info = memory->Parcel.Socket;
            info.iAddressFamily = UnixAddress.Family;
            Span<char> name = MemoryMarshal.CreateSpan(ref info.szProtocol.e0, 256);
            name.Clear();
            name.TryWrite(CultureInfo.InvariantCulture, $"{Prefix}{copy:X} {nonce:X}", out _);
        }

        section.Close();
        return error;
    }

    internal static bool Parse(ReadOnlySpan<char> name, out nint section, out ulong nonce)
    {
        section = 0;
        nonce = 0;
        int end = name.IndexOf('\0');
        name = end < 0 ? name : name[..end];
        int gap = name.LastIndexOf(' ');
        return name.StartsWith(Prefix, StringComparison.Ordinal) && gap >= Prefix.Length
            && nint.TryParse(name[Prefix.Length..gap], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out section)
            && ulong.TryParse(name[(gap + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nonce) && nonce != 0;
    }
}
