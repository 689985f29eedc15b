using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// What POSIX calls an open file description, for a socket: shared by all descriptors that dup() made of one, and by every call that is at work on it.
/// It is closed when the last of these is gone, so a close() in one thread never pulls a socket from under another's feet.
/// </summary>
internal abstract unsafe class SocketDescription
{
    private int _references;
    private int _descriptors;
    private volatile bool _hadDescriptor;
    private volatile bool _readyToSend;
    private volatile bool _nonBlocking;

    /// <summary>The Winsock socket; <see cref="Carrier.None"/> while there is none.</summary>
    public nuint Handle { get; protected set; } = Carrier.None;

    /// <summary>O_NONBLOCK. The Winsock socket's own mode is the library's affair.</summary>
    public bool NonBlocking
    {
        get => _nonBlocking;
        set => _nonBlocking = value;
    }

    /// <summary>SO_RCVTIMEO in milliseconds; INFINITE when there is none.</summary>
    public uint ReceiveTimeout { get; set; } = Win.INFINITE;

    /// <summary>SO_SNDTIMEO in milliseconds; INFINITE when there is none.</summary>
    public uint SendTimeout { get; set; } = Win.INFINITE;

    /// <summary>SO_RCVLOWAT: so many bytes a receive waits for.</summary>
    public int LeastToReceive { get; set; } = 1;

    /// <summary>SO_PRIORITY: kept, and of no consequence.</summary>
    public int Priority { get; set; }

    /// <summary>shutdown(SHUT_RD) was called.</summary>
    public abstract bool IsReadShut { get; }

    /// <summary>The last descriptor is closed; only calls that were waiting then are left, and they are to end with EBADF.</summary>
    public bool IsAbandoned => _hadDescriptor && Volatile.Read(ref _descriptors) == 0;

    /// <summary>Another process has, or had, this socket, too.</summary>
    public bool IsShared { get; protected set; }

    /// <summary>What it is called in every process that has it; 0 while it has not left this one. See <see cref="SocketIdentity"/>.</summary>
    public ulong Identity { get; set; }

    /// <summary>No descriptor means this socket now: a call, or cargo, is all that keeps it.</summary>
    public bool HasNoDescriptor => Volatile.Read(ref _descriptors) == 0;

    /// <summary>Who keeps it: descriptors, calls and cargo.</summary>
    public int References => Volatile.Read(ref _references);

    /// <summary>A send would give EPIPE.</summary>
    public abstract bool IsWriteOver { get; }

    public abstract int Family { get; }

    /// <summary>The longest address that a program may hand in.</summary>
    public virtual int MaxAddress => Message.StorageSize;

    /// <summary>Takes the first reference; the description is new, or comes from the spare ones.</summary>
    public void Open()
    {
        _hadDescriptor = false;
        _descriptors = 0;
        Volatile.Write(ref _references, 1);
    }

    /// <summary>A descriptor refers to this description: the first, or one that dup() made.</summary>
    public void AddDescriptor()
    {
        if (Interlocked.Increment(ref _descriptors) > 1)
        {
            OnDuplicated();
        }

        _hadDescriptor = true;
    }

    /// <summary>A descriptor is gone. With the last one, who waits in other threads is woken: nobody can reach this socket any more.</summary>
    public void RemoveDescriptor()
    {
        if (Interlocked.Decrement(ref _descriptors) > 0)
        {
            OnDuplicateClosed();
        }
        else if (Volatile.Read(ref _references) > 1)
        {
            Operation.Wake(Handle);
        }
    }

    /// <summary>Takes a reference, unless the last one is already gone.</summary>
    public bool TryHold()
    {
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
            {
                return true;
            }

            references = seen;
        }

        return false;
    }

    /// <summary>Gives a reference back. The last one closes the socket.</summary>
    /// <returns>What closing said: EINTR when a wait in it was interrupted.</returns>
    public Errno Release()
    {
        if (Interlocked.Decrement(ref _references) != 0)
        {
            if (ParkedCargo.IsAny && IsAbandoned)
            {
                ParkedCargo.Collect();
            }

            return Errno.None;
        }

        SocketIdentity.Remove(this);
        Errno error = CloseLast();
        _readyToSend = false;
        _nonBlocking = false;
        ReceiveTimeout = Win.INFINITE;
        SendTimeout = Win.INFINITE;
        IsShared = false;
        LeastToReceive = 1;
        Priority = 0;
        Recycle();
        return error;
    }

    /// <summary>Done before the first send, not at the connection's birth: many connections never send, and each setting is a system call.</summary>
    public void PrepareToSend()
    {
        if (!_readyToSend)
        {
            PrepareCarrier();
            _readyToSend = true;
        }
    }

    public abstract Result Bind(byte* address, int length);

    public abstract Result Listen(int backlog);

    /// <summary>Takes the next connection; it has one reference.</summary>
    public abstract Errno Accept(out SocketDescription? accepted);

    /// <summary>Gives back a connection that accept() could not deliver, for want of a descriptor: the next accept() gets it.</summary>
    public abstract void Unaccept(SocketDescription accepted);

    public abstract Result Connect(byte* address, int length);

    public abstract Result Shutdown(int how);

    /// <summary>Moves the parts out; the message is used up.</summary>
    public abstract Result Send(ref Message message, int flags);

    /// <summary>Fills the parts, and tells in the message what came beside the bytes; the message is used up.</summary>
    public abstract Result Receive(ref Message message, int flags);

    public abstract Errno GetName(byte* address, int* length);

    public abstract Errno GetPeerName(byte* address, int* length);

    public abstract Errno GetOption(int level, int name, byte* value, int* length);

    public abstract Errno SetOption(int level, int name, byte* value, int length);

    /// <summary>FIONREAD: bytes that a receive would get now.</summary>
    public abstract Result BytesToRead();

    /// <summary>SIOCATMARK: 1 when the next byte is the urgent one; ENOTTY for datagrams.</summary>
    public abstract Result IsAtMark();

    /// <summary>What poll() can say at once, and what to ask AFD for the rest.</summary>
    /// <param name="again">True when something can change that AFD would not tell.</param>
    public abstract short PreparePoll(short asked, out uint events, out bool again);

    /// <summary>Puts AFD's answer into poll()'s terms.</summary>
    public abstract short AnswerPoll(short asked, uint happened);

    /// <summary>The same, with what to ask put into the question: a socket may consist of several of Winsock's.</summary>
    public virtual short PreparePoll(short asked, ref PollQuestion question, out bool again)
    {
        short now = PreparePoll(asked, out uint events, out again);
        question.Hold(this, events);
        return now;
    }

    /// <summary>The same, with an answer that may tell of other sockets, too.</summary>
    public virtual short AnswerPoll(short asked, in PollQuestion answer)
    {
        uint happened = answer.Find(Handle);
        return happened != 0 ? AnswerPoll(asked, happened) : (short)0;
    }

    /// <summary>Writes down what another process needs to make this socket there, and brings the handles.</summary>
    /// <returns>None, and the parcel is to be sent or taken back; or why it can't be.</returns>
    public abstract Errno Pack(Parcel* parcel, HandleCourier courier);

    /// <summary>A parcel of this socket has gone to a process.</summary>
    public virtual void OnGiven(uint processId, ulong startTime)
    {
    }

    /// <summary>A parcel of this socket was not sent after all.</summary>
    public abstract void TakeBack();

    /// <summary>This parcel of this socket is not opened. It tells what was counted for it: the socket may be something else by now.</summary>
    public virtual void TakeBack(in Parcel packed) => TakeBack();

    /// <summary>Nonces of the messages with cargo that were sent here and not received.</summary>
    public virtual IEnumerable<ulong> Unreceived() => [];

    /// <summary>Lets go of that cargo.</summary>
    public virtual void DropUnreceived()
    {
    }

    protected void PackCommon(Parcel* parcel, ParcelKind kind, int type, int protocol)
    {
        *parcel = default;
        parcel->Magic = Parcel.FullMagic;
        parcel->Version = Handshake.Handshake.ProtocolVersion;
        parcel->Kind = kind;
        parcel->Family = Family;
        parcel->Type = type;
        parcel->Protocol = protocol;
        parcel->Flags = _nonBlocking ? ParcelFlags.NonBlocking : ParcelFlags.None;
        parcel->ReceiveTimeout = ReceiveTimeout;
        parcel->SendTimeout = SendTimeout;
        parcel->Identity = SocketIdentity.Of(this);
    }

    protected void UnpackCommon(Parcel* parcel)
    {
        _nonBlocking = (parcel->Flags & ParcelFlags.NonBlocking) != 0;
        ReceiveTimeout = parcel->ReceiveTimeout;
        SendTimeout = parcel->SendTimeout;
        SocketIdentity.Give(this, parcel->Identity);
    }

    /// <summary>True when this call must not wait.</summary>
    protected bool MustNotWait(int flags) => _nonBlocking || (flags & MessageFlags.DontWait) != 0;

    /// <summary>Makes the TCP socket ready to send.</summary>
    protected abstract void PrepareCarrier();

    protected abstract Errno CloseLast();

    /// <summary>There is one descriptor more than before, and it is not the first.</summary>
    protected virtual void OnDuplicated()
    {
    }

    /// <summary>There is one descriptor less than before, and it was not the last.</summary>
    protected virtual void OnDuplicateClosed()
    {
    }

    /// <summary>Puts a closed description among the spare ones, where the class keeps any.</summary>
    protected virtual void Recycle()
    {
    }
}
