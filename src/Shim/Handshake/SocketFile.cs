using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>The socket file on disk: made whole or not at all, read with care, never changed.</summary>
internal static unsafe class SocketFile
{
    /// <summary>How long a reader waits for a writer to finish. A writer holds the file for microseconds; a tuning constant.</summary>
    private const int MaxSharingTries = 200;
    private const uint SharingPauseMilliseconds = 5;

    /// <summary>
    /// Creates the file. It is ours alone (no sharing) until it is written, so that no reader ever sees a part of it.
    /// </summary>
    /// <returns>None; EADDRINUSE when anything has that name; ENOENT, ENOTDIR, EACCES, ENOSPC, EROFS as from open(2).</returns>
    public static Errno Create(string path, int mode, in SocketFileContent content)
    {
        nint guard = ObjectGuard.ForFile(mode);
        var attributes = new SECURITY_ATTRIBUTES { nLength = (uint)sizeof(SECURITY_ATTRIBUTES), lpSecurityDescriptor = (void*)guard };
        nint file;
        fixed (char* name = path)
        {
            file = Kernel32.CreateFileW(name, Win.GENERIC_WRITE | Win.DELETE, 0, &attributes, Win.CREATE_NEW, Win.FILE_ATTRIBUTE_SYSTEM, 0);
        }

        uint error = Kernel32.GetLastError();
        ObjectGuard.Free(guard);
        if (file == Win.INVALID_HANDLE_VALUE)
        {
            return CreationError(path, error);
        }

        Errno result = Write(file, SocketFileText.Format(content));
        if (result != Errno.None)
        {
            Delete(file);
        }

        Kernel32.CloseHandle(file);
        return result;
    }

    public static bool Exists(string path)
    {
        fixed (char* name = path)
        {
            return Kernel32.GetFileAttributesW(name) != Win.INVALID_FILE_ATTRIBUTES;
        }
    }

    /// <summary>
    /// Reads the file and finds the listener that it speaks of.
    /// </summary>
    /// <returns>
    /// None; ENOENT, ENOTDIR, EACCES as from open(2); ECONNREFUSED for whatever is not a socket file of ours, as Linux says it;
    /// EPROTOTYPE for a socket of another type.
    /// </returns>
    public static Errno Read(string path, char type, out KnownListener? listener)
    {
        FileStamp stamp = FileStamp.Of(path); // before reading: what takes the file's place meanwhile has another
        listener = KnownListener.Find(path, stamp, type);
        if (listener != null)
        {
            return Errno.None;
        }

        Errno error = Open(path, out nint file);
        if (error != Errno.None)
        {
            return error;
        }

        SocketFileKind kind = ReadKind(file, out SocketFileContent content);
        error = kind != SocketFileKind.Ours ? Errno.ECONNREFUSED : content.Type == type ? Errno.None : Errno.EPROTOTYPE;
        if (error == Errno.None)
        {
            listener = KnownListener.For(content, file);
            listener.Remember(path, stamp);
        }

        Kernel32.CloseHandle(file);
        return error;
    }

    /// <summary>
    /// Whether there is a socket file that may be read, what mode its access rights amount to, and its times. Costs a file that is
    /// something else one system call, and never waits.
    /// </summary>
    public static bool Look(string path, out int mode, out WIN32_FILE_ATTRIBUTE_DATA facts)
    {
        const uint ShareAll = Win.FILE_SHARE_READ | Win.FILE_SHARE_WRITE | Win.FILE_SHARE_DELETE;
        mode = 0;
        facts = default;
        nint file;
        fixed (char* name = path)
        fixed (WIN32_FILE_ATTRIBUTE_DATA* data = &facts)
        {
            if (Kernel32.GetFileAttributesExW(name, GET_FILEEX_INFO_LEVELS.GetFileExInfoStandard, data) == 0
                || (facts.dwFileAttributes & Win.FILE_ATTRIBUTE_DIRECTORY) != 0
                || facts.nFileSizeHigh != 0 || facts.nFileSizeLow is 0 or > SocketFileText.MaxLength)
            {
                return false;
            }

            file = Kernel32.CreateFileW(name, Win.GENERIC_READ, ShareAll, null, Win.OPEN_EXISTING, 0, 0);
        }

        if (file == Win.INVALID_HANDLE_VALUE)
        {
            return false;
        }

        bool ours = Kernel32.GetFileType(file) == Win.FILE_TYPE_DISK && ReadKind(file, out _) == SocketFileKind.Ours;
        mode = ours ? ObjectGuard.ModeOf(file) : 0;
        Kernel32.CloseHandle(file);
        return ours;
    }

    private static SocketFileKind ReadKind(nint file, out SocketFileContent content)
    {
        byte* text = stackalloc byte[SocketFileText.MaxLength + 1]; // one more, to see that there is more
        uint length;
        content = default;
        return Kernel32.ReadFile(file, text, SocketFileText.MaxLength + 1, &length, null) != 0 && length <= SocketFileText.MaxLength
            ? SocketFileText.Parse(new ReadOnlySpan<byte>(text, (int)length), out content)
            : SocketFileKind.NotASocket;
    }

    private static Errno Open(string path, out nint file)
    {
        const uint ShareAll = Win.FILE_SHARE_READ | Win.FILE_SHARE_WRITE | Win.FILE_SHARE_DELETE;
        for (int tries = 0; ; tries++)
        {
            uint error;
            fixed (char* name = path)
            {
                file = Kernel32.CreateFileW(name, Win.GENERIC_READ, ShareAll, null, Win.OPEN_EXISTING, 0, 0);
                error = Kernel32.GetLastError();
                if (file != Win.INVALID_HANDLE_VALUE)
                {
                    // A pipe or a device could make the read wait for ever.
                    if (Kernel32.GetFileType(file) == Win.FILE_TYPE_DISK)
                    {
                        return Errno.None;
                    }

                    Kernel32.CloseHandle(file);
                    return Errno.ECONNREFUSED;
                }

                if (error == Win.ERROR_ACCESS_DENIED)
                {
                    uint attributes = Kernel32.GetFileAttributesW(name);
                    bool isDirectory = attributes != Win.INVALID_FILE_ATTRIBUTES && (attributes & Win.FILE_ATTRIBUTE_DIRECTORY) != 0;
                    return isDirectory ? Errno.ECONNREFUSED : Errno.EACCES;
                }
            }

            if (error != Win.ERROR_SHARING_VIOLATION || tries == MaxSharingTries)
            {
                return error switch
                {
                    Win.ERROR_SHARING_VIOLATION => Errno.ECONNREFUSED,
                    Win.ERROR_CANT_ACCESS_FILE => Errno.ECONNREFUSED, // a reparse point that is not ours: Windows' own AF_UNIX
                    Win.ERROR_PATH_NOT_FOUND or Win.ERROR_FILE_NOT_FOUND or Win.ERROR_INVALID_NAME => SocketPath.WhyNotFound(path),
                    _ => ErrorMap.FromWin32(error),
                };
            }

            Kernel32.Sleep(SharingPauseMilliseconds);
        }
    }

    private static Errno CreationError(string path, uint error)
    {
        switch ((int)error)
        {
            case Win.ERROR_FILE_EXISTS or Win.ERROR_ALREADY_EXISTS:
                return Errno.EADDRINUSE;
            case Win.ERROR_PATH_NOT_FOUND or Win.ERROR_INVALID_NAME:
                return SocketPath.WhyNotFound(path);
            case Win.ERROR_ACCESS_DENIED:
                return Exists(path) ? Errno.EADDRINUSE : Errno.EACCES;
            default:
                return ErrorMap.FromWin32(error);
        }
    }

    private static Errno Write(nint file, byte[] text)
    {
        fixed (byte* bytes = text)
        {
            uint written;
            return Kernel32.WriteFile(file, bytes, (uint)text.Length, &written, null) == 0
                ? ErrorMap.FromWin32(Kernel32.GetLastError())
                : written == text.Length ? Errno.None : Errno.ENOSPC;
        }
    }

    private static void Delete(nint file)
    {
        var disposition = new FILE_DISPOSITION_INFO { DeleteFileW = 1 };
        Kernel32.SetFileInformationByHandle(file, FILE_INFO_BY_HANDLE_CLASS.FileDispositionInfo, &disposition, (uint)sizeof(FILE_DISPOSITION_INFO));
    }
}
