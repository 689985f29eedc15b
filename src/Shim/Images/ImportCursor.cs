namespace AfUnix.Images;

/// <summary>Goes through a module's import table: its libraries, and each one's functions. The table of delayed imports is alike; only its entries are longer.</summary>
internal unsafe struct ImportCursor(PortableImage image, bool delayed)
{
    private const int EntrySize = 20;
    private const int OffsetOfNames = 0;
    private const int OffsetOfLibrary = 12;
    private const int OffsetOfSlots = 16;
    private const int DelayedEntrySize = 32;
    private const int OffsetOfDelayedNames = 16;
    private const int OffsetOfDelayedLibrary = 4;
    private const int OffsetOfDelayedSlots = 12;
    private const ulong ByOrdinal = 1UL << 63;
    private const int HintSize = 2;

    private uint _next = image.Directory(delayed ? PortableImage.DelayImportDirectory : PortableImage.ImportDirectory).Offset;
    private uint _library;
    private uint _names;
    private uint _slots;
    private uint _index;

    public readonly ReadOnlySpan<byte> Library => image.Text(_library);

    /// <summary>Where the function's address stands; of a delayed one that of the code which loads it, until then.</summary>
    public readonly nint* Slot => (nint*)image.At(_slots + (_index - 1) * (ulong)sizeof(nint), (uint)sizeof(nint));

    /// <summary>Empty when it is imported by number, or when the linker has left no names.</summary>
    public readonly ReadOnlySpan<byte> Function
    {
        get
        {
            ulong name = NameAt(_index - 1);
            return name is 0 or >= ByOrdinal ? default : image.Text((uint)name + HintSize);
        }
    }

    public bool NextLibrary()
    {
        byte* entry = image.At(_next, delayed ? DelayedEntrySize : (uint)EntrySize);
        _library = entry == null ? 0 : *(uint*)(entry + (delayed ? OffsetOfDelayedLibrary : OffsetOfLibrary));
        if (_library == 0)
        {
            return false;
        }

        _names = *(uint*)(entry + (delayed ? OffsetOfDelayedNames : OffsetOfNames));
        _slots = *(uint*)(entry + (delayed ? OffsetOfDelayedSlots : OffsetOfSlots));
        _index = 0;
        _next += (uint)(delayed ? DelayedEntrySize : EntrySize);
        return true;
    }

    public bool NextFunction()
    {
        _index++;
        nint* slot = Slot;
        return _slots != 0 && slot != null && (_names == 0 ? *slot != 0 : NameAt(_index - 1) != 0);
    }

    private readonly ulong NameAt(uint index)
    {
        ulong* name = (ulong*)(_names == 0 ? null : image.At(_names + index * (ulong)sizeof(ulong), sizeof(ulong)));
        return name == null ? 0 : *name;
    }
}
