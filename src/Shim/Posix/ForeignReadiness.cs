using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>What poll() says of the host's own descriptors: files, pipes and consoles.</summary>
internal static unsafe class ForeignReadiness
{
    /// <param name="again">True when this has to be asked again, because the system tells nobody when it changes.</param>
    public static short Look(int descriptor, short asked, out bool again)
    {
        again = false;
        if (!Descriptors.IsForeign(descriptor) || HostRuntime.GetHandle(descriptor, out nint handle) != Errno.None)
        {
            return PollEvents.Invalid;
        }

        short ready = Kernel32.GetFileType(handle) switch
        {
            Win.FILE_TYPE_PIPE => LookAtPipe(handle),
            Win.FILE_TYPE_CHAR => LookAtConsole(handle),
            _ => PollEvents.In | PollEvents.Out, // a file is always ready
        };
        again = (ready & (asked | PollEvents.HangUp | PollEvents.Error)) == 0;
        return ready;
    }

    private static short LookAtPipe(nint pipe)
    {
        uint available;
        if (Kernel32.PeekNamedPipe(pipe, null, 0, null, &available, null) != 0)
        {
            return available > 0 ? (short)(PollEvents.In | PollEvents.Out) : PollEvents.Out;
        }

        return Kernel32.GetLastError() switch
        {
            Win.ERROR_BROKEN_PIPE or Win.ERROR_PIPE_NOT_CONNECTED => PollEvents.HangUp | PollEvents.In,
            _ => PollEvents.Out, // the writing end, which can't be asked
        };
    }

    /// <summary>A console has input when a key was pressed; NUL and other devices never make anybody wait.</summary>
    private static short LookAtConsole(nint device)
    {
        const int Enough = 64;
        uint mode;
        if (Kernel32.GetConsoleMode(device, &mode) == 0)
        {
            return PollEvents.In | PollEvents.Out;
        }

        INPUT_RECORD* records = stackalloc INPUT_RECORD[Enough];
        uint count;
        if (Kernel32.PeekConsoleInputW(device, records, Enough, &count) == 0)
        {
            return PollEvents.Out; // a screen
        }

        for (uint i = 0; i < count; i++)
        {
            if (records[i].EventType == Win.KEY_EVENT && records[i].Event.KeyEvent.bKeyDown != 0)
            {
                return PollEvents.In | PollEvents.Out;
            }
        }

        return PollEvents.Out;
    }
}
