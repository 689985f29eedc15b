using AfUnix.Images;
using AfUnix.Interop;

namespace AfUnix.Hooks;

/// <summary>
/// Puts functions of ours in place of a system DLL's, for the whole process. No code is patched: what changes is where callers find the address.
///   - The DLL's export table: what GetProcAddress, delayed imports and the imports of whatever is loaded later are resolved with.
///   - The import tables of the modules that are loaded already: every slot that holds the function's address, however it was bound.
/// Our own imports stay as they are, and so the originals are simply what we import.
///
/// All or none: everything is found and prepared first, and then written (TableChanges); what fails leaves the process as it was.
/// </summary>
internal sealed class HookInstallation
{
    private readonly List<HookTarget> _targets = [];
    private readonly Dictionary<nint, HookTarget> _byOriginal = [];
    private readonly HashSet<(nint Module, nint Replacement)> _replaced = [];
    private readonly Dictionary<nint, RelayPage> _relays = []; // by module
    private readonly TableChanges _changes = new();

    public IReadOnlyList<HookTarget> Targets => _targets;

    /// <param name="exempt">Modules whose own calls must not be replaced.</param>
    /// <returns>Null, or what failed.</returns>
    public string? Install(IEnumerable<Hook> hooks, IReadOnlyCollection<nint> exempt)
    {
        try
        {
            string? failure = FindAll(hooks) ?? PlaceAll();
            if (failure != null)
            {
                return failure;
            }

            failure = FindImporters(exempt) ?? (_changes.Apply() ? null : "the tables of a module can't be written");
            if (failure != null)
            {
                return failure;
            }

            foreach (RelayPage page in _relays.Values)
            {
                page.Keep();
            }

            return null;
        }
        finally
        {
            foreach (RelayPage page in _relays.Values)
            {
                page.Dispose();
            }
        }
    }

    private unsafe string? FindAll(IEnumerable<Hook> hooks)
    {
        foreach (Hook hook in hooks)
        {
            HookTarget? target = HookTarget.Find(hook);
            if (target == null)
            {
                if (hook.IsOptional)
                {
                    continue;
                }

                return $"{hook.Module} has no {hook.Name}";
            }

            if (hook.Original != null)
            {
                *hook.Original = target.Original;
            }

            // A forward and what it leads to are one function.
            if (_byOriginal.TryAdd(target.Original, target))
            {
                _targets.Add(target);
                _replaced.Add((target.Home.Module, hook.Replacement));
            }
        }

        return null;
    }

    private string? PlaceAll()
    {
        foreach (HookTarget target in _targets)
        {
            nint replacement = target.Hook.Replacement;
            target.Address = new ExportTable(target.Home).CanHold(replacement) ? replacement : RelayTo(replacement, target.Home);
            if (target.Address == 0)
            {
                return $"there is no memory near {target.Hook.Module}";
            }

            target.AddTo(_changes);
        }

        foreach (RelayPage page in _relays.Values)
        {
            if (!page.Seal())
            {
                return "memory can't be made executable";
            }
        }

        return null;
    }

    private nint RelayTo(nint replacement, PortableImage home)
    {
        if (!_relays.TryGetValue(home.Module, out RelayPage? page))
        {
            page = RelayPage.Above(home);
            if (page == null)
            {
                return 0;
            }

            _relays.Add(home.Module, page);
        }

        return page.Add(replacement);
    }

    private string? FindImporters(IReadOnlyCollection<nint> exempt)
    {
        ReadOnlySpan<nint> modules = LoadedModules.All();
        if (modules.IsEmpty)
        {
            return $"its modules are not known (error {Kernel32.GetLastError()})";
        }

        foreach (nint module in modules)
        {
            var image = new PortableImage(module);
            if (image.Is64Bit && !System.Linq.Enumerable.Contains(exempt, module))
            {
                FindImports(image, delayed: false);
                FindImports(image, delayed: true);
            }
        }

        return null;
    }

    private unsafe void FindImports(PortableImage image, bool delayed)
    {
        string? name = null;
        var imports = new ImportCursor(image, delayed);
        while (imports.NextLibrary())
        {
            while (imports.NextFunction())
            {
                // A module whose own function of that name is replaced comes here from that one, which is our way to the original.
                if (_byOriginal.TryGetValue(*imports.Slot, out HookTarget? target) && !_replaced.Contains((image.Module, target.Hook.Replacement)))
                {
                    _changes.Replace(imports.Slot, target.Address);
                    target.Importers.Add(name ??= LoadedModules.NameOf(image.Module));
                }
            }
        }
    }
}
