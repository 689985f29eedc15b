using System.Text;
using AfUnix.Hooks;
using AfUnix.Images;
using AfUnix.Interop;
using AfUnix.Winsock;

namespace AfUnix.Injection;

/// <summary>In a process that was injected into: puts everything in place, or nothing.</summary>
internal static unsafe class Installation
{
    private static readonly string[] s_winsock = ["ws2_32.dll", "mswsock.dll"];
    private static readonly byte[] s_second = [.. "kernelbase.dll"u8];
    private static int s_begun;

    public static int Install(InstallParameters* parameters)
    {
        if (Interlocked.Exchange(ref s_begun, 1) != 0)
        {
            return (int)InstallStatus.Installed;
        }

        Volatile.Write(ref Entry.afunix_shared()->Started, 1); // from now on a DllMain may call, too
        var installation = new HookInstallation();
        List<Hook> hooks = WinsockHooks();
        HashSet<nint> exempt = WinsockModules();
        if ((parameters->Flags & InstallFlags.NoChildren) == 0)
        {
            hooks.AddRange(ChildProcesses.Prepare(parameters->Flags));
        }

        string? failure = installation.Install(hooks, exempt);
        if (failure == null && parameters->Heritage != 0)
        {
            Heritage.Take(parameters->Heritage);
        }

        if ((parameters->Flags & InstallFlags.Verbose) != 0)
        {
            StandardText.WriteError(failure == null ? Describe(installation.Targets) : $"{Prefix()}nothing is replaced: {failure}\n");
        }

        parameters->SetFailure(failure ?? "");
        return (int)(failure == null ? InstallStatus.Installed : InstallStatus.Failed);
    }

    private static List<Hook> WinsockHooks()
    {
        int count;
        HOOK* all = Entry.afunix_winsock_hooks(&count);
        List<Hook> hooks = [];
        for (int i = 0; i < count; i++)
        {
            bool isSecond = new ReadOnlySpan<byte>(all[i].Module, s_second.Length).SequenceEqual(s_second); // where it may be, too
            hooks.Add(ChildProcesses.HookOf(all[i], null, isSecond));
        }

        return hooks;
    }

    /// <summary>Winsock's own DLLs call each other, and every copy of this DLL calls Winsock: theirs must be the real one.</summary>
    private static HashSet<nint> WinsockModules()
    {
        HashSet<nint> modules = [];
        foreach (nint module in LoadedModules.All())
        {
            string name = LoadedModules.NameOf(module);
            var image = new PortableImage(module);
            bool isOurs = image.Is64Bit && new ExportTable(image).Find("afunix_install"u8) != null;
            if (isOurs || Array.Exists(s_winsock, one => one.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                modules.Add(module);
            }
        }

        return modules;
    }

    private static string Describe(IReadOnlyList<HookTarget> targets)
    {
        string prefix = Prefix();
        var text = new StringBuilder();
        foreach (HookTarget target in targets)
        {
            text.Append(prefix).Append(target.Hook.Module).Append(' ').Append(target.Hook.Name).Append(": exported");
            if (target.Importers.Count > 0)
            {
                text.Append("; imported by ").AppendJoin(", ", target.Importers);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Prefix() => $"afunix-run: {LoadedModules.NameOf(Kernel32.GetModuleHandleW(null))} ({Kernel32.GetCurrentProcessId()}): ";
}
