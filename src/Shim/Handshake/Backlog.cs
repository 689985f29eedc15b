using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// The backlog of a listener, as a named semaphore: its count is the room that is left. A client takes one before it connects, which is where it waits
/// when the queue is full; accept() gives one back. TCP's own backlog can't do this: systems differ in its size and in what they do when it is full.
/// </summary>
internal sealed unsafe class Backlog
{
    /// <summary>Linux's net.core.somaxconn.</summary>
    private const int Longest = 4096;

    /// <summary>How often an empty queue is looked at for room that dead clients took with them. A tuning constant.</summary>
    public const uint RecountMilliseconds = 1000;

    private readonly Lock _lock = new();
    private nint _room;
    private int _capacity;
    private int _debt; // room to be taken away again when it comes back, because the backlog was made shorter
    private int _lastCount;
    private ulong _nextRecount;

    /// <summary>Creates the semaphore; a queue takes one more than its backlog, as on Linux.</summary>
    public Errno Open(in Secret secret, ushort port, int backlog, nint guard)
    {
        _capacity = CapacityOf(backlog);
        _lastCount = _capacity;
        return NamedSemaphore.Create(ObjectRole.Room, secret, port, default, _capacity, guard, out _room);
    }

    public void Resize(int backlog)
    {
        lock (_lock)
        {
            int more = CapacityOf(backlog) - _capacity;
            _capacity += more;
            for (; more > 0; more--)
            {
                Give();
            }

            for (; more < 0; more++)
            {
                _debt += Kernel32.WaitForSingleObject(_room, 0) == Win.WAIT_OBJECT_0 ? 0 : 1;
            }
        }
    }

    public void MakeRoom()
    {
        lock (_lock)
        {
            Give();
        }
    }

    /// <summary>
    /// A client that died between taking room and connecting never gives it back. When the queue is empty, twice, and as much room is missing each time,
    /// nobody is going to: it is put back.
    /// </summary>
    public void OnQueueEmpty()
    {
        ulong now = Kernel32.GetTickCount64();
        lock (_lock)
        {
            if (now < _nextRecount || _room == 0)
            {
                return;
            }

            _nextRecount = now + RecountMilliseconds;
            int count = NamedSemaphore.CountOf(_room);
            if (count == _lastCount && count < _capacity)
            {
                Kernel32.ReleaseSemaphore(_room, _capacity - count, null);
            }

            _lastCount = count;
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            if (_room != 0)
            {
                Kernel32.CloseHandle(_room);
                _room = 0;
            }
        }
    }

    private static int CapacityOf(int backlog) => (backlog is < 0 or > Longest ? Longest : backlog) + 1;

    private void Give()
    {
        if (_debt > 0)
        {
            _debt--;
        }
        else
        {
            Kernel32.ReleaseSemaphore(_room, 1, null);
        }
    }
}
