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

    /// <summary>As Linux: the reading end hangs up when there is no writer, the writing end is in error when there is no reader.</summary>
    private static short LookAtPipe(nint handle)
    {
        if (!PipeEnd.TryLook(handle, out PipeEnd pipe))
        {
            return PollEvents.In | PollEvents.Out; // a socket that is not ours, which nobody can ask
        }

        int ready = 0;
        if (pipe.CanRead)
        {
            ready |= (pipe.Available > 0 ? PollEvents.In : 0) | (pipe.IsAlone ? PollEvents.HangUp : 0);
        }

        if (pipe.CanWrite)
        {
            ready |= (pipe.HasRoom || pipe.IsAlone ? PollEvents.Out : 0) | (pipe.IsAlone ? PollEvents.Error : 0);
        }

        return (short)ready;
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
