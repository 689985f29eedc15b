using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>A question to AFD about any number of sockets, which grows as they are added, and then its answer.</summary>
internal unsafe struct PollQuestion
{
    private AFD_POLL_INFO* _info;
    private AFD_POLL_INFO* _owned;
    private int _capacity;

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

    public readonly void Clear()
    {
        if (_info != null)
        {
            _info->NumberOfHandles = 0;
        }
    }

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
}
