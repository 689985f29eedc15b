using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// An .exe or DLL in memory, and what its headers tell of its C runtime: a table in the section .afunix, which our import library puts there
/// (build/import/runtime.c), and the import table.
/// </summary>
internal readonly unsafe struct ModuleImage(nint module)
{
    // Offsets in the headers of a 64-bit image: the PE format's, of winnt.h.
    private const int OffsetOfNewHeader = 0x3C;
    private const int OffsetOfSectionCount = 0x06;
    private const int OffsetOfOptionalHeaderSize = 0x14;
    private const int OffsetOfOptionalHeader = 0x18;
    private const int OffsetOfImageSize = 0x50;
    private const int OffsetOfImportDirectory = 0x90;
    private const int SectionSize = 40;
    private const int SectionNameSize = 8;
    private const int OffsetOfSectionAddress = 12;
    private const int ImportDescriptorSize = 20;
    private const int OffsetOfImportName = 12;

    /// <summary>No runtime's name is longer.</summary>
    private const int MaxName = 64;

    private readonly byte* _image = (byte*)module;

    public nint Module => (nint)_image;

    public nuint Size => *(uint*)(Header + OffsetOfImageSize);

    private byte* Header => _image + *(int*)(_image + OffsetOfNewHeader);

    /// <summary>The runtime's functions that were linked into this module, or thunks to those that it imports.</summary>
    /// <returns>False when it has no table, or an empty one.</returns>
    public bool FindLinkedRuntime(out RuntimeFunctions functions)
    {
        byte* header = Header;
        int count = *(ushort*)(header + OffsetOfSectionCount);
        byte* section = header + OffsetOfOptionalHeader + *(ushort*)(header + OffsetOfOptionalHeaderSize);
        for (int i = 0; i < count; i++, section += SectionSize)
        {
            if (new ReadOnlySpan<byte>(section, SectionNameSize).SequenceEqual(".afunix\0"u8))
            {
                functions = RuntimeFunctions.Of((RuntimeTable*)(_image + *(uint*)(section + OffsetOfSectionAddress)));
                return functions.AreComplete;
            }
        }

        functions = default;
        return false;
    }

    /// <summary>The runtime DLL that this module imports: the one with this errno, in this thread, or if that is null, the first.</summary>
    /// <returns>0 when there is none.</returns>
    public nint FindImportedRuntime(int* errno)
    {
        uint imports = *(uint*)(Header + OffsetOfImportDirectory);
        for (byte* entry = _image + imports; imports != 0 && *(uint*)(entry + OffsetOfImportName) != 0; entry += ImportDescriptorSize)
        {
            byte* name = _image + *(uint*)(entry + OffsetOfImportName);
            if (!IsRuntime(new ReadOnlySpan<byte>(name, LengthOf(name))))
            {
                continue;
            }

            nint runtime = ModuleOf(name);
            RuntimeFunctions functions = runtime == 0 ? default : RuntimeFunctions.Of(runtime);
            if (functions.AreComplete && (errno == null || functions.Errno() == errno))
            {
                return runtime;
            }
        }

        return 0;
    }

    /// <summary>Puts another function where this module has imported one: for all its calls, from now on.</summary>
    /// <param name="original">What has to stand there; another tool's replacement is left alone.</param>
    public void ReplaceImport(ReadOnlySpan<byte> function, nint original, nint replacement)
    {
        const int OffsetOfLookup = 0;
        const int OffsetOfAddresses = 16;
        const long ByOrdinal = long.MinValue;
        const int OffsetOfNameInHint = 2;
        uint imports = *(uint*)(Header + OffsetOfImportDirectory);
        for (byte* entry = _image + imports; imports != 0 && *(uint*)(entry + OffsetOfImportName) != 0; entry += ImportDescriptorSize)
        {
            long* lookup = (long*)(_image + *(uint*)(entry + OffsetOfLookup));
            nint* addresses = (nint*)(_image + *(uint*)(entry + OffsetOfAddresses));
            for (int i = 0; *(uint*)(entry + OffsetOfLookup) != 0 && lookup[i] != 0; i++)
            {
                byte* name = _image + lookup[i] + OffsetOfNameInHint;
                if ((lookup[i] & ByOrdinal) == 0 && addresses[i] == original && new ReadOnlySpan<byte>(name, LengthOf(name)).SequenceEqual(function))
                {
                    Write(addresses + i, replacement);
                }
            }
        }
    }

    /// <summary>Whether a DLL of this name is a Microsoft C runtime: the system's, Visual C++ 2002 to 2013, or the UCRT under its own or an API set's name.</summary>
    public static bool IsRuntime(ReadOnlySpan<byte> name)
    {
        Span<byte> lower = stackalloc byte[MaxName];
        if (name.Length > lower.Length)
        {
            return false;
        }

        System.Text.Ascii.ToLower(name, lower, out int length);
        lower = lower[..length];
        return lower.StartsWith("msvcrt"u8) || lower.StartsWith("msvcr"u8) || lower.StartsWith("ucrtbase"u8) || lower.StartsWith("api-ms-win-crt-"u8);
    }

    /// <summary>Import tables are read-only once the loader has filled them.</summary>
    private static void Write(nint* place, nint value)
    {
        uint before;
        if (Kernel32.VirtualProtect(place, (nuint)sizeof(nint), Win.PAGE_READWRITE, &before) != 0)
        {
            Volatile.Write(ref *place, value);
            Kernel32.VirtualProtect(place, (nuint)sizeof(nint), before, &before);
        }
    }

    private static nint ModuleOf(byte* name)
    {
        char* wide = stackalloc char[MaxName + 1];
        int length = LengthOf(name);
        for (int i = 0; i < length; i++)
        {
            wide[i] = (char)name[i];
        }

        wide[length] = '\0';
        nint module = Kernel32.GetModuleHandleW(wide);
        if (module != 0 && new ReadOnlySpan<byte>(name, length).StartsWith("api-"u8))
        {
            // An API set's module is the UCRT itself, but only its own functions may be asked for there under every Windows.
            fixed (char* ucrt = "ucrtbase.dll")
            {
                module = Kernel32.GetModuleHandleW(ucrt);
            }
        }

        return module;
    }

    private static int LengthOf(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        return length;
    }
}
