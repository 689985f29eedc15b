using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>A piece of memory without a name, mapped: another process has it by a handle that was put there or inherited.</summary>
internal unsafe struct AnonymousSection
{
    public nint Handle;
    public byte* Memory;

    /// <summary>Creates one, filled with zeros. False when the system has no memory for it.</summary>
    public static bool TryCreate(long size, out AnonymousSection section, bool isInheritable = false)
    {
        var attributes = new SECURITY_ATTRIBUTES { nLength = (uint)sizeof(SECURITY_ATTRIBUTES), bInheritHandle = isInheritable ? 1 : 0 };
        section = default;
        section.Handle = Kernel32.CreateFileMappingW(-1, &attributes, Win.PAGE_READWRITE, (uint)(size >> 32), (uint)size, null);
        section.Memory = section.Handle == 0 ? null : Map(section.Handle, size);
        if (section.Memory == null)
        {
            section.Close();
        }

        return section.Memory != null;
    }

    /// <summary>Maps what another process has made. Null when the handle is no section's, or one that is smaller; it stays the caller's.</summary>
    /// <param name="size">0: all of it, see <see cref="SizeOf"/>.</param>
    public static byte* Map(nint handle, long size) =>
        (byte*)Kernel32.MapViewOfFile(handle, Win.FILE_MAP_READ | Win.FILE_MAP_WRITE, 0, 0, (nuint)size);

    /// <summary>Bytes of what was mapped as a whole, or some more; 0 of nothing.</summary>
    public static nuint SizeOf(void* memory)
    {
        MEMORY_BASIC_INFORMATION information;
        return memory == null || Kernel32.VirtualQuery(memory, &information, (nuint)sizeof(MEMORY_BASIC_INFORMATION)) == 0 ? 0 : information.RegionSize;
    }

    public static void Unmap(void* memory)
    {
        if (memory != null)
        {
            Kernel32.UnmapViewOfFile(memory);
        }
    }

    public void Close()
    {
        Unmap(Memory);
        if (Handle != 0)
        {
            Kernel32.CloseHandle(Handle);
        }

        this = default;
    }
}
