using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>Finds the C runtime that the program's .exe is linked with, in its import table.</summary>
internal static unsafe class HostModule
{
    // Offsets in the headers of a 64-bit image: the PE format's, of winnt.h.
    private const int OffsetOfNewHeader = 0x3C;
    private const int OffsetOfImportDirectory = 0x90;
    private const int ImportDescriptorSize = 20;
    private const int OffsetOfImportName = 12;
    private const uint Search = Win.LOAD_LIBRARY_SEARCH_SYSTEM32;

    /// <summary>No runtime's name is longer.</summary>
    private const int MaxName = 64;

    /// <summary>The module of the host's runtime. A program with a static runtime gets the system's UCRT, which then has descriptors and an errno of its own.</summary>
    public static nint FindRuntime()
    {
        var image = (byte*)Kernel32.GetModuleHandleW(null);
        byte* header = image + *(int*)(image + OffsetOfNewHeader);
        uint imports = *(uint*)(header + OffsetOfImportDirectory);
        for (byte* entry = image + imports; imports != 0 && *(uint*)(entry + OffsetOfImportName) != 0; entry += ImportDescriptorSize)
        {
            byte* name = image + *(uint*)(entry + OffsetOfImportName);
            if (IsRuntime(new ReadOnlySpan<byte>(name, LengthOf(name))))
            {
                nint module = ModuleOf(name);
                if (module != 0)
                {
                    return module;
                }
            }
        }

        fixed (char* name = "ucrtbase.dll")
        {
            return Kernel32.LoadLibraryExW(name, 0, Search);
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
