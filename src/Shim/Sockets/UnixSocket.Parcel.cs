using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// A socket in more than one process. What TCP, the ledger and the listener's objects hold is common to all; what is kept here (O_NONBLOCK, time-outs,
/// names) is copied. Only the last process closes the connection or the listener; the others let go of their handles and nobody notices.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    private SharedLedger? _shared; // a ledger that came with a parcel
    private uint _heirId; // who got the connection last
    private ulong _heirStart;

    /// <returns>None; EAGAIN in the middle of a connect(); what the courier says.</returns>
    public override Errno Pack(Parcel* parcel, HandleCourier courier)
    {
        lock (_lock)
        {
            if (_state is SocketState.Connecting or SocketState.Closed)
            {
                return Errno.EAGAIN;
            }

            if (_isGiven && _state == SocketState.Bound && TakeReservedPort() is Errno lost and not Errno.None)
            {
                return lost; // what holds the port stays here, and the other process is to have it
            }

            PackCommon(parcel, ParcelKind.Unix, _type, 0);
            parcel->State = (int)_state;
            parcel->Flags |= (_readShut ? ParcelFlags.ReadShut : 0) | (_writeShut ? ParcelFlags.WriteShut : 0) | (_isClient ? ParcelFlags.IsClient : 0)
                | (_state == SocketState.Connected && PeerIsOwnUser ? ParcelFlags.PeerIsOwnUser : 0);
            PackOptions(parcel);
            parcel->Port = _port;
            parcel->Secret = _secret;
            parcel->NameLength = WriteName(parcel->Name, _name);
            UnixAddress peer = _state == SocketState.Connected ? PeerName() : default;
            parcel->PeerNameLength = WriteName(parcel->PeerName, peer);
            PackPeer(parcel);
            return Handle == Carrier.None ? Errno.None : PackHandles(parcel, courier);
        }
    }

    public override void OnGiven(uint processId, ulong startTime)
    {
        lock (_lock)
        {
            _listener?.OnGiven(processId, startTime);
            if (processId != Kernel32.GetCurrentProcessId())
            {
                (_heirId, _heirStart) = (processId, startTime);
            }
        }
    }

    public override void TakeBack() => TakeBack(_state);

    public override void TakeBack(in Parcel packed) => TakeBack((SocketState)packed.State);

    private void TakeBack(SocketState packed)
    {
        if (packed == SocketState.Connected && _state == SocketState.Connected)
        {
            Interlocked.Decrement(ref Own->Others);
        }
        else if (packed == SocketState.Listening)
        {
            _listener?.Discount();
        }
    }

    /// <summary>Makes the socket that a parcel describes.</summary>
    /// <param name="carrier">Its Winsock socket, if it has one; closed if this fails.</param>
    public static Errno Unpack(Parcel* parcel, nuint carrier, bool given, out UnixSocket? socket)
    {
        socket = Create(parcel->Type);
        socket._isGiven = given;
        if (!given && parcel->State == (int)SocketState.Created)
        {
            Carrier.Close(ref carrier); // of a program's own, which has one from its birth
        }

        Errno error = socket.UnpackInto(parcel, carrier);
        if (error != Errno.None)
        {
            Carrier.Close(ref carrier);
            socket.Release();
            socket = null;
        }

        return error;
    }

    private Errno PackHandles(Parcel* parcel, HandleCourier courier)
    {
        nint section = 0;
        parcel->AbstractName = _abstractName != null ? courier.Bring(_abstractName.Section) : 0;
        if (_state == SocketState.Connected && _hasLedger)
        {
            (section, parcel->Slot) = WhereLedgerIs();
            parcel->Section = courier.Bring(section);
            parcel->Token = _ticket.Token != 0 ? courier.Bring(_ticket.Token) : 0;
        }

        Span<nint> kept = stackalloc nint[Parcel.KeptCapacity];
        int count = _listener?.CopyHandles(kept) ?? 0;
        for (int i = 0; i < count; i++)
        {
            parcel->Kept[i] = courier.Bring(kept[i]);
        }

        if (section != 0 && parcel->Section == 0)
        {
            return Errno.EACCES;
        }

        Errno error = courier.BringSocket(Handle, parcel);
        if (error == Errno.None)
        {
            parcel->Flags |= ParcelFlags.HasSocket;
            IsShared = true;
            if (IsFramed)
            {
                Operation.Wake(WaitKey); // who waits for a note looks again now and then from here on
            }

            _listener?.Count(); // before the other one can close it
            if (_state == SocketState.Connected)
            {
                Interlocked.Increment(ref Own->Others);
                if (!courier.StaysHere)
                {
                    UnparkUnreceived();
                }
            }
        }

        return error;
    }

    private (nint Section, int Slot) WhereLedgerIs() =>
        _shared != null ? (_shared.Section, _shared.Index)
        : _pair != null ? (_pair.Section, _pair.Index)
        : _book != null ? (_book.Section, _book.IndexOf(_slot))
        : (_ticket.Book!.Section, _ticket.Book.IndexOf(_slot));

    private Errno UnpackInto(Parcel* parcel, nuint carrier)
    {
        var state = (SocketState)parcel->State;
        bool hasSocket = carrier != Carrier.None;
        if (parcel->Type is not (Win.SOCK_STREAM or Win.SOCK_SEQPACKET or Win.SOCK_DGRAM)
            || state is not (SocketState.Created or SocketState.Bound or SocketState.Listening or SocketState.Connected)
            || hasSocket != (_isGiven || state != SocketState.Created))
        {
            return Errno.EINVAL;
        }

        UnpackState(parcel);
        IsShared = hasSocket;
        if (state == SocketState.Connected)
        {
            UnpackConnection(parcel, carrier);
        }
        else if (state == SocketState.Listening)
        {
            Errno error = UnpackListener(parcel, carrier);
            if (error != Errno.None)
            {
                return error;
            }
        }

        Handle = carrier;
        _endpoint = _isGiven && state == SocketState.Bound ? new ClientEndpoint(Carrier.Loopback, _port) : default;
        if (state != SocketState.Created)
        {
            Become(state);
        }

        AssertState();
        return Errno.None;
    }

    private Errno UnpackListener(Parcel* parcel, nuint carrier)
    {
        Errno error = ListenerHandshake.Join(_secret, _port, Mode, out _listener);
        _listener?.TakeOver(new ReadOnlySpan<nint>(parcel->Kept, Parcel.KeptCapacity));
        if (error != Errno.None)
        {
            return error;
        }

        if ((parcel->Flags & ParcelFlags.Again) != 0)
        {
            _listener!.Count();
        }

        if (!_isGiven)
        {
            Carrier.SetNonBlocking(carrier);
        }

        Become(SocketState.Bound);
        return Errno.None;
    }

    private void UnpackState(Parcel* parcel)
    {
        UnpackCommon(parcel);
        _readShut = (parcel->Flags & ParcelFlags.ReadShut) != 0;
        _writeShut = (parcel->Flags & ParcelFlags.WriteShut) != 0;
        UnpackOptions(parcel);
        _port = parcel->Port;
        _secret = parcel->Secret;
        _name = ReadName(parcel->Name, parcel->NameLength);
        _peer = parcel->Peer;
        _peerIsFound = parcel->State == (int)SocketState.Connected && (parcel->Flags & ParcelFlags.PeerIsUnasked) == 0;
        _abstractName = parcel->AbstractName != 0 ? AbstractName.Adopt(parcel->AbstractName) : null;
    }

    private void UnpackConnection(Parcel* parcel, nuint carrier)
    {
        _isClient = (parcel->Flags & ParcelFlags.IsClient) != 0;
        _peerName = ReadName(parcel->PeerName, parcel->PeerNameLength);
        _ticket.Token = NamedSemaphore.IsOne((nint)parcel->Token) ? parcel->Token : 0;
        _shared = parcel->Section != 0 ? SharedLedger.TryOpen(parcel->Section, parcel->Slot) : null;
        _hasLedger = _shared != null;
        _slot = _hasLedger ? _shared!.Slot : _privateSlot;
        _openEnd = _hasLedger ? OpenEnds.Add(Own, carrier) : -1;
        _peerIsOwnUser = (parcel->Flags & ParcelFlags.PeerIsOwnUser) != 0;
        if (_isGiven)
        {
            Volatile.Write(ref Own->Uncounted, 1);
        }

        ReadHere();
        JoinFrames();
        if ((parcel->Flags & ParcelFlags.Again) != 0)
        {
            Interlocked.Increment(ref Own->Others);
        }
    }

    /// <summary>
    /// In close(): whether the connection goes on in another process. The ledger counts them, so that of two that close at once one is the last; the kernel
    /// knows better when one of them was killed.
    /// </summary>
    private bool ConnectionGoesOn => IsShared && (!_hasLedger || Interlocked.Decrement(ref Own->Others) >= 0) && !Carrier.IsAlone(Handle);

    private bool ListenerGoesOn => IsShared && !Carrier.IsAlone(Handle);

    private static int WriteName(byte* buffer, in UnixAddress name)
    {
        name.Path.CopyTo(new Span<byte>(buffer, Parcel.NameCapacity));
        return name.Path.Length;
    }

    private static UnixAddress ReadName(byte* buffer, int length) =>
        UnixAddress.FromPath(new ReadOnlySpan<byte>(buffer, Math.Clamp(length, 0, UnixAddress.PathCapacity)));
}
