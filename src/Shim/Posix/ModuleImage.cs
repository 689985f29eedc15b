using AfUnix.Images;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// An .exe or DLL in memory, and what its headers tell of its C runtime: a table in the section .afunix, which our import library puts there
/// (build/import/runtime.c), and the import table.
/// </summary>
internal readonly unsafe struct ModuleImage(nint module)
{
    /// <summary>No runtime's name is longer.</summary>
    private const int MaxName = 64;

    private readonly PortableImage _image = new(module);

    public nint Module => _image.Module;

    public nuint Size => _image.Size;

    /// <summary>The runtime's functions that were linked into this module, or thunks to those that it imports.</summary>
    /// <returns>False when it has no table, or an empty one.</returns>
    public bool FindLinkedRuntime(out RuntimeFunctions functions)
    {
        byte* section = _image.FindSection(".afunix\0"u8);
        functions = section == null ? default : RuntimeFunctions.Of((RuntimeTable*)section);
        return section != null && functions.AreComplete;
    }

    /// <summary>The runtime DLL that this module imports: the one with this errno, in this thread, or if that is null, the first.</summary>
    /// <returns>0 when there is none.</returns>
    public nint FindImportedRuntime(int* errno)
    {
        var imports = new ImportCursor(_image, delayed: false);
        while (imports.NextLibrary())
        {
            if (!IsRuntime(imports.Library))
            {
                continue;
            }

            nint runtime = ModuleOf(imports.Library);
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
        var changes = new TableChanges();
        var imports = new ImportCursor(_image, delayed: false);
        while (imports.NextLibrary())
        {
            while (imports.NextFunction())
            {
                if (*imports.Slot == original && imports.Function.SequenceEqual(function))
                {
                    changes.Replace(imports.Slot, replacement);
                }
            }
        }

        changes.Apply(); // or not: then its children inherit nothing
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

    private static nint ModuleOf(ReadOnlySpan<byte> name)
    {
        Span<char> wide = stackalloc char[MaxName + 1];
        wide[System.Text.Encoding.Latin1.GetChars(name, wide)] = '\0';
        fixed (char* text = wide)
        fixed (char* ucrt = "ucrtbase.dll")
        {
            nint module = Kernel32.GetModuleHandleW(text);

            // An API set's module is the UCRT itself, but only its own functions may be asked for there under every Windows.
            return module != 0 && name.StartsWith("api-"u8) ? Kernel32.GetModuleHandleW(ucrt) : module;
        }
    }
}
