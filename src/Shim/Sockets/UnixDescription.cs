using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>What sockets of the UNIX domain have in common, whatever their type: their options, and what a parcel says of these.</summary>
internal abstract unsafe class UnixDescription : SocketDescription
{
    private const int DefaultMode = 0b110_000_000; // 0600
    private const int PermissionBits = 0b111_111_111;

    private int _flagOptions; // those that are on or off: a bit for each

    public override int Family => UnixAddress.Family;

    public override int MaxAddress => UnixAddress.MaxLength;

    /// <summary>SO_PEERCRED; unknown when there is no peer.</summary>
    public abstract Credentials PeerCredentials { get; }

    /// <summary>SO_TYPE.</summary>
    protected abstract int Type { get; }

    /// <summary>SO_LINGER.</summary>
    protected LINGER Linger { get; private set; }

    /// <summary>SO_SNDBUF as it was set; 0: it was not.</summary>
    protected int SendBuffer { get; private set; }

    /// <summary>SO_RCVBUF as it was set; 0: it was not.</summary>
    protected int ReceiveBuffer { get; private set; }

    /// <summary>AFUNIX_SO_MODE.</summary>
    protected int Mode { get; private set; } = DefaultMode;

    /// <summary>SO_PASSCRED.</summary>
    protected bool PassesCredentials => (_flagOptions & SocketOptions.Flag(SocketOptions.PassCredentials)) != 0;

    /// <summary>SO_ACCEPTCONN.</summary>
    protected virtual bool Accepts => false;

    /// <summary>What the mode and the buffers are changed under.</summary>
    protected abstract Lock StateLock { get; }

    /// <summary>Under that lock: the file, or what stands for it, has been made with the mode.</summary>
    protected abstract bool HasFile { get; }

    public override Errno GetOption(int level, int name, byte* value, int* length)
    {
        if (level == SocketOptions.AfUnixLevel && name == SocketOptions.Mode)
        {
            return SocketOptions.Write(value, length, Mode);
        }

        if (level != Win.SOL_SOCKET)
        {
            return Errno.EOPNOTSUPP;
        }

        return name switch
        {
            Win.SO_TYPE => SocketOptions.Write(value, length, Type),
            SocketOptions.Domain => SocketOptions.Write(value, length, Family),
            SocketOptions.Protocol or SocketOptions.ReusePort => SocketOptions.Write(value, length, 0),
            Win.SO_ACCEPTCONN => SocketOptions.Write(value, length, Accepts ? 1 : 0),
            Win.SO_ERROR => SocketOptions.Write(value, length, (int)TakeError()),
            Win.SO_RCVTIMEO => SocketOptions.WriteTime(value, length, ReceiveTimeout),
            Win.SO_SNDTIMEO => SocketOptions.WriteTime(value, length, SendTimeout),
            Win.SO_LINGER => SocketOptions.WriteLinger(value, length, Linger),
            Win.SO_SNDBUF or Win.SO_RCVBUF => SocketOptions.Write(value, length, BufferSize(name)),
            SocketOptions.PeerCredentials => SocketOptions.WriteCredentials(value, length, UserCredentials.Of(PeerCredentials)),
            _ when SocketOptions.TryGet(this, name, out int kept) => SocketOptions.Write(value, length, kept),
            _ when SocketOptions.Flag(name) is int bit and not 0 => SocketOptions.Write(value, length, (_flagOptions & bit) != 0 ? 1 : 0),
            _ => Errno.ENOPROTOOPT,
        };
    }

    public override Errno SetOption(int level, int name, byte* value, int length)
    {
        if (level != Win.SOL_SOCKET && level != SocketOptions.AfUnixLevel)
        {
            return Errno.EOPNOTSUPP;
        }

        // Every option of this level takes at least an int: Linux looks at that before it looks at the name.
        Errno error = SocketOptions.Read(value, length, out int number);
        if (error != Errno.None)
        {
            return error;
        }

        if (level == SocketOptions.AfUnixLevel)
        {
            return SetMode(name, number);
        }

        switch (name)
        {
            case Win.SO_RCVTIMEO or Win.SO_SNDTIMEO:
                return SocketOptions.SetTime(this, name, value, length);
            case Win.SO_LINGER:
                error = SocketOptions.ReadLinger(value, length, out LINGER linger);
                Linger = error == Errno.None ? linger : Linger;
                return error;
            case Win.SO_SNDBUF or Win.SO_RCVBUF:
                return SetBuffer(name, number);
            case SocketOptions.ReusePort:
                return number != 0 ? Errno.EOPNOTSUPP : Errno.None; // for Internet sockets alone, says Linux since 6.13
            default:
                return SocketOptions.TrySet(this, name, number, out error) ? error : SetFlag(name, number);
        }
    }

    /// <summary>SO_ERROR, which reading clears.</summary>
    protected abstract Errno TakeError();

    /// <summary>SO_SNDBUF or SO_RCVBUF, as it counts.</summary>
    protected abstract int BufferSize(int name);

    /// <summary>Under the lock: one of the sizes was set.</summary>
    protected abstract Errno OnBufferSet(int name);

    /// <summary>SO_PASSCRED is about to be set.</summary>
    protected virtual void OnCredentialsAsked()
    {
    }

    /// <summary>Before the first use, and for the next one.</summary>
    protected void ResetOptions()
    {
        Linger = default;
        SendBuffer = 0;
        ReceiveBuffer = 0;
        _flagOptions = 0;
    }

    protected void ResetMode() => Mode = DefaultMode;

    /// <summary>Of the options a connection has of its listener none but SO_PASSCRED, as on Linux.</summary>
    protected void InheritOptions(UnixDescription listener) => _flagOptions = listener._flagOptions & SocketOptions.Flag(SocketOptions.PassCredentials);

    protected void PackOptions(Parcel* parcel)
    {
        parcel->Linger = Linger;
        parcel->SendBuffer = SendBuffer;
        parcel->ReceiveBuffer = ReceiveBuffer;
        parcel->FlagOptions = _flagOptions;
        parcel->Mode = Mode;
    }

    protected void UnpackOptions(Parcel* parcel)
    {
        Linger = parcel->Linger;
        SendBuffer = parcel->SendBuffer;
        ReceiveBuffer = parcel->ReceiveBuffer;
        _flagOptions = parcel->FlagOptions;
        Mode = parcel->Mode;
    }

    private Errno SetMode(int name, int mode)
    {
        if (name != SocketOptions.Mode)
        {
            return Errno.ENOPROTOOPT;
        }

        lock (StateLock)
        {
            if ((mode & ~PermissionBits) != 0 || HasFile)
            {
                return Errno.EINVAL;
            }

            Mode = mode;
            return Errno.None;
        }
    }

    private Errno SetBuffer(int name, int size)
    {
        lock (StateLock)
        {
            if (name == Win.SO_SNDBUF)
            {
                SendBuffer = size;
            }
            else
            {
                ReceiveBuffer = size;
            }

            return OnBufferSet(name);
        }
    }

    private Errno SetFlag(int name, int number)
    {
        int bit = SocketOptions.Flag(name);
        if (bit == 0)
        {
            return Errno.ENOPROTOOPT;
        }

        if (name == SocketOptions.PassCredentials && number != 0 && !PassesCredentials)
        {
            OnCredentialsAsked();
        }

        _ = number != 0 ? Interlocked.Or(ref _flagOptions, bit) : Interlocked.And(ref _flagOptions, ~bit);
        return Errno.None;
    }
}
