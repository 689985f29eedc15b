using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Handshake;

/// <summary>A piece of memory with a name made from the secret, mapped: what others may do with it is in its security descriptor.</summary>
internal unsafe struct NamedSection
{
    public nint Handle;
    public byte* Memory;

    /// <summary>Creates a section that must not exist yet, filled with zeros.</summary>
    /// <returns>None; EEXIST when the name is taken; ENOMEM; what the system says.</returns>
    public static Errno Create(ObjectRole role, in Secret secret, ushort serverPort, ClientEndpoint client, int size, nint guard, out NamedSection section)
    {
        section = default;
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Global, role, secret, serverPort, client);
        Errno error = CreateNamed(name, size, guard, ref section);
        if (error == Errno.EACCES)
        {
            // Outside session 0 a section in the global namespace takes a privilege that users don't have.
            ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Local, role, secret, serverPort, client);
            error = CreateNamed(name, size, guard, ref section);
        }

        return error;
    }

    /// <summary>Opens a section by name, when there is one that this user may open.</summary>
    /// <param name="access">FILE_MAP_READ, FILE_MAP_WRITE or both.</param>
    public static bool TryOpen(
        ObjectRole role, in Secret secret, ushort serverPort, ClientEndpoint client, int size, uint access, out NamedSection section)
    {
        section = default;
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Global, role, secret, serverPort, client);
        section.Handle = Kernel32.OpenFileMappingW(access | Win.READ_CONTROL, 0, name);
        if (section.Handle == 0)
        {
            ObjectName.Write(new(name, ObjectName.MaxLength), ObjectName.Local, role, secret, serverPort, client);
            section.Handle = Kernel32.OpenFileMappingW(access | Win.READ_CONTROL, 0, name);
        }

        return section.Handle != 0 && section.Map(size, access);
    }

    /// <summary>Creates the section of an abstract name.</summary>
    /// <returns>None; EEXIST when the name is taken, be it by a user who keeps it from us; ENOMEM; what the system says.</returns>
    public static Errno CreateAbstract(ReadOnlySpan<byte> socket, char type, int size, nint guard, out NamedSection section)
    {
        section = default;
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.WriteAbstract(new(name, ObjectName.MaxLength), ObjectName.Local, type, socket);
        if (IsTaken(name))
        {
            return Errno.EEXIST; // by a process of this session that may not make names of the machine
        }

        ObjectName.WriteAbstract(new(name, ObjectName.MaxLength), ObjectName.Global, type, socket);
        Errno error = CreateNamed(name, size, guard, ref section);
        for (int tries = 0; error == Errno.EACCES && tries < 2; tries++)
        {
            // The name is another user's, or the namespace is closed to us.
            if (IsTaken(name))
            {
                return Errno.EEXIST;
            }

            if (tries == 0)
            {
                ObjectName.WriteAbstract(new(name, ObjectName.MaxLength), ObjectName.Local, type, socket);
                error = CreateNamed(name, size, guard, ref section);
            }
        }

        return error;
    }

    /// <summary>Opens the section of an abstract name for reading. Of two, one of the machine and one of the session, the one that is this user's.</summary>
    /// <returns>ECONNREFUSED when there is none; EACCES when it may not be read.</returns>
    public static Errno OpenAbstract(ReadOnlySpan<byte> socket, char type, int size, out NamedSection section)
    {
        Errno error = OpenAbstract(ObjectName.Global, socket, type, size, out section);
        if (error == Errno.None && ObjectGuard.OwnerOf(section.Handle).Equals(ObjectGuard.Self))
        {
            return Errno.None;
        }

        Errno second = OpenAbstract(ObjectName.Local, socket, type, size, out NamedSection local);
        if (second != Errno.None)
        {
            return error == Errno.ECONNREFUSED ? second : error;
        }

        if (error == Errno.None && !ObjectGuard.OwnerOf(local.Handle).Equals(ObjectGuard.Self))
        {
            local.Close();
            return Errno.None;
        }

        section.Close();
        section = local;
        return Errno.None;
    }

    /// <summary>There is a section of this name, be it one that may not be opened.</summary>
    private static bool IsTaken(char* name)
    {
        nint other = Kernel32.OpenFileMappingW(Win.FILE_MAP_READ, 0, name);
        if (other == 0)
        {
            return Kernel32.GetLastError() == Win.ERROR_ACCESS_DENIED;
        }

        Kernel32.CloseHandle(other);
        return true;
    }

    private static Errno OpenAbstract(ReadOnlySpan<char> scope, ReadOnlySpan<byte> socket, char type, int size, out NamedSection section)
    {
        const uint Access = Win.FILE_MAP_READ | Win.READ_CONTROL;
        section = default;
        char* name = stackalloc char[ObjectName.MaxLength];
        ObjectName.WriteAbstract(new(name, ObjectName.MaxLength), scope, type, socket);
        section.Handle = Kernel32.OpenFileMappingW(Access, 0, name);
        return section.Handle == 0
            ? Kernel32.GetLastError() == Win.ERROR_ACCESS_DENIED ? Errno.EACCES : Errno.ECONNREFUSED
            : section.Map(size, Win.FILE_MAP_READ) ? Errno.None : Errno.ECONNREFUSED;
    }

    public void Close()
    {
        if (Memory != null)
        {
            Kernel32.UnmapViewOfFile(Memory);
        }

        if (Handle != 0)
        {
            Kernel32.CloseHandle(Handle);
        }

        this = default;
    }

    private static Errno CreateNamed(char* name, int size, nint guard, ref NamedSection section)
    {
        var attributes = new SECURITY_ATTRIBUTES { nLength = (uint)sizeof(SECURITY_ATTRIBUTES), lpSecurityDescriptor = (void*)guard };
        section.Handle = Kernel32.CreateFileMappingW(-1, &attributes, Win.PAGE_READWRITE, 0, (uint)size, name);
        uint error = Kernel32.GetLastError();
        if (section.Handle == 0)
        {
            return ErrorMap.FromWin32(error);
        }

        if (error == Win.ERROR_ALREADY_EXISTS)
        {
            section.Close();
            return Errno.EEXIST;
        }

        return section.Map(size, Win.FILE_MAP_READ | Win.FILE_MAP_WRITE) ? Errno.None : Errno.ENOMEM;
    }

    /// <summary>Maps exactly this size: a smaller section, which a hostile peer could offer, fails here and not at the first access.</summary>
    private bool Map(int size, uint access)
    {
        Memory = (byte*)Kernel32.MapViewOfFile(Handle, access, 0, 0, (nuint)size);
        if (Memory == null)
        {
            Close();
            return false;
        }

        return true;
    }
}
