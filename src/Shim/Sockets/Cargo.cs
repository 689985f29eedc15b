using AfUnix.Interop;

namespace AfUnix.Sockets;

/// <summary>One thing that travels: a socket, or a handle of anything else with what its descriptor needs.</summary>
internal struct CargoItem
{
    public SocketDescription? Socket;
    public nint Handle;
    public CargoFlags Flags;
}

/// <summary>What a C runtime knows of a descriptor and its handle does not tell.</summary>
[Flags]
internal enum CargoFlags
{
    None = 0,

    /// <summary>The C runtime turns line ends.</summary>
    IsText = 1,
}

/// <summary>
/// What goes with one message beside its bytes, in this process: gathered before it is sent, or what a receive has brought. The sockets' references and
/// the handles are the cargo's own. Rented and given back, so that nothing is allocated for a message.
/// </summary>
internal sealed class Cargo : IDisposable
{
    /// <summary>Linux' SCM_MAX_FD.</summary>
    public const int Most = 253;

    private static readonly Stack<Cargo> s_spare = new();

    private readonly List<CargoItem> _items = [];

    private Cargo()
    {
    }

    public int Count => _items.Count;

    /// <summary>Something of it could not be brought here.</summary>
    public bool IsIncomplete { get; set; }

    public CargoItem this[int index] => _items[index];

    public static Cargo Rent()
    {
        lock (s_spare)
        {
            return s_spare.TryPop(out Cargo? cargo) ? cargo : new Cargo();
        }
    }

    /// <summary>Takes the caller's reference.</summary>
    public void Add(SocketDescription socket) => _items.Add(new CargoItem { Socket = socket });

    /// <summary>Takes the handle.</summary>
    public void Add(nint handle, CargoFlags flags) => _items.Add(new CargoItem { Handle = handle, Flags = flags });

    /// <summary>An item has been delivered: it is somebody else's now.</summary>
    public void Forget(int index) => _items[index] = default;

    /// <summary>Parcels that were made of the sockets will not be opened.</summary>
    public void TakeBack(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _items[i].Socket?.TakeBack();
        }
    }

    /// <summary>Lets go of what has not been delivered.</summary>
    public void Dispose()
    {
        foreach (CargoItem item in _items)
        {
            item.Socket?.Release();
            if (item.Handle != 0)
            {
                Kernel32.CloseHandle(item.Handle);
            }
        }

        _items.Clear();
        IsIncomplete = false;
        lock (s_spare)
        {
            s_spare.Push(this);
        }
    }
}
