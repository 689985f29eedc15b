using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// Which C runtime a call is about: that of the module which called. Every call asks, so what was found is kept, by the address range of the module,
/// until the loader tells (build/native/entry.c) that the module is gone. A look takes no lock and allocates nothing.
/// </summary>
internal static unsafe class Callers
{
    private readonly record struct Known(nuint Start, nuint Size, CRuntime Runtime);

    private static readonly Lock s_lock = new();
    private static readonly ENTRY_STATE* s_shared = Start();
    private static Known[] s_known = [];
    private static CRuntime[] s_runtimes = [];
    private static int s_unloads;

    /// <summary>The runtime of the module that is calling.</summary>
    public static CRuntime Runtime
    {
        get
        {
            nuint caller = Entry.afunix_caller();
            if (Volatile.Read(ref s_shared->Unloads) == Volatile.Read(ref s_unloads))
            {
                foreach (ref readonly Known known in Volatile.Read(ref s_known).AsSpan())
                {
                    if (caller - known.Start < known.Size)
                    {
                        return known.Runtime;
                    }
                }
            }

            return Find(caller);
        }
    }

    /// <summary>The runtime that an address of code belongs to: that of its module, or the runtime that its module is. Null when it is not known.</summary>
    public static CRuntime? RuntimeOf(nuint code)
    {
        foreach (Known known in Volatile.Read(ref s_known))
        {
            if (code - known.Start < known.Size)
            {
                return known.Runtime;
            }
        }

        return Array.Find(Volatile.Read(ref s_runtimes), runtime => code - (nuint)runtime.Home < new ModuleImage(runtime.Home).Size);
    }

    /// <summary>Every runtime that some module had when it called.</summary>
    public static ReadOnlySpan<CRuntime> Runtimes => Volatile.Read(ref s_runtimes);

    private static ENTRY_STATE* Start()
    {
        ENTRY_STATE* shared = Entry.afunix_shared();
        Volatile.Write(ref shared->Started, 1);
        return shared;
    }

    private static CRuntime Find(nuint caller)
    {
        ForgetTheGone();
        const uint Flags = Win.GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | Win.GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
        nint module;
        bool isCode = Kernel32.GetModuleHandleExW(Flags, (char*)caller, &module) != 0;
        if (!isCode)
        {
            module = Kernel32.GetModuleHandleW(null); // code made at run time belongs to no module: the program's own
        }

        foreach (Known known in Volatile.Read(ref s_known))
        {
            if (known.Start == (nuint)module)
            {
                return known.Runtime;
            }
        }

        // The loader's lock is taken in here, so ours must not be held.
        var image = new ModuleImage(module);
        nint home = FindHome(image, out RuntimeFunctions functions);
        CRuntime runtime;
        lock (s_lock)
        {
            runtime = Remember(image, RuntimeAt(home, functions));
        }

        ProcessCreation.Watch(image);
        ProcessCreation.Watch(new ModuleImage(home));
        InheritedSockets.GiveTo(runtime.Descriptors);
        return runtime;
    }

    /// <summary>The module in which the runtime of a module lies: itself, or a DLL.</summary>
    private static nint FindHome(ModuleImage image, out RuntimeFunctions functions)
    {
        nint program = Kernel32.GetModuleHandleW(null);
        bool isLinked = image.FindLinkedRuntime(out functions);
        nint imported = image.FindImportedRuntime(isLinked ? functions.Errno() : null);
        if (imported == 0 && isLinked)
        {
            return image.Module;
        }

        if (imported == 0 && image.Module != program)
        {
            return FindHome(new ModuleImage(program), out functions); // it has none; whom it works for is likely to be the program
        }

        if (imported == 0)
        {
            // A program without a runtime, or with a static one and without our import library.
            fixed (char* ucrt = "ucrtbase.dll")
            {
                imported = Kernel32.LoadLibraryExW(ucrt, 0, Win.LOAD_LIBRARY_SEARCH_SYSTEM32);
            }
        }

        functions = RuntimeFunctions.Of(imported);
        return imported;
    }

    /// <summary>Under the lock.</summary>
    private static CRuntime RuntimeAt(nint home, in RuntimeFunctions functions)
    {
        foreach (CRuntime runtime in s_runtimes)
        {
            if (runtime.Home == home)
            {
                return runtime;
            }
        }

        var found = new CRuntime(functions, home);
        Volatile.Write(ref s_runtimes, [.. s_runtimes, found]);
        Watch(new ModuleImage(home), 0);
        return found;
    }

    /// <summary>Under the lock.</summary>
    private static CRuntime Remember(ModuleImage image, CRuntime runtime)
    {
        foreach (Known known in s_known)
        {
            if (known.Start == (nuint)image.Module)
            {
                return known.Runtime; // another thread was faster
            }
        }

        Watch(image, runtime.ErrnoFunction);
        Volatile.Write(ref s_known, [.. s_known, new Known((nuint)image.Module, image.Size, runtime)]);
        return runtime;
    }

    /// <summary>Under the lock. Has the loader's notification look out for a module, in a place that is free or in a new one.</summary>
    private static void Watch(ModuleImage image, nint errno)
    {
        KNOWN_MODULE* place = s_shared->Modules;
        while (place != null && place->Base != 0)
        {
            place = place->Next;
        }

        bool isNew = place == null;
        place = isNew ? (KNOWN_MODULE*)NativeMemory.AllocZeroed((nuint)sizeof(KNOWN_MODULE)) : place;
        place->Size = image.Size;
        place->ErrnoOf = errno;
        Volatile.Write(ref place->Gone, 0);
        Volatile.Write(ref place->Base, image.Module);
        if (isNew)
        {
            place->Next = s_shared->Modules;
            Thread.MemoryBarrier();
            s_shared->Modules = place;
        }
    }

    /// <summary>What was unloaded is forgotten. If that was a runtime, nobody can use its descriptors any more: its sockets are closed.</summary>
    private static void ForgetTheGone()
    {
        if (Volatile.Read(ref s_shared->Unloads) == Volatile.Read(ref s_unloads))
        {
            return;
        }

        List<CRuntime> gone = [];
        lock (s_lock)
        {
            int unloads = Volatile.Read(ref s_shared->Unloads);
            for (KNOWN_MODULE* place = s_shared->Modules; place != null && unloads != s_unloads; place = place->Next)
            {
                if (Volatile.Read(ref place->Gone) == 0 || place->Base == 0)
                {
                    continue;
                }

                nint module = place->Base;
                gone.AddRange(Array.FindAll(s_runtimes, runtime => runtime.Home == module));
                Volatile.Write(ref s_known, Array.FindAll(s_known, known => known.Start != (nuint)module && known.Runtime.Home != module));
                Volatile.Write(ref s_runtimes, Array.FindAll(s_runtimes, runtime => runtime.Home != module));
                Volatile.Write(ref place->Base, 0);
            }

            Volatile.Write(ref s_unloads, unloads);
        }

        foreach (CRuntime runtime in gone)
        {
            runtime.Descriptors.Abandon();
        }
    }
}
