using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>A connection: its two ledger ends, its bytes and its end.</content>
internal sealed unsafe partial class UnixSocket
{
    // Where the ledger comes from: a client's own book, the book that a client keeps with our listener, a pair's, or nowhere.
    private ClientTicket _ticket;
    private KnownListener? _server;
    private ServerBook? _book;
    private ListenerHandshake? _origin;
    private PairLedger? _pair;

    private LedgerSlot* _slot;
    private int _openEnd = -1; // its place among those that are closed with the process
    private bool _hasLedger;
    private bool _isClient;

    /// <summary>The stream ended and the ledger doesn't say why: TCP would still take what is sent to nobody.</summary>
    private volatile bool _peerDied;
    private int _resetReported;
    private UnixAddress _peerName;

    // Stands in for a ledger that can't be seen, so that nothing has to ask whether there is one. Zeroed with each connection.
    private readonly LedgerSlot* _privateSlot = (LedgerSlot*)NativeMemory.AllocZeroed((nuint)sizeof(LedgerSlot));

    private LedgerEnd* Own => _isClient ? &_slot->Client : &_slot->Server;

    private LedgerEnd* Peer => _isClient ? &_slot->Server : &_slot->Client;

    /// <summary>Two sockets connected to each other.</summary>
    public static Errno CreatePair(int type, out UnixSocket? one, out UnixSocket? other)
    {
        one = null;
        other = null;
        Errno error = Carrier.Pair(out nuint first, out nuint second);
        if (error == Errno.None)
        {
            PairLedger? ledger = PairLedger.Create();
            if (ledger == null)
            {
                Carrier.Close(ref first);
                Carrier.Close(ref second);
                return Errno.ENOMEM;
            }

            one = Create(type);
            one.AdoptPair(first, ledger, isClient: true);
            other = Create(type);
            other.AdoptPair(second, ledger, isClient: false);
        }

        return error;
    }

    public override Result Send(ref Message message, int flags)
    {
        if (IsFramed)
        {
            return SendPacket(message, flags);
        }

        if (message.ControlError != Errno.None)
        {
            return message.ControlError;
        }

        if ((flags & MessageFlags.OutOfBand) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        bool connected = _state == SocketState.Connected;
        if (message.NameLength > 0)
        {
            return connected ? Errno.EISCONN : Errno.EOPNOTSUPP;
        }

        if (!connected)
        {
            return Errno.ENOTCONN;
        }

        // Announced before the look at the other end's flags, as the other end sets its flags before it looks for announcements: one of the two sees the other.
        Interlocked.Increment(ref Own->Sending);
        Result result = IsWriteOver ? Errno.EPIPE
            : message.Length == 0 ? Result.Ok
            : message.HasBadPart ? Errno.EFAULT
            : SendNow(ref message, flags);
        Interlocked.Decrement(ref Own->Sending);
        return result.Error is Errno.ECONNRESET or Errno.ECONNABORTED or Errno.ENOTCONN ? Errno.EPIPE : result;
    }

    public override Result Receive(ref Message message, int flags)
    {
        if (IsFramed)
        {
            return ReceivePacket(ref message, flags);
        }

        if (_state != SocketState.Connected)
        {
            return Errno.EINVAL;
        }

        if ((flags & MessageFlags.OutOfBand) != 0)
        {
            return Errno.EOPNOTSUPP;
        }

        if (message.HasBadPart)
        {
            return RefusePart(flags);
        }

        LimitToSender(ref message);
        Result result = ReceiveAll(ref message, flags);
        WriteControl(ref message, result);
        if (result.Failed || message.Name == null)
        {
            return result;
        }

        // As Linux: the name of the sender, and length 0 when it has none or there is no sender because the stream is at its end.
        UnixAddress name = PeerName();
        if (result.Value > 0 && !name.IsUnnamed)
        {
            int length = Message.MaxName;
            name.Write(message.Name, &length);
            message.NameLength = length;
        }

        return result;
    }

    /// <summary>As Linux: a bad pointer is told when there is something to put there, and that stays.</summary>
    private Result RefusePart(int flags)
    {
        byte first;
        WSABUF* part = stackalloc WSABUF[2];
        part->buf = &first;
        part->len = 1;
        var look = new Message { Parts = part, Count = 1, Length = 1 };
        Result found = ReceiveAll(ref look, (flags | MessageFlags.Peek) & ~MessageFlags.WaitAll);
        return !found.Failed && found.Value > 0 ? Errno.EFAULT : found;
    }

    /// <summary>There is no urgent data here.</summary>
    public override Result IsAtMark() => IsFramed ? Errno.EOPNOTSUPP : Result.Ok;

    public override Result BytesToRead()
    {
        if (_state == SocketState.Listening)
        {
            return Errno.EINVAL;
        }

        if (_state != SocketState.Connected)
        {
            return Result.Ok;
        }

        if (IsFramed)
        {
            return _line!.BytesToRead;
        }

        uint bytes;
        return Ws2_32.ioctlsocket(Handle, Win.FIONREAD, &bytes) == 0 ? (int)bytes : WinsockLibrary.LastError();
    }

    /// <summary>Receives once, or until what MSG_WAITALL or SO_RCVLOWAT wants is there, the stream ends or the time is over.</summary>
    private Result ReceiveAll(ref Message message, int flags)
    {
        bool wait = !MustNotWait(flags) && !IsReadShut;
        int nativeFlags = flags & MessageFlags.Peek;
        long target = wait && nativeFlags == 0 ? (long)message.Target(flags, LeastToReceive) : 0;
        var deadline = Deadline.After(ReceiveTimeout);
        long received = 0;
        while (true)
        {
            Result result = ReceiveSome(ref message, nativeFlags, wait, deadline, out bool stops);
            bool ended = result.Error is Errno.ECONNRESET or Errno.ECONNABORTED or Errno.ENOTCONN || (!result.Failed && result.Value == 0 && message.Length > 0);
            if (ended)
            {
                Result why = EndOfStream(); // which is told once, and that was now
                if (!why.Failed && result.Failed && !IsCounted && Interlocked.Exchange(ref _resetReported, 1) == 0)
                {
                    why = Errno.ECONNRESET; // TCP's word, where the ledger has none
                }

                return received > 0 ? received : why;
            }

            if (result.Failed)
            {
                if (received > 0)
                {
                    return received;
                }

                // Nothing there, and the ledger says that nothing will come: the end, though TCP has yet to say so.
                return result.Error != Errno.EAGAIN ? result : IsReadShut ? Result.Ok : PeerHasSaidAll ? EndOfStream() : result;
            }

            received += result.Value;
            if (received >= target || stops)
            {
                return received;
            }

            message.Skip((nuint)result.Value);
        }
    }

    /// <summary>Why there is no more to read: the peer's end, said once as ECONNRESET when it left something unread that we had sent.</summary>
    private Result EndOfStream()
    {
        if (IsReadShut && !PeerIsGone)
        {
            return Result.Ok;
        }

        _peerDied |= PeerHasDied;
        return PeerLeftDataUnread && Interlocked.Exchange(ref _resetReported, 1) == 0 ? Errno.ECONNRESET : Result.Ok;
    }

    /// <summary>Only after the stream has ended: nobody said why.</summary>
    private bool PeerHasDied => _hasLedger && (Volatile.Read(ref Peer->Closed) | Volatile.Read(ref Peer->WriteShut) | Volatile.Read(ref Peer->Uncounted)) == 0;

    private bool PeerHasSaidAll => _hasLedger && (Volatile.Read(ref Peer->Closed) | Volatile.Read(ref Peer->WriteShut)) != 0 && PeerHasNothingUnderWay;

    /// <summary>Only after the stream has ended: an end without a shutdown is a close, or a death.</summary>
    private bool PeerIsGone => !_hasLedger || Volatile.Read(ref Peer->Closed) != 0 || (Volatile.Read(ref Peer->WriteShut) | Volatile.Read(ref Peer->Uncounted)) == 0;

    /// <summary>Only after the peer is gone: it never accepted us, or never read all that we sent.</summary>
    private bool PeerLeftDataUnread => _hasLedger
        && (Volatile.Read(ref Peer->Closed) != 0 || Volatile.Read(ref Peer->WriteShut) == 0)
        && (Volatile.Read(ref Peer->Refused) != 0 || (IsCounted && Volatile.Read(ref Own->Sent) > Volatile.Read(ref Peer->Received)));

    private void FillSlot(LedgerSlot* slot, bool hasPlace)
    {
        slot->HasPlace = hasPlace ? 1 : 0;
        slot->Client.Uncounted = _isGiven ? 1 : 0;
        Lane.Of(slot, toServer: false).SetReader(Kernel32.GetCurrentProcessId(), ProcessIdentity.OwnStart);
        slot->ClientProcessId = Kernel32.GetCurrentProcessId();
        _name.Path.CopyTo(new Span<byte>(slot->ClientName, LedgerSlot.NameCapacity));
        slot->ClientNameLength = _name.Path.Length;
    }

    private void BecomeClient(KnownListener listener, in ClientTicket ticket)
    {
        _server = listener;
        _ticket = ticket;
        _slot = ticket.Slot;
        _hasLedger = true;
        _isClient = true;
        _peerName = UnixAddress.FromPath(listener.BoundName);
        ResetCredentials();
        _listenedThen = listener.ListensNow;
        BeginFrames();
        PublishShutdown();
        _openEnd = OpenEnds.Add(Own, Handle);
    }

    private void BecomeAccepted(UnixSocket listener, nuint carrier, in Admission admission)
    {
        Handle = carrier;
        _name = listener._name;
        _peer.User = admission.Owner;
        InheritOptions(listener);
        _origin = listener._listener;
        _book = admission.Book;
        _hasLedger = admission.Slot != null;
        _slot = _hasLedger ? admission.Slot : _privateSlot;
        _isClient = false;
        Volatile.Write(ref Own->Uncounted, _isGiven ? 1 : 0);
        _openEnd = _hasLedger ? OpenEnds.Add(Own, carrier) : -1;
        ReadHere();
        BeginFrames();
        Become(SocketState.Connected);
        AssertState();
    }

    private void AdoptPair(nuint carrier, PairLedger ledger, bool isClient)
    {
        Handle = carrier;
        _pair = ledger;
        _peer = Credentials.Own;
        _slot = ledger.Slot;
        _hasLedger = true;
        _isClient = isClient;
        _openEnd = OpenEnds.Add(Own, carrier);
        ReadHere();
        BeginFrames();
        Become(SocketState.Connected);
        AssertState();
    }

    /// <summary>A shutdown() before connect() holds for the connection too, as on Linux.</summary>
    private void PublishShutdown()
    {
        Volatile.Write(ref Own->ReadShut, _readShut ? 1 : 0);
        if (_writeShut)
        {
            Volatile.Write(ref Own->WriteShut, 1);
            EndSending();
        }
    }

    private void ResetConnection()
    {
        _ticket = default;
        _server = null;
        _book = null;
        _origin = null;
        _pair = null;
        _shared = null;
        _keeper?.Close();
        _keeper = null;
        _peerIsOwnUser = false;
        _passedOver = 0;
        _heirId = 0;
        _slot = null;
        _hasLedger = false;
        _isClient = false;
        _peerDied = false;
        _resetReported = 0;
        _peerName = default;
        *_privateSlot = default;
        ResetOptions();
        ResetCredentials();
    }
}
