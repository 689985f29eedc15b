using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>When a call that waits several times gives up.</summary>
internal readonly struct Deadline
{
    private readonly ulong _end;

    private Deadline(ulong end) => _end = end;

    /// <summary>Milliseconds that are left; INFINITE when there is no limit.</summary>
    public uint Rest
    {
        get
        {
            if (_end == ulong.MaxValue)
            {
                return Win.INFINITE;
            }

            ulong now = Kernel32.GetTickCount64();
            return now >= _end ? 0 : (uint)(_end - now);
        }
    }

    public static Deadline After(uint milliseconds) =>
        new(milliseconds == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + milliseconds);
}
