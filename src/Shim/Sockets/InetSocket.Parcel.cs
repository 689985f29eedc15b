using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>A socket in more than one process: Winsock's own, which the kernel shares; what is kept here is copied.</content>
internal sealed unsafe partial class InetSocket
{
    private const int Listening = 1;

    public override Errno Pack(Parcel* parcel, HandleCourier courier)
    {
        PackCommon(parcel, ParcelKind.Inet, _type, _protocol);
        parcel->State = _listening ? Listening : 0;
        parcel->FlagOptions = _flagOptions;
        parcel->Flags |= (_readShut ? ParcelFlags.ReadShut : 0) | (_writeShut ? ParcelFlags.WriteShut : 0) | (_connecting ? ParcelFlags.Connecting : 0)
            | (_idleStream ? ParcelFlags.Idle : 0) | (_hasPeer ? ParcelFlags.HasPeer : 0) | ParcelFlags.HasSocket;
        return courier.BringSocket(Handle, parcel);
    }

    public override void TakeBack()
    {
    }

    /// <summary>Makes the socket that a parcel describes.</summary>
    public static InetSocket Unpack(Parcel* parcel, nuint handle)
    {
        InetSocket socket = Adopt(handle, parcel->Family, parcel->Type, parcel->Protocol, idle: (parcel->Flags & ParcelFlags.Idle) != 0);
        socket.UnpackCommon(parcel);
        socket._listening = parcel->State == Listening;
        socket._flagOptions = parcel->FlagOptions;
        socket._readShut = (parcel->Flags & ParcelFlags.ReadShut) != 0;
        socket._writeShut = (parcel->Flags & ParcelFlags.WriteShut) != 0;
        socket._hasPeer = (parcel->Flags & ParcelFlags.HasPeer) != 0;
        socket._connecting = (parcel->Flags & ParcelFlags.Connecting) != 0;
        return socket;
    }

    /// <summary>A socket of its own for a program's, to be passed on: made of its handle, the program keeps its own.</summary>
    /// <param name="copy">Null when the copy fails.</param>
    /// <returns>False when the handle is none of Winsock's.</returns>
    public static bool TryCopy(nuint handle, out InetSocket? copy, out Errno error)
    {
        copy = null;
        WSAPROTOCOL_INFOW info;
        int size = sizeof(WSAPROTOCOL_INFOW);
        error = Errno.None;
        if (Ws2_32.getsockopt(handle, Win.SOL_SOCKET, Win.SO_PROTOCOL_INFOW, (byte*)&info, &size) != 0)
        {
            return false;
        }

        error = SocketImport.Copy(handle, &info, out nuint made);
        if (error != Errno.None)
        {
            return true;
        }

        copy = new InetSocket(made, info.iAddressFamily, info.iSocketType, info.iProtocol, idle: false);
        copy.Look();
        return true;
    }

    /// <summary>The Winsock socket, which is the caller's from now on, as is this: there is nothing else left of it. It waits, or not, as it was set to.</summary>
    public nuint Give()
    {
        nuint given = Handle;
        Carrier.SetNonBlocking(given, NonBlocking);
        Handle = Carrier.None;
        Release();
        return given;
    }

    /// <summary>What the library would know had it seen this socket's calls.</summary>
    private void Look()
    {
        int number = 0;
        int size = sizeof(int);
        SOCKADDR_STORAGE peer;
        int length = sizeof(SOCKADDR_STORAGE);
        _listening = Ws2_32.getsockopt(Handle, Win.SOL_SOCKET, Win.SO_ACCEPTCONN, (byte*)&number, &size) == 0 && number != 0;
        _hasPeer = Ws2_32.getpeername(Handle, (SOCKADDR*)&peer, &length) == 0;
        _idleStream = _type == Win.SOCK_STREAM && !_listening && !_hasPeer;
    }
}
