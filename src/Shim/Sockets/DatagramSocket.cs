using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// A datagram socket of the UNIX domain. It is made of connections: one that listens, and accepts by itself, when it has a name; one to each receiver that it
/// has sent to (<see cref="Destination"/>); one from each sender (<see cref="Source"/>). docs/messages.md tells why.
/// </summary>
internal sealed unsafe partial class DatagramSocket : UnixDescription
{
    private static long s_count;

    private readonly Lock _lock = new(); // the name, the peer and the destinations
    private readonly List<Destination> _destinations = [];
    private ulong _key = DatagramKey.Create();
    private ulong _hash;
    private UnixSocket? _listener;
    private Destination? _peer;
    private UnixAddress _name;
    private ulong _heardKey; // of the peer
    private bool _lost; // a peer has thrown away what we had sent
    private volatile bool _readShut;
    private volatile bool _writeShut;

    private DatagramSocket()
    {
        _hash = DatagramKey.HashOf(_key);

        // Stands for the socket where threads wait for it. It is none of Winsock's: the numbers of handles are even.
        Handle = ((nuint)Interlocked.Increment(ref s_count) << 1) | 1;
        Open();
    }

    public override bool IsReadShut => _readShut;

    public override bool IsWriteOver => _writeShut;

    public static DatagramSocket Create() => new();

    /// <summary>Two that are connected to each other, by a connection for either direction.</summary>
    public static Errno CreatePair(out DatagramSocket? one, out DatagramSocket? other)
    {
        one = null;
        other = null;
        Errno error = UnixSocket.CreatePair(Win.SOCK_DGRAM, out UnixSocket? there, out UnixSocket? fromThere);
        if (error != Errno.None)
        {
            return error;
        }

        error = UnixSocket.CreatePair(Win.SOCK_DGRAM, out UnixSocket? back, out UnixSocket? fromBack);
        if (error != Errno.None)
        {
            there!.Release();
            fromThere!.Release();
            return error;
        }

        one = new DatagramSocket();
        other = new DatagramSocket();
        one.AdoptPair(there!, fromBack!, other._key);
        other.AdoptPair(back!, fromThere!, one._key);
        return Errno.None;
    }

    public override Result Bind(byte* address, int length)
    {
        Errno error = UnixAddress.Read(address, length, out UnixAddress name);
        if (error != Errno.None)
        {
            return error;
        }

        lock (_lock)
        {
            UnixSocket listener = _listener ?? UnixSocket.Create(Win.SOCK_DGRAM);
            if (_listener == null)
            {
                int mode = Mode;
                listener.SetOption(SocketOptions.AfUnixLevel, SocketOptions.Mode, (byte*)&mode, sizeof(int));
                listener.WaitKey = Handle;
                listener.Tell(_key, DatagramKey.HashOf(_heardKey), _readShut);
            }

            Result result = listener.Bind(address, length);
            if (result.Failed)
            {
                if (_listener == null)
                {
                    listener.Release();
                }

                return result;
            }

            _name = listener.Name;
            _destinations.ForEach(one => one.Connection.NameAs(_name));
            Volatile.Write(ref _listener, listener);
        }

        Operation.Wake(Handle); // who waits for messages waits for senders from now on
        return Result.Ok;
    }

    public override Result Connect(byte* address, int length)
    {
        const int FamilySize = sizeof(ushort);
        if (length >= FamilySize && !CallerMemory.IsBad(address) && *(ushort*)address == Win.AF_UNSPEC)
        {
            Turn(null, 0);
            return Result.Ok;
        }

        Errno error = UnixAddress.Read(address, length, out UnixAddress name);
        if (error != Errno.None || name.IsUnnamed)
        {
            return error != Errno.None ? error : Errno.EINVAL;
        }

        error = NameIfAsked();
        if (error != Errno.None)
        {
            return error;
        }

        error = Find(name, mustNotWait: NonBlocking, out Destination? destination);
        if (error != Errno.None)
        {
            return error;
        }

        ulong heard = destination!.HeardHash;
        if (heard != 0 && heard != _hash)
        {
            destination.Connection.Release();
            return Errno.EPERM;
        }

        Turn(destination, destination.Key);
        destination.Connection.Release();
        return Result.Ok;
    }

    public override Result Listen(int backlog) => Errno.EOPNOTSUPP;

    public override Errno Accept(out SocketDescription? accepted)
    {
        accepted = null;
        return Errno.EOPNOTSUPP;
    }

    public override void Unaccept(SocketDescription accepted) => accepted.Release();

    public override Result Shutdown(int how)
    {
        if (how is < 0 or > 2)
        {
            return Errno.EINVAL;
        }

        _writeShut |= how != Win.SD_RECEIVE;
        if (how != Win.SD_SEND)
        {
            lock (_lock)
            {
                _readShut = true;
                _listener?.Tell(_key, DatagramKey.HashOf(_heardKey), isReadShut: true);
            }

            ShutSources();
        }

        Operation.Wake(Handle);
        return Result.Ok;
    }

    public override Errno GetName(byte* address, int* length)
    {
        UnixAddress name;
        lock (_lock)
        {
            name = _name;
        }

        return name.Write(address, length);
    }

    public override Errno GetPeerName(byte* address, int* length)
    {
        UnixAddress name;
        lock (_lock)
        {
            if (_peer == null)
            {
                return Errno.ENOTCONN;
            }

            name = _peer.Connection.NameOfPeer;
        }

        return name.Write(address, length);
    }

    protected override void PrepareCarrier()
    {
    }

    protected override Errno CloseLast()
    {
        Operation.Wake(Handle); // a poll() in another thread holds what this socket consists of
        _listener?.Release(); // first, so that nobody comes any more
        CloseSources();
        Errno error = Errno.None;
        foreach (Destination destination in _destinations)
        {
            Errno one = destination.Connection.Release();
            error = one == Errno.None ? error : one;
        }

        _destinations.Clear();
        _listener = null;
        _peer = null;
        return error;
    }

    private void AdoptPair(UnixSocket outgoing, UnixSocket incoming, ulong heardKey)
    {
        var peer = new Destination(null, outgoing);
        outgoing.OwnFrames->Key = _key;
        outgoing.OwnFrames->IsTied = 1;
        outgoing.WaitKey = Handle;
        _destinations.Add(peer);
        _peer = peer;
        _heardKey = heardKey;
        _pairMaker = outgoing.PeerCredentials;
        AddSource(incoming);
    }

    /// <summary>
    /// Another peer, or none. As on Linux what had come while there was one is lost then, and if anything was, the old one hears of it, provided that it is
    /// connected to us.
    /// </summary>
    private void Turn(Destination? peer, ulong heardKey)
    {
        bool hadPeer;
        ulong oldKey = _heardKey;
        lock (_lock)
        {
            hadPeer = _peer != null && !(peer != null && IsSame(_peer, peer));
            if (_peer != null)
            {
                KeepLost();
                Volatile.Write(ref _peer.Connection.OwnFrames->IsTied, 0);
            }

            _peer = peer;
            _heardKey = peer == null ? 0 : heardKey;
            if (peer != null)
            {
                if (!_destinations.Contains(peer) && peer.Connection.TryHold())
                {
                    _destinations.Add(peer); // another thread has let go of it meanwhile
                }

                Volatile.Write(ref peer.Connection.OwnFrames->IsTied, 1);
            }

            _listener?.Tell(_key, DatagramKey.HashOf(_heardKey), _readShut);
        }

        TurnSources(hadPeer, oldKey);
        Operation.Wake(Handle);
    }

    private static bool IsSame(Destination one, Destination other) =>
        ReferenceEquals(one, other) || (one.Listener != null && other.Listener != null && one.Listener.IsSameAs(other.Listener));
}
