using AfUnix.Errors;

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
}
