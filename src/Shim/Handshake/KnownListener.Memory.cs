namespace AfUnix.Handshake;

/// <content>Those that this process has met.</content>
internal sealed unsafe partial class KnownListener
{
    /// <summary>How many listeners a process remembers between connections. A tuning constant.</summary>
    private const int MaxKnown = 16;

    private static readonly Lock s_lock = new();
    private static readonly KnownListener?[] s_known = new KnownListener?[MaxKnown];
    private static int s_oldest;
    private string _path = ""; // where its file was read last, and the file's stamp; under the lock of all
    private FileStamp _stamp;

    /// <summary>The listener whose file was read at this path and is still the same; null when the file has to be read.</summary>
    public static KnownListener? Find(string path, in FileStamp stamp, char type)
    {
        if (!stamp.IsSettled)
        {
            return null;
        }

        lock (s_lock)
        {
            foreach (KnownListener? known in s_known)
            {
                if (known != null && known._stamp.IsSettled && known._stamp.Equals(stamp) && known._file.Type == type
                    && string.Equals(known._path, path, StringComparison.Ordinal))
                {
                    return known;
                }
            }
        }

        return null;
    }

    /// <summary>Finds the listener that a file, or the section of an abstract name, speaks of.</summary>
    public static KnownListener For(in SocketFileContent file, nint fileHandle) => For(file, ObjectGuard.OwnerOf(fileHandle));

    /// <summary>The same of a listener that another process has met.</summary>
    public static KnownListener For(in SocketFileContent file, in Sid owner) => Known(file, owner) ?? Add(file, owner);

    /// <summary>Not one of another owner: who may read a file can make a copy, and whose objects would prove nothing must not stand for the true one.</summary>
    private static KnownListener? Known(in SocketFileContent file, in Sid owner)
    {
        lock (s_lock)
        {
            foreach (KnownListener? known in s_known)
            {
                if (known != null && known._file.Port == file.Port && known._file.Secret.Equals(file.Secret) && known._owner.Equals(owner))
                {
                    return known;
                }
            }

            return null;
        }
    }

    private static KnownListener Add(in SocketFileContent file, in Sid owner)
    {
        lock (s_lock)
        {
            var listener = new KnownListener(file, owner);
            s_known[s_oldest]?.Forget();
            s_known[s_oldest] = listener;
            s_oldest = (s_oldest + 1) % MaxKnown;
            return listener;
        }
    }

    public void Remember(string path, in FileStamp stamp)
    {
        lock (s_lock)
        {
            _path = path;
            _stamp = stamp;
        }
    }
}
