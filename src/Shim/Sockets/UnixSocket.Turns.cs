using AfUnix.Handshake;
using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <content>
/// Of an end that several processes have one may be in the middle of something, and dies perhaps; so each writes down that it is its turn. Threads of one
/// process have taken a lock before.
/// </content>
internal sealed unsafe partial class UnixSocket
{
    public void TakeTurn(ref int owner)
    {
        const int LooksBetween = 64;
        int self = (int)Kernel32.GetCurrentProcessId();
        for (int looks = 1; IsShared; looks++)
        {
            int other = Interlocked.CompareExchange(ref owner, self, 0);
            if (other == 0 || other == self)
            {
                return;
            }

            if (looks % LooksBetween == 0 && ProcessIdentity.IsGone((uint)other) && Interlocked.CompareExchange(ref owner, self, other) == other)
            {
                return;
            }

            Kernel32.Sleep(looks < LooksBetween ? 0u : 1u);
        }
    }

    public void GiveTurn(ref int owner)
    {
        if (IsShared)
        {
            Interlocked.CompareExchange(ref owner, 0, (int)Kernel32.GetCurrentProcessId());
        }
    }
}
