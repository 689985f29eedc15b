using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// The parent's side of inheritance. CreateProcess stands in the import tables of the modules that use this library, and of their C runtimes, whose _spawn,
/// system and popen are made of it; build/native/children.c puts itself in its place and comes here when a child is to inherit handles. For the time that
/// takes, the sockets' handles are made inheritable; what else the child needs to know goes with them as parcels, in memory that it inherits, too. Other
/// modules' children inherit no sockets: their handles are not inheritable.
/// </summary>
internal static unsafe class ProcessCreation
{
    private static readonly Lock s_lock = new(); // one child at a time: handles are inheritable meanwhile
    private static readonly Lock s_importLock = new();
    private static readonly CHILD_HOOKS* s_hooks = Start();
    private static readonly nint s_kernelBaseA = Find("kernelbase.dll", "CreateProcessA"u8);
    private static readonly nint s_kernelBaseW = Find("kernelbase.dll", "CreateProcessW"u8);

    /// <summary>Has the children of a module inherit. One thread at a time: another one would make read-only again what this one is about to write.</summary>
    public static void Watch(ModuleImage module)
    {
        lock (s_importLock)
        {
            module.ReplaceImport("CreateProcessA"u8, s_hooks->OriginalA, s_hooks->ReplacementA);
            module.ReplaceImport("CreateProcessW"u8, s_hooks->OriginalW, s_hooks->ReplacementW);

            // An API set can lead past kernel32 to where its function really is.
            module.ReplaceImport("CreateProcessA"u8, s_kernelBaseA, s_hooks->ReplacementA);
            module.ReplaceImport("CreateProcessW"u8, s_kernelBaseW, s_hooks->ReplacementW);
        }
    }

    private static CHILD_HOOKS* Start()
    {
        CHILD_HOOKS* hooks = Entry.afunix_child_hooks();
        hooks->OriginalA = Find("kernel32.dll", "CreateProcessA"u8);
        hooks->OriginalW = Find("kernel32.dll", "CreateProcessW"u8);
        hooks->Managed = &Create;
        return hooks;
    }

    private static nint Find(string module, ReadOnlySpan<byte> function)
    {
        fixed (char* name = module)
        fixed (byte* text = function)
        {
            return Kernel32.GetProcAddress(Kernel32.GetModuleHandleW(name), text);
        }
    }

    [UnmanagedCallersOnly]
    private static int Create(int isWide, nuint caller, CREATION* creation)
    {
        try
        {
            return CreateWithSockets(isWide != 0, caller, creation);
        }
        catch (Exception bug)
        {
            System.Diagnostics.Debug.Fail(bug.ToString());
            return CallSystem(isWide != 0, creation);
        }
    }

    private static int CreateWithSockets(bool isWide, nuint caller, CREATION* creation)
    {
        // An extended start can name the handles that are inherited: ours would not be among them.
        DescriptorTable? table = (creation->Flags & Win.EXTENDED_STARTUPINFO_PRESENT) != 0 || creation->Startup == null ? null : Callers.RuntimeOf(caller)?.Descriptors;
        if (table == null || !table.HasAny)
        {
            return CallSystem(isWide, creation);
        }

        lock (s_lock)
        {
            using var heritage = new Heritage(table);
            if (heritage.IsEmpty)
            {
                return CallSystem(isWide, creation);
            }

            return CreateWith(heritage, isWide, creation);
        }
    }

    private static int CreateWith(Heritage heritage, bool isWide, CREATION* creation)
    {
        bool isWideEnvironment = (creation->Flags & Win.CREATE_UNICODE_ENVIRONMENT) != 0;
        using EnvironmentBlock? environment = heritage.Pack()
            ? EnvironmentBlock.With(creation->Environment, isWideEnvironment, InheritedSockets.Variable, heritage.Address)
            : null;
        using Reserved2 descriptors = heritage.DescriptorsFor(creation->Startup);
        CREATION changed = *creation;
        STARTUPINFOW startup = *creation->Startup;
        startup.lpReserved2 = descriptors.Bytes;
        startup.cbReserved2 = descriptors.Size;
        changed.Startup = &startup;
        if (environment != null)
        {
            changed.Flags |= creation->Environment == null ? (uint)Win.CREATE_UNICODE_ENVIRONMENT : 0;
            changed.Environment = environment.Memory;
        }

        int created = CallSystem(isWide, &changed);
        uint error = Kernel32.GetLastError();
        Settle(heritage, created != 0, creation);
        Kernel32.SetLastError(error);
        return created;
    }

    /// <summary>The child is there, or it is not: whatever goes wrong in here must not make it twice.</summary>
    private static void Settle(Heritage heritage, bool created, CREATION* creation)
    {
        try
        {
            if (created)
            {
                heritage.OnGiven((PROCESS_INFORMATION*)creation->Information);
            }
            else
            {
                heritage.TakeBack();
            }
        }
        catch (Exception bug)
        {
            System.Diagnostics.Debug.Fail(bug.ToString());
        }
    }

    private static int CallSystem(bool isWide, CREATION* c)
    {
        var original = (delegate* unmanaged<void*, void*, void*, void*, int, uint, void*, void*, void*, void*, int>)(isWide ? s_hooks->OriginalW : s_hooks->OriginalA);
        return original(c->Application, c->Command, c->Process, c->Thread, c->Inherit, c->Flags, c->Environment, c->Folder, c->Startup, c->Information);
    }

    /// <summary>What one child gets: each socket that a descriptor of the caller's runtime has, unless FD_CLOEXEC says otherwise.</summary>
    private sealed class Heritage(DescriptorTable table) : IDisposable
    {
        private readonly List<(int Descriptor, SocketDescription Socket, nint Placeholder, bool CloseOnExec)> _all = table.HoldAll();
        private readonly Dictionary<SocketDescription, int> _packed = []; // and in which parcel
        private readonly InheritingCourier _courier = new();
        private readonly List<nint> _placeholders = []; // that were made inheritable for this child
        private readonly Dictionary<int, nint> _given = []; // descriptors, and the handles behind them
        private AnonymousSection _section;

        public bool IsEmpty => _all.Count == 0;

        /// <summary>Where the child finds it.</summary>
        public string Address => $"{_section.Handle:X},{Memory->Nonce:X}";

        private Inheritance* Memory => (Inheritance*)_section.Memory;

        /// <returns>False when there is nothing to inherit, or no memory for it.</returns>
        public bool Pack()
        {
            int count = _all.FindAll(static one => !one.CloseOnExec).Count;
            if (count == 0 || !AnonymousSection.TryCreate(sizeof(Inheritance) + (long)count * sizeof(Parcel), out _section, isInheritable: true))
            {
                return false;
            }

            foreach ((int descriptor, SocketDescription socket, nint placeholder, bool closeOnExec) in _all)
            {
                if (!closeOnExec)
                {
                    PackOne(descriptor, socket, placeholder);
                }
            }

            ulong nonce = 0;
            RandomNumberGenerator.Fill(new Span<byte>(&nonce, sizeof(ulong)));
            Memory->Nonce = nonce;
            Memory->Magic = Inheritance.InheritanceMagic;
            return true;
        }

        /// <summary>The descriptors that the child's C runtime is to have.</summary>
        public Reserved2 DescriptorsFor(STARTUPINFOW* startup)
        {
            var descriptors = new Reserved2(startup, _all[^1].Descriptor);
            foreach ((int descriptor, _, _, _) in _all)
            {
                if (_given.TryGetValue(descriptor, out nint placeholder))
                {
                    descriptors.Set(descriptor, placeholder);
                }
                else
                {
                    descriptors.Clear(descriptor);
                }
            }

            return descriptors;
        }

        public void OnGiven(PROCESS_INFORMATION* child)
        {
            foreach (SocketDescription socket in _packed.Keys)
            {
                socket.OnGiven(child->dwProcessId, ProcessIdentity.StartOf(child->hProcess));
            }
        }

        public void TakeBack()
        {
            foreach (SocketDescription socket in _packed.Keys)
            {
                socket.TakeBack();
            }
        }

        public void Dispose()
        {
            uint error = Kernel32.GetLastError(); // is the creation's
            _courier.Dispose();
            _placeholders.FindAll(CRuntime.SeemsPlaceholder).ForEach(static handle => Kernel32.SetHandleInformation(handle, Win.HANDLE_FLAG_INHERIT, 0));
            _all.ForEach(static one => one.Socket.Release());
            _section.Close();
            Kernel32.SetLastError(error);
        }

        /// <summary>What can't be packed just now, because another thread is in the middle of connect(), the child does without.</summary>
        private void PackOne(int descriptor, SocketDescription socket, nint placeholder)
        {
            Parcel* parcel = (Parcel*)(_section.Memory + sizeof(Inheritance)) + Memory->Count;
            bool isDuplicate = _packed.TryGetValue(socket, out int original);
            if (!BringPlaceholder(placeholder))
            {
                return;
            }

            if (isDuplicate)
            {
                *parcel = default;
                parcel->Magic = Parcel.FullMagic;
                parcel->DuplicateOf = (short)(original + 1);
            }
            else if (socket.Pack(parcel, _courier) != Errno.None)
            {
                return;
            }
            else
            {
                _packed.Add(socket, Memory->Count);
            }

            parcel->Descriptor = descriptor;
            parcel->Placeholder = placeholder;
            _given.Add(descriptor, placeholder);
            Memory->Count++;
        }

        /// <summary>No descriptor holds this handle for us: another thread may close it meanwhile, and another object have its number. So it is looked at.</summary>
        private bool BringPlaceholder(nint handle)
        {
            uint flags;
            if (!CRuntime.SeemsPlaceholder(handle) || Kernel32.GetHandleInformation(handle, &flags) == 0)
            {
                return false;
            }

            if ((flags & Win.HANDLE_FLAG_INHERIT) == 0)
            {
                _placeholders.Add(handle);
                return Kernel32.SetHandleInformation(handle, Win.HANDLE_FLAG_INHERIT, Win.HANDLE_FLAG_INHERIT) != 0;
            }

            return true;
        }
    }
}
