using AfUnix.Interop;

namespace AfUnix.Hooks;

/// <summary>The modules that this process has loaded now, without those that can't be looked at.</summary>
internal static unsafe class LoadedModules
{
    private const int UsualPath = 512;
    private const int MaxPath = 32768;

    public static ReadOnlySpan<nint> All()
    {
        nint[] modules = new nint[256];
        while (true)
        {
            uint needed;
            fixed (nint* first = modules)
            {
                if (Kernel32.K32EnumProcessModules(Kernel32.GetCurrentProcess(), first, (uint)(modules.Length * sizeof(nint)), &needed) == 0)
                {
                    return default;
                }
            }

            int count = (int)(needed / (uint)sizeof(nint));
            if (count <= modules.Length)
            {
                return Array.FindAll(modules[..count], static module => !IsHidden(module));
            }

            modules = new nint[count * 2];
        }
    }

    /// <summary>Some make their header unreadable, lest they be copied.</summary>
    private static bool IsHidden(nint module)
    {
        const uint Hidden = Win.PAGE_NOACCESS | Win.PAGE_GUARD | Win.PAGE_EXECUTE;
        MEMORY_BASIC_INFORMATION memory;
        return Kernel32.VirtualQuery((void*)module, &memory, (nuint)sizeof(MEMORY_BASIC_INFORMATION)) == 0
            || memory.State != Win.MEM_COMMIT || (memory.Protect & Hidden) != 0;
    }

    /// <summary>The module that has an address.</summary>
    public static nint Of(nint address)
    {
        const uint Flags = Win.GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | Win.GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
        nint module;
        return Kernel32.GetModuleHandleExW(Flags, (char*)address, &module) != 0 ? module : 0;
    }

    public static string PathOf(nint module)
    {
        char* usual = stackalloc char[UsualPath];
        int length = (int)Kernel32.GetModuleFileNameW(module, usual, UsualPath);
        if (length < UsualPath)
        {
            return new string(usual, 0, length);
        }

        fixed (char* longer = new char[MaxPath])
        {
            return new string(longer, 0, (int)Kernel32.GetModuleFileNameW(module, longer, MaxPath));
        }
    }

    public static string NameOf(nint module)
    {
        string path = PathOf(module);
        return path[(path.LastIndexOf('\\') + 1)..];
    }
}
