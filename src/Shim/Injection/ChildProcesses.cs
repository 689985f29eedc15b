using System.Runtime.InteropServices;
using AfUnix.Hooks;
using AfUnix.Interop;
using AfUnix.Winsock;

namespace AfUnix.Injection;

/// <summary>
/// The children of a process that was injected into. build/native/processes.c stands for every function that makes one, and comes here: the child is made
/// suspended, injected into and let go. To the caller nothing has changed; a child that can't be injected into runs without.
/// </summary>
internal static unsafe class ChildProcesses
{
    private static InstallFlags s_flags; // which the children inherit

    public static IEnumerable<Hook> Prepare(InstallFlags flags)
    {
        s_flags = flags;
        PROCESS_HOOKS* hooks = Entry.afunix_process_hooks();
        hooks->Managed = &Create;
        List<Hook> all = [];
        for (int i = 0; i < hooks->Count; i++)
        {
            all.Add(HookOf(hooks->All[i].Hook, &hooks->All[i].Original, isOptional: true));
        }

        return all;
    }

    public static Hook HookOf(in HOOK native, nint* original, bool isOptional) =>
        new(Marshal.PtrToStringUTF8((nint)native.Module)!, Marshal.PtrToStringUTF8((nint)native.Name)!, native.Replacement, original, isOptional);

    [UnmanagedCallersOnly]
    private static nint Create(PROCESS_HOOK* hook, nint* arguments)
    {
        bool isLeftSuspended = (arguments[hook->Flags] & Win.CREATE_SUSPENDED) != 0;
        arguments[hook->Flags] |= Win.CREATE_SUSPENDED;
        nint created = Call(hook, arguments);
        uint error = Kernel32.GetLastError();
        if ((int)created != 0)
        {
            var child = (PROCESS_INFORMATION*)arguments[hook->Information];
            TryInject(*child);
            if (!isLeftSuspended)
            {
                Kernel32.ResumeThread(child->hThread);
            }
        }

        Kernel32.SetLastError(error);
        return created;
    }

    private static void TryInject(in PROCESS_INFORMATION child)
    {
        try
        {
            string? reason = ProgramFile.ReasonAgainst(child.hProcess);
            if (reason == null && Injector.Inject(child, s_flags, Heritage.Give(child.hProcess, child.dwProcessId), 0) == 0)
            {
                reason = $"it can't be written to (error {Kernel32.GetLastError()})";
            }

            if (reason != null && (s_flags & InstallFlags.Verbose) != 0)
            {
                StandardText.WriteError($"afunix-run: process {child.dwProcessId} runs without AF_UNIX: {reason}\n");
            }
        }
        catch (Exception bug)
        {
            System.Diagnostics.Debug.Fail(bug.ToString());
        }
    }

    private static nint Call(PROCESS_HOOK* hook, nint* a)
    {
        var original = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint>)hook->Original;
        return original(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]);
    }
}
