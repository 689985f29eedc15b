using System.Linq;
using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>Who sends to it.</content>
internal sealed unsafe partial class DatagramSocket
{
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

    private bool ThrowAway()
    {
        bool any = false;
        while (Choose(looksEverywhere: true, out _) is Source source)
        {
            any |= Drop(source);
        }

        return any;
    }
}
