using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>The table of build/import/runtime.c, as it lies in a module.</summary>
internal unsafe struct RuntimeTable
{
    public uint Size;
    public uint Zero;

    /// <summary>Stands where the module's runtime lacks a function.</summary>
    public void* Nothing;
    public RuntimeFunctions Functions;
}

/// <summary>What this library calls of a C runtime, in the order of build/import/runtime.c.</summary>
internal unsafe struct RuntimeFunctions
{
    public delegate* unmanaged<int*> Errno;
    public delegate* unmanaged<nint, int, int> OpenOsfHandle;
    public delegate* unmanaged<int, nint> GetOsfHandle;
    public delegate* unmanaged<int, int> Close;
    public delegate* unmanaged<int, void*, uint, int> Read;
    public delegate* unmanaged<int, void*, uint, int> Write;
    public delegate* unmanaged<int, int> Dup;
    public delegate* unmanaged<int, int, int> Dup2;
    public delegate* unmanaged<byte*, int> Unlink;
    public delegate* unmanaged<int, int, int> SetMode;

    /// <summary>Null in msvcrt.dll, which has no such handler.</summary>
    public delegate* unmanaged<nint, nint> SetThreadLocalInvalidParameterHandler;

    /// <summary>All that is needed is there.</summary>
    public readonly bool AreComplete => Errno != null && OpenOsfHandle != null && GetOsfHandle != null && Close != null && Read != null && Write != null
        && Dup != null && Dup2 != null && Unlink != null && SetMode != null;

    /// <summary>Those of a runtime that is a DLL.</summary>
    public static RuntimeFunctions Of(nint module) => new()
    {
        Errno = (delegate* unmanaged<int*>)Find(module, "_errno"u8),
        OpenOsfHandle = (delegate* unmanaged<nint, int, int>)Find(module, "_open_osfhandle"u8),
        GetOsfHandle = (delegate* unmanaged<int, nint>)Find(module, "_get_osfhandle"u8),
        Close = (delegate* unmanaged<int, int>)Find(module, "_close"u8),
        Read = (delegate* unmanaged<int, void*, uint, int>)Find(module, "_read"u8),
        Write = (delegate* unmanaged<int, void*, uint, int>)Find(module, "_write"u8),
        Dup = (delegate* unmanaged<int, int>)Find(module, "_dup"u8),
        Dup2 = (delegate* unmanaged<int, int, int>)Find(module, "_dup2"u8),
        Unlink = (delegate* unmanaged<byte*, int>)Find(module, "_unlink"u8),
        SetMode = (delegate* unmanaged<int, int, int>)Find(module, "_setmode"u8),
        SetThreadLocalInvalidParameterHandler = (delegate* unmanaged<nint, nint>)Find(module, "_set_thread_local_invalid_parameter_handler"u8),
    };

    /// <summary>Those that a module was linked with; none from a table that is shorter than ours.</summary>
    public static RuntimeFunctions Of(RuntimeTable* table)
    {
        RuntimeFunctions functions = default;
        if (table->Size < sizeof(RuntimeTable))
        {
            return functions;
        }

        functions = table->Functions;
        void** each = (void**)&functions;
        for (int i = 0; i < sizeof(RuntimeFunctions) / sizeof(void*); i++)
        {
            each[i] = each[i] == table->Nothing ? null : each[i];
        }

        return functions;
    }

    private static void* Find(nint module, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
        {
            return (void*)Kernel32.GetProcAddress(module, text);
        }
    }
}
