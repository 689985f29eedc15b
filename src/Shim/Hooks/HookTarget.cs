using AfUnix.Images;
using AfUnix.Interop;

namespace AfUnix.Hooks;

/// <summary>Where a hooked function is: the module that really has it, and its place in that one's export table.</summary>
internal sealed unsafe class HookTarget
{
    private const int MostForwards = 8;

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

    /// <summary>A forward names another module's function, and who asks for the forward asks there; but only a text says where, for what stands there may be another's hook.</summary>
    public static HookTarget? Find(Hook hook)
    {
        string module = hook.Module;
        byte[] function = System.Text.Encoding.ASCII.GetBytes(hook.Name);
        for (int forwards = 0; forwards < MostForwards; forwards++)
        {
            nint found = Load(module);
            if (found == 0)
            {
                return null;
            }

            var home = new PortableImage(found);
            var exports = new ExportTable(home);
            uint* entry = exports.Find(function);
            if (entry == null || *entry == 0)
            {
                return null;
            }

            if (!exports.IsForward(*entry))
            {
                return new HookTarget(hook, home, entry);
            }

            ReadOnlySpan<byte> forward = home.Text(*entry);
            int dot = Math.Max(forward.LastIndexOf((byte)'.'), 0);
            module = $"{System.Text.Encoding.ASCII.GetString(forward[..dot])}.dll";
            function = [.. forward[(dot + 1)..]];
        }

        return null;
    }

    public void AddTo(TableChanges changes) => changes.Replace(_entry, (uint)(Address - Home.Module));

    /// <summary>It has to stay: loaded anew, its tables would be new, too.</summary>
    private static nint Load(string name)
    {
        fixed (char* text = name)
        {
            nint module;
            return Kernel32.GetModuleHandleExW(Win.GET_MODULE_HANDLE_EX_FLAG_PIN, text, &module) != 0
                ? module
                : Kernel32.LoadLibraryExW(text, 0, Win.LOAD_LIBRARY_SEARCH_SYSTEM32);
        }
    }
}
