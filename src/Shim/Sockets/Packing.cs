using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>From a parcel to a socket, of whatever kind.</summary>
internal static unsafe class Packing
{
    /// <param name="given">The program is to have the Winsock socket itself: <see cref="UnixSocket.CreateOver"/>.</param>
    /// <returns>None; EINVAL for what is no parcel of this version, or was opened before; what Winsock says of its socket.</returns>
    public static Errno Open(Parcel* parcel, bool given, out SocketDescription? socket)
    {
        socket = null;
        if (parcel->Magic != Parcel.FullMagic || parcel->Version != Handshake.Handshake.ProtocolVersion)
        {
            return Errno.EINVAL;
        }

        Errno error = given && parcel->InheritedSocket != 0 ? SocketImport.Adopt((nuint)parcel->InheritedSocket, out nuint carrier) : SocketImport.Open(parcel, given, out carrier);
        if (error != Errno.None)
        {
            return error;
        }

        switch (parcel->Kind)
        {
            case ParcelKind.Unix:
                error = UnixSocket.Unpack(parcel, carrier, given, out UnixSocket? unix);
                socket = unix;
                return error;
            case ParcelKind.Datagram when carrier == Carrier.None:
                error = DatagramSocket.Unpack(parcel, out DatagramSocket? datagrams);
                socket = datagrams;
                return error;
            case ParcelKind.Inet when carrier != Carrier.None:
                socket = InetSocket.Unpack(parcel, carrier);
                return Errno.None;
            default:
                Carrier.Close(ref carrier);
                return Errno.EINVAL;
        }
    }
}
