using System.Linq;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Who sends to it.</content>
internal sealed unsafe partial class DatagramSocket
{
    /// <summary>Lets in who has come, and looks at all. Who comes meanwhile may have sent before one of those whose message was found.</summary>
    private void Scan()
    {
        LetIn();
        do
        {
            LookAtAll();
        }
        while (Lowest() != null && LetIn());
    }

    private bool LetIn()
    {
        bool any = false;
        UnixSocket? listener = Volatile.Read(ref _listener);
        while (listener?.TakeSender() is UnixSocket sender)
        {
            AddSource(sender);
            any = true;
        }

        if (any)
        {
            Operation.Wake(Handle); // another thread may be about to wait for all but these
        }

        return any;
    }

    /// <summary>Looks at the senders that AFD has news of.</summary>
    private void LookAtAll()
    {
        _scan.Clear();
        foreach (Source source in _sources)
        {
            _scan.Add(source.Connection.Handle, source.HasNext ? 0 : Afd.AFD_POLL_RECEIVE | Afd.AFD_POLL_DISCONNECT | Afd.AFD_POLL_ABORT);
        }

        Operation* operation = _scan.IsEmpty ? null : Operation.Rent(Handle);
        if (operation == null)
        {
            return;
        }

        bool found = Readiness.Ask(_scan.Info, 0, operation, out Errno error) == WaitEnd.Completed;
        Operation.Return(operation);
        for (int i = _sources.Count - 1; found && i >= 0; i--)
        {
            if (error != Errno.None || _scan.Find(_sources[i].Connection.Handle) != 0)
            {
                LookAt(_sources[i]);
            }
        }
    }

    /// <summary>Under the lock: whether a sender has a message for us. One that has ended, and one whose messages are not for us, is passed over.</summary>
    private bool LookAt(Source source)
    {
        while (true)
        {
            Errno error = source.Line.Look(out FrameHeader header);
            if (error == Errno.ENOTCONN)
            {
                Remove(source);
            }

            if (error != Errno.None)
            {
                return false;
            }

            if (_heardKey == 0 || source.Key == _heardKey || header.Sequence <= _heardSince)
            {
                source.Next = header;
                source.HasNext = true;
                return true;
            }

            if (!Drop(source))
            {
                return false;
            }
        }
    }

    private bool Drop(Source source)
    {
        WSABUF* parts = stackalloc WSABUF[2];
        source.HasNext = false;
        var nothing = new Message { Parts = parts };
        if (source.Line.TryReceive(ref nothing, peeks: false, counts: true, out FrameHeader header).Failed)
        {
            return false;
        }

        _dropped++;
        OnTaken(source, header);
        return true;
    }

    private void AddSource(UnixSocket connection)
    {
        connection.WaitKey = Handle;
        Tell(connection, DatagramKey.HashOf(_heardKey));
        Volatile.Write(ref connection.OwnEnd->ReadShut, _readShut ? 1 : 0);

        _sources.Add(new Source(connection));
    }

    private void Remove(Source source)
    {
        _last = ReferenceEquals(_last, source) ? null : _last;
        _sources.Remove(source);
        source.Connection.Release();
    }

    /// <summary>Of a pair this is all that its sender sees; a listener has a board.</summary>
    private void Tell(UnixSocket connection, ulong heardHash)
    {
        Volatile.Write(ref connection.OwnFrames->Key, _key);
        Volatile.Write(ref connection.OwnFrames->HeardKey, heardHash);
    }

    /// <summary>Without a note to anybody: a sender looks before it sends, and one that waits looks now and then.</summary>
    private void ShutSources()
    {
        lock (_receiving)
        {
            foreach (Source source in _sources)
            {
                Volatile.Write(ref source.Connection.OwnEnd->ReadShut, 1);
            }
        }
    }

    private void CloseSources()
    {
        lock (_receiving)
        {
            foreach (Source source in _sources)
            {
                source.Connection.Release();
            }

            _sources.Clear();
            _last = null;
            _scan.Free();
        }
    }

    /// <summary>Somebody else is heard from now on.</summary>
    /// <param name="throwAway">What is there is lost.</param>
    /// <param name="oldKey">Of the one that was heard before.</param>
    private void TurnSources(bool throwAway, ulong oldKey)
    {
        lock (_receiving)
        {
            ulong hash = DatagramKey.HashOf(_heardKey);
            _sources.ForEach(source => Tell(source.Connection, hash));
            bool lost = throwAway && ThrowAway();
            _heardSince = Volatile.Read(ref _listener)?.Queue?.LastDrawn ?? 0;
            foreach (Source source in _sources)
            {
                if (lost && source.Key == oldKey && source.IsTied)
                {
                    Volatile.Write(ref source.Connection.OwnFrames->HasLost, 1);
                    source.Line.SendNote();
                }
            }
        }
    }

    public override IEnumerable<ulong> Unreceived()
    {
        lock (_receiving)
        {
            return [.. _sources.SelectMany(static source => source.Connection.Unreceived())];
        }
    }

    public override void DropUnreceived()
    {
        lock (_receiving)
        {
            _sources.ForEach(static source => source.Connection.DropUnreceived());
        }
    }

    /// <summary>Throws away as many messages as are there now: those who go on sending must not keep us here.</summary>
    private bool ThrowAway()
    {
        ulong before = _dropped;
        LetIn();
        long left = 0;
        _sources.ForEach(source => left += source.Line.FramesToRead);
        for (; left > 0 && Choose(looksEverywhere: true, out _) is Source source; left--)
        {
            Drop(source);
        }

        return _dropped != before; // some perhaps at the first look, since somebody else is heard by now
    }
}
