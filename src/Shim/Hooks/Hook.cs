namespace AfUnix.Hooks;

/// <summary>An exported function that another one is to stand for.</summary>
internal sealed unsafe class Hook(string module, string name, nint replacement, nint* original = null, bool isOptional = false)
{
    public string Module => module;

    public string Name => name;

    public nint Replacement => replacement;

    /// <summary>Where to tell what it really is, before anything is replaced; or null.</summary>
    public nint* Original => original;

    /// <summary>It may be missing: not every Windows exports it there.</summary>
    public bool IsOptional => isOptional;
}
