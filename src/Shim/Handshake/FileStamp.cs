using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// What one question to the system tells of a file by its path. As long as it tells the same, the file is the one that was read, with the same content
/// and the same access rights, and need not be read again: a file that took its place has other times, unless it did so within the clock's grain.
/// </summary>
internal unsafe struct FileStamp : IEquatable<FileStamp>
{
    /// <summary>Coarser than the times of every file system: FAT's are two seconds.</summary>
    private const long GrainOfClocks = 30_000_000; // 100 ns

    private long _created;
    private long _written;
    private long _changed;
    private long _size;

    /// <summary>Old enough: whatever takes the file's place from now on will have another stamp.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The stamp of a full path; one that is not settled when there is nothing, or a link, which can change while it stays itself.</summary>
    public static FileStamp Of(string path)
    {
        FileStamp stamp = default;
        FILE_NETWORK_OPEN_INFORMATION file;
        if (!Query(path, &file) || (file.FileAttributes & (Win.FILE_ATTRIBUTE_REPARSE_POINT | Win.FILE_ATTRIBUTE_DIRECTORY)) != 0)
        {
            return stamp;
        }

        stamp._created = file.CreationTime;
        stamp._written = file.LastWriteTime;
        stamp._changed = file.ChangeTime;
        stamp._size = file.EndOfFile;
        FILETIME now;
        Kernel32.GetSystemTimeAsFileTime(&now);
        long latest = Math.Max(Math.Max(file.CreationTime, file.LastWriteTime), file.ChangeTime);
        stamp.IsSettled = file.ChangeTime != 0 && latest + GrainOfClocks < (long)(((ulong)now.dwHighDateTime << 32) | now.dwLowDateTime);
        return stamp;
    }

    public readonly bool Equals(FileStamp other) =>
        _created == other._created && _written == other._written && _changed == other._changed && _size == other._size;

    public override readonly bool Equals(object? other) => other is FileStamp stamp && Equals(stamp);

    public override readonly int GetHashCode() => HashCode.Combine(_created, _written, _changed, _size);

    /// <param name="path">A path of ours begins with the Win32 prefix for literal paths; the kernel spells that one its own way.</param>
    private static bool Query(string path, FILE_NETWORK_OPEN_INFORMATION* file)
    {
        const string Prefix = @"\\?\";
        const string KernelPrefix = @"\??\";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path.Length > short.MaxValue)
        {
            return false;
        }

        string spelled = string.Concat(KernelPrefix, path.AsSpan(Prefix.Length));
        fixed (char* text = spelled)
        {
            var name = new UNICODE_STRING
            {
                Length = (ushort)(spelled.Length * sizeof(char)),
                MaximumLength = (ushort)(spelled.Length * sizeof(char)),
                Buffer = text,
            };
            var attributes = new OBJECT_ATTRIBUTES
            {
                Length = (uint)sizeof(OBJECT_ATTRIBUTES),
                ObjectName = &name,
                Attributes = Win.OBJ_CASE_INSENSITIVE,
            };
            return Ntdll.NtQueryFullAttributesFile(&attributes, file) == Win.STATUS_SUCCESS;
        }
    }
}
