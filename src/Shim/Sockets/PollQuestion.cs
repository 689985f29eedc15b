using System.Buffers;
using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>
/// A question to AFD about any number of sockets, which grows as they are added, and then its answer. None of them may be closed before that: its handle's
/// number can be another socket's by then. So the question holds those that nothing else keeps open.
/// </summary>
internal unsafe struct PollQuestion
{
    private AFD_POLL_INFO* _info;
    private AFD_POLL_INFO* _owned;
    private int _capacity;
    private SocketDescription[]? _held;
    private int _heldCount;

    /// <param name="memory">Room to begin with; null: none.</param>
    /// <param name="capacity">For so many sockets.</param>
    public PollQuestion(void* memory, int capacity)
    {
        _info = (AFD_POLL_INFO*)memory;
        _capacity = memory == null ? 0 : capacity;
        Clear();
    }

    public readonly bool IsEmpty => _info == null || _info->NumberOfHandles == 0;

    /// <summary>To be asked.</summary>
    public readonly AFD_POLL_INFO* Info => _info;

    /// <summary>Forgets the sockets, and lets go of those that were held.</summary>
    public void Clear()
    {
        while (_heldCount > 0)
        {
            _held![--_heldCount].Release();
        }

        if (_info != null)
        {
            _info->NumberOfHandles = 0;
        }
    }

    /// <summary>Adds a socket, and holds it until the question is cleared.</summary>
    /// <param name="socket">Held by the caller until it is added.</param>
    /// <param name="events">Nothing is added for none.</param>
    public void Hold(SocketDescription socket, uint events)
    {
        if (events == 0 || !socket.TryHold())
        {
            return;
        }

        if (_held == null || _heldCount == _held.Length)
        {
            GrowHeld();
        }

        _held![_heldCount++] = socket;
        Add(socket.Handle, events);
    }

    /// <summary>Adds a socket that the caller keeps open.</summary>
    public void Add(nuint socket, uint events)
    {
        if (events == 0)
        {
            return;
        }

        int count = _info == null ? 0 : (int)_info->NumberOfHandles;
        if (count == _capacity)
        {
            Grow(count);
        }

        AFD_POLL_HANDLE_INFO* one = &_info->Handles + count;
        one->Handle = (nint)socket;
        one->Events = events;
        one->Status = 0;
        _info->NumberOfHandles = (uint)count + 1;
    }

    /// <summary>All that happened to a socket, which can be in the question, and so in the answer, more than once.</summary>
    public readonly uint Find(nuint socket)
    {
        uint happened = 0;
        for (int i = 0; !IsEmpty && i < (int)_info->NumberOfHandles; i++)
        {
            AFD_POLL_HANDLE_INFO* one = &_info->Handles + i;
            happened |= one->Handle == (nint)socket ? one->Events : 0;
        }

        return happened;
    }

    public void Free()
    {
        Clear();
        if (_held != null)
        {
            ArrayPool<SocketDescription>.Shared.Return(_held, clearArray: true);
            _held = null;
        }

        NativeMemory.Free(_owned);
        _owned = null;
        _info = null;
        _capacity = 0;
    }

    private void Grow(int count)
    {
        const int FirstCapacity = 16;
        _capacity = Math.Max(_capacity * 2, FirstCapacity);
        var larger = (AFD_POLL_INFO*)NativeMemory.Alloc((nuint)Readiness.SizeFor(_capacity));
        *larger = default;
        if (_info != null)
        {
            NativeMemory.Copy(_info, larger, (nuint)Readiness.SizeFor(count));
        }

        NativeMemory.Free(_owned);
        _owned = larger;
        _info = larger;
    }

    private void GrowHeld()
    {
        const int FirstCapacity = 16;
        SocketDescription[] larger = ArrayPool<SocketDescription>.Shared.Rent(Math.Max(_heldCount * 2, FirstCapacity));
        if (_held != null)
        {
            Array.Copy(_held, larger, _heldCount);
            ArrayPool<SocketDescription>.Shared.Return(_held, clearArray: true);
        }

        _held = larger;
    }
}
