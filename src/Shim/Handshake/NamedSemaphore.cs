using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>
/// A token: a named semaphore whose existence proves that its creator knows the secret. Its count keeps the 2002 design's books: a server's count
/// equals its handles; a client's equals its handles less one until accept releases it once more, so that only the last close of a client that
/// nobody has seen yet would have to wait.
/// </summary>
internal static unsafe class NamedSemaphore
{
    /// <summary>What it takes to look at a token: the DACL guards it, as it does the right to change one, but not always SYNCHRONIZE.</summary>
    public const uint ToLook = Ntdll.SEMAPHORE_QUERY_STATE | Win.READ_CONTROL;

    /// <summary>What it takes to release a token or to take a place in a backlog.</summary>
    public const uint ToChange = ToLook | Win.SEMAPHORE_MODIFY_STATE | Win.SYNCHRONIZE;

    /// <summary>Creates a token that must not exist yet.</summary>
    /// <returns>None, EEXIST when the name is taken, or what the system says.</returns>
    public static Errno Create(ObjectRole role, in Secret secret, ushort serverPort, ClientEndpoint client, int initialCount, nint guard, out nint handle)
    {
        var attributes = new SECURITY_ATTRIBUTES { nLength = (uint)sizeof(SECURITY_ATTRIBUTES), lpSecurityDescriptor = (void*)guard };
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Global, role, secret, serverPort, client);
        handle = Kernel32.CreateSemaphoreW(&attributes, initialCount, int.MaxValue, name);
        uint error = Kernel32.GetLastError();
        if (handle == 0 && error == Win.ERROR_ACCESS_DENIED)
        {
            // An app container has no global namespace; or the name is another user's, and then it can't be opened here either.
            ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Local, role, secret, serverPort, client);
            handle = Kernel32.CreateSemaphoreW(&attributes, initialCount, int.MaxValue, name);
            error = Kernel32.GetLastError();
        }

        if (handle == 0)
        {
            return ErrorMap.FromWin32(error);
        }

        if (error == Win.ERROR_ALREADY_EXISTS)
        {
            Kernel32.CloseHandle(handle);
            handle = 0;
            return Errno.EEXIST;
        }

        return Errno.None;
    }

    /// <summary>Opens an existing token; 0 when there is none that this user may open.</summary>
    public static nint Open(ObjectRole role, in Secret secret, ushort serverPort, ClientEndpoint client, uint rights)
    {
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Global, role, secret, serverPort, client);
        nint handle = Kernel32.OpenSemaphoreW(rights, 0, name);
        if (handle == 0)
        {
            ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Local, role, secret, serverPort, client);
            handle = Kernel32.OpenSemaphoreW(rights, 0, name);
        }

        return handle;
    }

    /// <summary>Whether a handle that came from elsewhere is a semaphore's.</summary>
    public static bool IsOne(nint handle)
    {
        SEMAPHORE_BASIC_INFORMATION information;
        return handle != 0 && Ntdll.NtQuerySemaphore(
            handle, Ntdll.SemaphoreBasicInformation, &information, (uint)sizeof(SEMAPHORE_BASIC_INFORMATION), null) == Win.STATUS_SUCCESS;
    }

    /// <summary>The count; 0 when it can't be read.</summary>
    public static int CountOf(nint handle)
    {
        SEMAPHORE_BASIC_INFORMATION information;
        int status = Ntdll.NtQuerySemaphore(handle, Ntdll.SemaphoreBasicInformation, &information, (uint)sizeof(SEMAPHORE_BASIC_INFORMATION), null);
        return status == Win.STATUS_SUCCESS ? information.CurrentCount : 0;
    }
}
