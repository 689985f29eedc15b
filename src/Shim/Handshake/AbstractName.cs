using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// A name in Linux' abstract namespace, as the socket that is bound to it holds it: a section that says what a socket file would say, under a name that is a
/// hash of the socket's. There is no file; the name is gone with the last handle of the section, which the kernel closes for who is killed.
/// </summary>
/// <remarks>
/// Anybody can compute the section's name, as anybody can name a file: the secret is in the memory, and who may read that is in the section's security
/// descriptor. The name is one of the machine where this user may make such names (services and administrators), else one of the session.
/// </remarks>
internal sealed unsafe class AbstractName
{
    /// <summary>How long bind() waits for a name whose socket is gone and that somebody still looks at, for microseconds. A tuning constant.</summary>
    private const int MaxTries = 20;
    private const uint PauseMilliseconds = 5;

    private NamedSection _section;

    private AbstractName(NamedSection section) => _section = section;

    private AbstractContent* Content => (AbstractContent*)_section.Memory;

    /// <summary>The section's handle, to be given to another process that has the socket, too.</summary>
    public nint Section => _section.Handle;

    /// <summary>Takes the name that the content tells, for the user whom the mode lets in.</summary>
    /// <returns>EADDRINUSE when somebody has it.</returns>
    public static Errno Create(int mode, in SocketFileContent content, out AbstractName? created)
    {
        for (int tries = 0; ; tries++)
        {
            Errno error = TryCreate(mode, content, out created);
            if (error != Errno.EADDRINUSE || tries == MaxTries || !IsLeftOver(content))
            {
                return error;
            }

            Kernel32.Sleep(PauseMilliseconds);
        }
    }

    /// <summary>Takes the name, if it is free at once.</summary>
    public static Errno TryCreate(int mode, in SocketFileContent content, out AbstractName? created)
    {
        created = null;
        nint guard = ObjectGuard.ForBoard(mode);
        Errno error = NamedSection.CreateAbstract(content.BoundName, content.Type, sizeof(AbstractContent), guard, out NamedSection section);
        ObjectGuard.Free(guard);
        if (error != Errno.None)
        {
            return error == Errno.EEXIST ? Errno.EADDRINUSE : error;
        }

        created = new AbstractName(section);
        byte[] text = SocketFileText.Format(content);
        text.CopyTo(new Span<byte>(created.Content->Text, AbstractContent.TextCapacity));
        created.Content->Length = text.Length;
        created.Content->Version = Handshake.ProtocolVersion;
        Volatile.Write(ref created.Content->Magic, Handshake.AbstractNameMagic);
        return Errno.None;
    }

    /// <summary>Finds the listener that has a name.</summary>
    /// <returns>ECONNREFUSED when nobody has it; EACCES when its owner doesn't let this user connect.</returns>
    public static Errno Find(ReadOnlySpan<byte> name, char type, out KnownListener? listener)
    {
        listener = null;
        Errno error = NamedSection.OpenAbstract(name, type, sizeof(AbstractContent), out NamedSection section);
        if (error == Errno.None)
        {
            error = Read((AbstractContent*)section.Memory, out SocketFileContent content) && content.Type == type && name.SequenceEqual(content.BoundName)
                ? Errno.None
                : Errno.ECONNREFUSED;
            listener = error == Errno.None ? KnownListener.For(content, section.Handle) : null;
            section.Close();
        }

        return error;
    }

    /// <summary>Takes the handle of a name that came from another process; null, and the handle is left alone, when it is none.</summary>
    public static AbstractName? Adopt(nint handle)
    {
        var section = new NamedSection
        {
            Handle = handle,
            Memory = AnonymousSection.Map(handle, sizeof(AbstractContent)),
        };
        if (section.Memory == null)
        {
            return null;
        }

        if (((AbstractContent*)section.Memory)->Magic == Handshake.AbstractNameMagic)
        {
            return new AbstractName(section);
        }

        AnonymousSection.Unmap(section.Memory);
        return null;
    }

    /// <summary>Lets go of the name.</summary>
    /// <param name="isLast">No other process has the socket: whoever has the section open now only looks at it.</param>
    public void Release(bool isLast)
    {
        if (isLast)
        {
            Volatile.Write(ref Content->Released, 1);
        }

        _section.Close();
    }

    /// <summary>Whether a name that is taken is about to be free: its socket is closed, or the process that bound it gone.</summary>
    private static bool IsLeftOver(in SocketFileContent wanted)
    {
        Errno error = NamedSection.OpenAbstract(wanted.BoundName, wanted.Type, sizeof(AbstractContent), out NamedSection section);
        if (error != Errno.None)
        {
            return error == Errno.ECONNREFUSED; // it is free by now
        }

        var content = (AbstractContent*)section.Memory;
        bool leftOver = Volatile.Read(ref content->Released) != 0;
        if (!leftOver && Read(content, out SocketFileContent there))
        {
            nint process = ProcessIdentity.Open(there.ProcessId, there.ProcessStartTime, 0, out bool refused);
            leftOver = process == 0 ? !refused : ProcessIdentity.IsEnding(process);
            if (process != 0)
            {
                Kernel32.CloseHandle(process);
            }
        }

        section.Close();
        return leftOver;
    }

    /// <summary>Reads what another process wrote: bounded, and as strictly as a file.</summary>
    private static bool Read(AbstractContent* memory, out SocketFileContent content)
    {
        content = default;
        int length = memory->Length;
        if (Volatile.Read(ref memory->Magic) != Handshake.AbstractNameMagic || memory->Version != Handshake.ProtocolVersion
            || length is <= 0 or > AbstractContent.TextCapacity)
        {
            return false;
        }

        // A copy: the other one may write there while it is read.
        Span<byte> text = stackalloc byte[AbstractContent.TextCapacity];
        new ReadOnlySpan<byte>(memory->Text, length).CopyTo(text);
        return SocketFileText.Parse(text[..length], out content) == SocketFileKind.Ours;
    }
}

/// <summary>What the section of an abstract name holds.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64 + TextCapacity)]
internal unsafe struct AbstractContent
{
    public const int TextCapacity = SocketFileText.MaxLength;

    /// <summary>Written last.</summary>
    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public uint Version;

    [FieldOffset(8)]
    public int Length;

    /// <summary>The socket is closed.</summary>
    [FieldOffset(12)]
    public int Released;

    [FieldOffset(64)]
    public fixed byte Text[TextCapacity];
}
