using AfUnix.Interop;

namespace AfUnix.Images;

/// <summary>
/// Words in the tables of modules that are to be replaced, all or none: first all pages are made writable, for tables are read-only once the loader has
/// filled them; then the words are written, each only if it still is what it was; and if anything fails, what was written is put back.
/// </summary>
internal unsafe class TableChanges
{
    protected const nint PageSize = 4096;

    private readonly record struct Change(nint Place, long Before, long After, bool IsShort);

    private static readonly Lock s_lock = new(); // another thread would make read-only again what this one is about to write
    private readonly List<Change> _changes = [];
    private readonly Dictionary<nint, uint> _pages = []; // and their protection

    public void Replace(nint* place, nint value) => _changes.Add(new Change((nint)place, *place, value, false));

    public void Replace(uint* place, uint value) => _changes.Add(new Change((nint)place, *place, value, true));

    /// <returns>False when nothing was changed.</returns>
    public bool Apply()
    {
        lock (s_lock)
        {
            bool applied = _changes.TrueForAll(change => Unlock(change.Place) && Unlock(change.Place + (change.IsShort ? sizeof(int) : sizeof(long)) - 1)) && Write();
            foreach ((nint page, uint protection) in _pages)
            {
                Protect(page, protection);
            }

            _pages.Clear();
            return applied;
        }
    }

    /// <returns>The page's protection so far; null when it can't be made writable.</returns>
    protected virtual uint? Unprotect(nint page)
    {
        // A table can share its page with code, which may be running: ours, in the kernel's DLLs.
        const uint Executable = Win.PAGE_EXECUTE | Win.PAGE_EXECUTE_READ | Win.PAGE_EXECUTE_READWRITE | Win.PAGE_EXECUTE_WRITECOPY;
        MEMORY_BASIC_INFORMATION memory;
        uint before;
        if (Kernel32.VirtualQuery((void*)page, &memory, (nuint)sizeof(MEMORY_BASIC_INFORMATION)) == 0)
        {
            return null;
        }

        uint writable = (memory.Protect & Executable) != 0 ? (uint)Win.PAGE_EXECUTE_READWRITE : Win.PAGE_READWRITE;
        return Kernel32.VirtualProtect((void*)page, (nuint)PageSize, writable, &before) != 0 ? before : null;
    }

    protected virtual void Protect(nint page, uint protection)
    {
        uint before;
        Kernel32.VirtualProtect((void*)page, (nuint)PageSize, protection, &before);
    }

    private bool Unlock(nint place)
    {
        nint page = place & -PageSize;
        if (!_pages.ContainsKey(page) && Unprotect(page) is uint before)
        {
            _pages.Add(page, before);
        }

        return _pages.ContainsKey(page);
    }

    private bool Write()
    {
        for (int i = 0; i < _changes.Count; i++)
        {
            if (Exchange(_changes[i].Place, _changes[i].Before, _changes[i].After, _changes[i].IsShort))
            {
                continue;
            }

            while (--i >= 0)
            {
                Exchange(_changes[i].Place, _changes[i].After, _changes[i].Before, _changes[i].IsShort);
            }

            return false;
        }

        return true;
    }

    private static bool Exchange(nint place, long before, long after, bool isShort) => isShort
        ? Interlocked.CompareExchange(ref *(uint*)place, (uint)after, (uint)before) == (uint)before
        : Interlocked.CompareExchange(ref *(long*)place, after, before) == before;
}
