using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// A datagram socket for another process: a section with a parcel for each connection, in the order listener, senders, peer; the first and the last may be
/// empty. From then on both processes have all of these; a sender that comes later is met by one of them.
/// </content>
internal sealed unsafe partial class DatagramSocket
{
    public override Errno Pack(Parcel* parcel, HandleCourier courier)
    {
        lock (_receiving)
        {
            lock (_lock)
            {
                Choose(looksEverywhere: true, out _); // whoever has come is among the senders
                int count = _sources.Count + 2;
                if (count > Parcel.MostMembers)
                {
                    return Errno.ENOBUFS;
                }

                PackOwn(parcel);
                Errno error = AnonymousSection.TryCreate(count * sizeof(Parcel), out AnonymousSection section)
                    ? PackMembers((Parcel*)section.Memory, courier)
                    : Errno.ENOMEM;
                if (error == Errno.None)
                {
                    parcel->Section = courier.Bring(section.Handle);
                    error = parcel->Section == 0 ? Errno.EACCES : Errno.None;
                    TakeMembersBack(error == Errno.None ? 0 : count);
                }

                AnonymousSection.Unmap(section.Memory);
                courier.Leave(section.Handle);
                IsShared |= error == Errno.None;
                Operation.Wake(Handle); // who waits for a note looks again now and then from here on
                return error;
            }
        }
    }

    public override void OnGiven(uint processId, ulong startTime)
    {
        lock (_receiving)
        {
            _listener?.OnGiven(processId, startTime);
            _sources.ForEach(one => one.Connection.OnGiven(processId, startTime));
        }
    }

    public override void TakeBack()
    {
        lock (_receiving)
        {
            _listener?.TakeBack();
            _peer?.Connection.TakeBack();
            _sources.ForEach(static one => one.Connection.TakeBack());
        }
    }

    public static Errno Unpack(Parcel* parcel, out DatagramSocket? socket)
    {
        socket = null;
        Parcel* members = Parcel.MapMembers(*parcel, out _);
        Errno error = members != null ? Errno.None : Errno.EINVAL;
        if (members != null)
        {
            Kernel32.CloseHandle(parcel->Section); // the view keeps it, and a value that is no section's is not ours to close
            socket = new DatagramSocket();
            error = socket.UnpackFrom(parcel, members);
        }

        AnonymousSection.Unmap(members);
        if (error != Errno.None)
        {
            socket?.Release();
            socket = null;
        }

        return error;
    }

    private void PackOwn(Parcel* parcel)
    {
        PackCommon(parcel, ParcelKind.Datagram, Win.SOCK_DGRAM, 0);
        parcel->Flags |= (_readShut ? ParcelFlags.ReadShut : 0) | (_writeShut ? ParcelFlags.WriteShut : 0);
        PackOptions(parcel);
        parcel->NameLength = _name.Path.Length;
        _name.Path.CopyTo(new Span<byte>(parcel->Name, Parcel.NameCapacity));
        parcel->Sources = _sources.Count;
        parcel->Key = _key;
        parcel->HeardKey = _heardKey;
        parcel->HeardSince = _heardSince;
        parcel->NextNumber = _next;
        parcel->Peer = _pairMaker;
        if (_peer?.Listener is KnownListener listener)
        {
            PackPeer(parcel, listener);
        }
    }

    private Errno PackMembers(Parcel* members, HandleCourier courier)
    {
        int done = 0;
        Errno error = Errno.None;
        for (int i = 0; i < _sources.Count + 2 && error == Errno.None; i++)
        {
            UnixSocket? member = Member(i);
            error = member?.Pack(members + i, courier) ?? Errno.None;
            done += error == Errno.None ? 1 : 0;
        }

        TakeMembersBack(error == Errno.None ? 0 : done);
        return error;
    }

    private void TakeMembersBack(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Member(i)?.TakeBack();
        }
    }

    private UnixSocket? Member(int index) => index == 0 ? _listener : index <= _sources.Count ? _sources[index - 1].Connection : _peer?.Connection;

    /// <summary>What the peer tells on its board is found by what its file says.</summary>
    private static void PackPeer(Parcel* parcel, KnownListener listener)
    {
        parcel->Port = listener.Port;
        parcel->Secret = listener.Secret;
        parcel->PeerProcessId = listener.File.ProcessId;
        parcel->PeerStartTime = listener.File.ProcessStartTime;
        parcel->PeerOwner = listener.Owner;
        parcel->PeerNameLength = listener.BoundName.Length;
        listener.BoundName.CopyTo(new Span<byte>(parcel->PeerName, Parcel.NameCapacity));
    }

    private static KnownListener? UnpackPeer(Parcel* parcel)
    {
        if (parcel->Port == 0)
        {
            return null; // there is none, or it is the other one of a pair
        }

        var file = new SocketFileContent
        {
            Port = parcel->Port,
            Type = 'd',
            Secret = parcel->Secret,
            ProcessId = parcel->PeerProcessId,
            ProcessStartTime = parcel->PeerStartTime,
            BoundName = new ReadOnlySpan<byte>(parcel->PeerName, Math.Clamp(parcel->PeerNameLength, 0, UnixAddress.PathCapacity)).ToArray(),
        };
        return KnownListener.For(file, parcel->PeerOwner);
    }

    private Errno UnpackFrom(Parcel* parcel, Parcel* members)
    {
        UnpackCommon(parcel);
        _readShut = (parcel->Flags & ParcelFlags.ReadShut) != 0;
        _writeShut = (parcel->Flags & ParcelFlags.WriteShut) != 0;
        UnpackOptions(parcel);
        _name = UnixAddress.FromPath(new ReadOnlySpan<byte>(parcel->Name, Math.Clamp(parcel->NameLength, 0, UnixAddress.PathCapacity)));
        _key = parcel->Key;
        _hash = DatagramKey.HashOf(_key);
        _heardKey = parcel->HeardKey;
        _heardSince = parcel->HeardSince;
        _next = parcel->NextNumber;
        _pairMaker = parcel->Peer;
        IsShared = true;
        Errno error = Errno.None;
        for (int i = 0; i < parcel->Sources + 2 && error == Errno.None; i++)
        {
            Parcel member = members[i];
            if (member.Kind == ParcelKind.Empty)
            {
                continue;
            }

            member.Flags |= parcel->Flags & ParcelFlags.Again;
            var state = (SocketState)member.State;
            bool isSound = member.Kind == ParcelKind.Unix && member.Type == Win.SOCK_DGRAM && state == (i == 0 ? SocketState.Listening : SocketState.Connected);
            SocketDescription? socket = null;
            error = isSound ? Packing.Open(&member, given: false, out socket) : Errno.EINVAL;
            if (error == Errno.None)
            {
                Adopt((UnixSocket)socket!, i, parcel);
            }
        }

        return error;
    }

    private void Adopt(UnixSocket socket, int index, Parcel* parcel)
    {
        socket.WaitKey = Handle;
        if (index == 0)
        {
            _listener = socket;
        }
        else if (index <= parcel->Sources)
        {
            _sources.Add(new Source(socket));
        }
        else
        {
            _peer = new Destination(UnpackPeer(parcel), socket);
            _destinations.Add(_peer);
        }
    }
}
