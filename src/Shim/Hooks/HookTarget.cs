using AfUnix.Images;
using AfUnix.Interop;

namespace AfUnix.Hooks;

/// <summary>Where a hooked function is: the module that really has it, and its place in that one's export table.</summary>
internal sealed unsafe class HookTarget
{
    private readonly uint* _entry;

    private HookTarget(Hook hook, PortableImage home, uint* entry)
    {
        Hook = hook;
        Home = home;
        _entry = entry;
        Original = home.Module + (nint)(*entry);
    }

    public Hook Hook { get; }

    public PortableImage Home { get; }

    public nint Original { get; }

    /// <summary>What everybody gets instead: the replacement, or a jump to it.</summary>
    public nint Address { get; set; }

    /// <summary>The modules whose import tables had it.</summary>
    public List<string> Importers { get; } = [];

    public static HookTarget? Find(Hook hook)
    {
        nint module;
        fixed (char* name = hook.Module)
        {
            // It has to stay: loaded anew, its tables would be new, too.
            if (Kernel32.GetModuleHandleExW(Win.GET_MODULE_HANDLE_EX_FLAG_PIN, name, &module) == 0)
            {
                module = Kernel32.LoadLibraryExW(name, 0, Win.LOAD_LIBRARY_SEARCH_SYSTEM32);
            }
        }

        if (module == 0)
        {
            return null;
        }

        var home = new PortableImage(module);
        var exports = new ExportTable(home);
        byte[] function = [.. System.Text.Encoding.ASCII.GetBytes(hook.Name), 0];
        uint* entry = exports.Find(function.AsSpan(0, function.Length - 1));
        if (entry != null && exports.IsForward(*entry))
        {
            home = HomeOf(module, function, out nint address);
            entry = address == 0 ? null : new ExportTable(home).Find(address);
        }

        return entry == null || *entry == 0 ? null : new HookTarget(hook, home, entry);
    }

    public void AddTo(TableChanges changes) => changes.Replace(_entry, (uint)(Address - Home.Module));

    /// <summary>A forward names a function of another module, often by an API set's name; the loader knows which that is. Who asks for the forward asks there.</summary>
    private static PortableImage HomeOf(nint module, byte[] function, out nint address)
    {
        fixed (byte* name = function)
        {
            address = Kernel32.GetProcAddress(module, name);
            return new PortableImage(LoadedModules.Of(address));
        }
    }
}
