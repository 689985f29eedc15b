namespace AfUnix.Images;

/// <summary>
/// An .exe or DLL in memory as the loader has mapped it, and its headers: the PE format, of a 64-bit image. Whatever its tables say is looked at only as
/// far as it lies inside the image.
/// </summary>
internal readonly unsafe struct PortableImage(nint module)
{
    public const int ExportDirectory = 0;
    public const int ImportDirectory = 1;
    public const int DelayImportDirectory = 13;

    // Offsets in the headers: winnt.h has them as structs.
    private const int OffsetOfNewHeader = 0x3C;
    private const int OffsetOfSectionCount = 0x06;
    private const int OffsetOfOptionalHeaderSize = 0x14;
    private const int OffsetOfOptionalHeader = 0x18;
    private const int OffsetOfImageSize = 0x50;
    private const int OffsetOfDirectoryCount = 0x84;
    private const int OffsetOfDirectories = 0x88;
    private const int DirectorySize = 8;
    private const int SectionSize = 40;
    private const int SectionNameSize = 8;
    private const int OffsetOfSectionAddress = 12;
    private const ushort Magic64 = 0x20B;

    private readonly byte* _start = (byte*)module;

    public nint Module => (nint)_start;

    public uint Size => *(uint*)(Header + OffsetOfImageSize);

    /// <summary>False for what is mapped as data only, or for another machine's width.</summary>
    public bool Is64Bit => *(ushort*)_start == 0x5A4D && *(uint*)Header == 0x4550 && *(ushort*)(Header + OffsetOfOptionalHeader) == Magic64;

    private byte* Header => _start + *(int*)(_start + OffsetOfNewHeader);

    /// <summary>Null when it is not inside the image.</summary>
    public byte* At(ulong offset, uint size)
    {
        uint all = Size;
        return offset != 0 && offset < all && size <= all - offset ? _start + offset : null;
    }

    /// <summary>Where one of the tables lies; of no size when there is none.</summary>
    public (uint Offset, uint Size) Directory(int index)
    {
        uint* entry = (uint*)(Header + OffsetOfDirectories + index * DirectorySize);
        return (uint)index < *(uint*)(Header + OffsetOfDirectoryCount) ? (entry[0], entry[1]) : (0, 0);
    }

    /// <summary>Text up to its zero, or up to the image's end.</summary>
    public ReadOnlySpan<byte> Text(uint offset)
    {
        byte* text = At(offset, 1);
        if (text == null)
        {
            return default;
        }

        var rest = new ReadOnlySpan<byte>(text, (int)Math.Min(Size - offset, int.MaxValue));
        int length = rest.IndexOf((byte)0);
        return length < 0 ? rest : rest[..length];
    }

    /// <param name="name">Eight bytes.</param>
    /// <returns>Null when there is no such section.</returns>
    public byte* FindSection(ReadOnlySpan<byte> name)
    {
        byte* header = Header;
        int count = *(ushort*)(header + OffsetOfSectionCount);
        byte* section = header + OffsetOfOptionalHeader + *(ushort*)(header + OffsetOfOptionalHeaderSize);
        for (int i = 0; i < count; i++, section += SectionSize)
        {
            if (new ReadOnlySpan<byte>(section, SectionNameSize).SequenceEqual(name))
            {
                return _start + *(uint*)(section + OffsetOfSectionAddress);
            }
        }

        return null;
    }
}
