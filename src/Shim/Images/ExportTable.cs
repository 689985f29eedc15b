namespace AfUnix.Images;

/// <summary>
/// What a module exports: names, and for each an offset from the module's beginning. GetProcAddress and the loader look it up here each time, so that an
/// offset written here is what everybody gets from then on. An offset into the table itself is a forward: the text there names another module's function.
/// </summary>
internal readonly unsafe struct ExportTable
{
    private const int DirectorySize = 40;
    private const int OffsetOfFunctionCount = 20;
    private const int OffsetOfNameCount = 24;
    private const int OffsetOfFunctions = 28;
    private const int OffsetOfNames = 32;
    private const int OffsetOfIndices = 36;

    private readonly PortableImage _image;
    private readonly uint _offset;
    private readonly uint _size;
    private readonly uint _functionCount;
    private readonly uint _nameCount;
    private readonly uint* _functions;
    private readonly uint* _names;
    private readonly ushort* _indices;

    public ExportTable(PortableImage image)
    {
        _image = image;
        (_offset, _size) = image.Directory(PortableImage.ExportDirectory);
        byte* table = image.At(_offset, DirectorySize);
        if (table == null)
        {
            return;
        }

        uint functions = *(uint*)(table + OffsetOfFunctionCount);
        uint names = *(uint*)(table + OffsetOfNameCount);
        if (functions > image.Size / sizeof(uint) || names > image.Size / sizeof(uint))
        {
            return;
        }

        _functions = (uint*)image.At(*(uint*)(table + OffsetOfFunctions), functions * sizeof(uint));
        _names = (uint*)image.At(*(uint*)(table + OffsetOfNames), names * sizeof(uint));
        _indices = (ushort*)image.At(*(uint*)(table + OffsetOfIndices), names * sizeof(ushort));
        _functionCount = _functions == null ? 0 : functions;
        _nameCount = _names == null || _indices == null ? 0 : names;
    }

    /// <summary>Where the function's offset stands; null when no function has that name.</summary>
    public uint* Find(ReadOnlySpan<byte> name)
    {
        uint low = 0;
        uint high = _nameCount;
        while (low < high)
        {
            uint middle = low + (high - low) / 2;
            int order = _image.Text(_names[middle]).SequenceCompareTo(name);
            if (order == 0)
            {
                return _indices[middle] < _functionCount ? _functions + _indices[middle] : null;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return null;
    }

    public bool IsForward(uint offset) => offset - _offset < _size;

    /// <summary>Whether an address can be exported: one above the module's beginning by less than 4 GB, and none that looks like a forward.</summary>
    public bool CanHold(nint address)
    {
        nint offset = address - _image.Module;
        return offset > 0 && offset <= (long)uint.MaxValue && !IsForward((uint)offset);
    }
}
