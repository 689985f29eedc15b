using AfUnix.Errors;
using AfUnix.Handshake;

namespace AfUnix.Sockets;

/// <content>Abstract names, and those that bind() chooses.</content>
internal sealed unsafe partial class UnixSocket
{
    /// <summary>A name of five hexadecimal digits, as Linux has it, has so many values.</summary>
    private const int ChosenNames = 0x10_0000;

    /// <summary>How many of them are tried before there is none: far more than sockets have such names.</summary>
    private const int MaxChoices = 4096;

    private AbstractName? _abstractName; // held for as long as the socket lives, in whatever state

    private Errno BindAbstract(in UnixAddress name)
    {
        lock (_lock)
        {
            if (!_name.IsUnnamed || _state is SocketState.Connecting)
            {
                return Errno.EINVAL;
            }

            Errno error = BindLocked(path: null, name);
            AssertState();
            return error;
        }
    }

    /// <summary>bind() without a name, and what wants one while there is none: the system chooses. Who has one keeps it, and all is well, as on Linux.</summary>
    private Errno BindToAny()
    {
        const int Digits = 5;
        lock (_lock)
        {
            if (!_name.IsUnnamed)
            {
                return Errno.None;
            }

            if (_state is SocketState.Connecting)
            {
                return Errno.EINVAL;
            }

            Span<byte> text = stackalloc byte[1 + Digits];
            int next = Random.Shared.Next(ChosenNames);
            Errno error = Errno.EADDRINUSE;
            for (int tries = 0; error == Errno.EADDRINUSE && tries < MaxChoices; tries++)
            {
                for (int digit = 0; digit < Digits; digit++)
                {
                    text[Digits - digit] = "0123456789abcdef"u8[(next >> (4 * digit)) & 15];
                }

                error = BindLocked(path: null, UnixAddress.FromPath(text), isChosen: true);
                next = (next + 1) % ChosenNames;
            }

            AssertState();
            return error == Errno.EADDRINUSE ? Errno.ENOSPC : error;
        }
    }

    /// <summary>Makes what the name stands for: a file, or an abstract name.</summary>
    /// <param name="path">The file's; null for an abstract name.</param>
    /// <param name="isChosen">By us: if somebody has it, another one will do.</param>
    private Errno MakeName(string? path, in SocketFileContent content, bool isChosen) =>
        path != null ? SocketFile.Create(path, Mode, content)
        : isChosen ? AbstractName.TryCreate(Mode, content, out _abstractName)
        : AbstractName.Create(Mode, content, out _abstractName);

    /// <summary>In close().</summary>
    private void ReleaseAbstractName()
    {
        _abstractName?.Release(isLast: !IsShared);
        _abstractName = null;
    }
}
