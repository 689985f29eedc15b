using System.Globalization;
using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>
/// The child's side of inheritance: sockets that the parent's process had. A parcel belongs to the descriptor behind which the C runtime has the parcel's
/// placeholder: usually the one that it was in the parent, but a parent may also have put it into STARTUPINFO as standard input, say. What no descriptor
/// has is left where it is: a program may yet make a descriptor of the handle, with _open_osfhandle.
/// </summary>
internal static unsafe class InheritedSockets
{
    public const string Variable = "AFUNIX_SOCKETS";

    private static readonly Lock s_lock = new();
    private static readonly Inheritance* s_inheritance = Find();
    private static readonly bool[] s_isUsed = new bool[s_inheritance == null ? 0 : s_inheritance->Count]; // here: other processes may have the same memory
    private static int s_left = s_inheritance == null ? 0 : s_inheritance->Count;

    /// <summary>There are sockets that have no descriptor yet.</summary>
    public static bool AreLeft => Volatile.Read(ref s_left) > 0;

    /// <summary>Gives a runtime that has just become known its sockets.</summary>
    public static void GiveTo(DescriptorTable table)
    {
        const int StandardDescriptors = 3;
        for (int descriptor = 0; descriptor < StandardDescriptors && AreLeft; descriptor++)
        {
            TryClaim(table, descriptor);
        }

        for (int i = 0; i < s_isUsed.Length && AreLeft; i++)
        {
            TryClaim(table, ParcelAt(i)->Descriptor);
        }
    }

    /// <summary>Looks whether an inherited socket stands behind a descriptor that is no socket's yet, and if so makes it one.</summary>
    public static bool TryClaim(DescriptorTable table, int descriptor)
    {
        lock (s_lock)
        {
            if (table.Has(descriptor) || table.Runtime.GetHandle(descriptor, out nint placeholder) != Errno.None)
            {
                return false;
            }

            // A program may have closed the descriptor without us, and a file have its handle's number.
            for (int i = 0; i < s_isUsed.Length; i++)
            {
                if (!s_isUsed[i] && ParcelAt(i)->Placeholder == placeholder)
                {
                    return CRuntime.SeemsPlaceholder(placeholder) && Open(i, table, descriptor);
                }
            }

            return false;
        }
    }

    /// <summary>Under the lock. Opens a parcel for this descriptor, and those of its duplicates that have descriptors.</summary>
    private static bool Open(int index, DescriptorTable table, int descriptor)
    {
        Parcel* parcel = ParcelAt(index);
        int original = parcel->DuplicateOf > 0 ? parcel->DuplicateOf - 1 : index;
        Parcel copy = *ParcelAt(original);
        if (Interlocked.Increment(ref ParcelAt(original)->Openings) > 1)
        {
            copy.Flags |= ParcelFlags.Again;
        }

        Errno error = Packing.Open(&copy, given: false, out SocketDescription? socket);
        if (error == Errno.None)
        {
            table.Adopt(descriptor, socket!, parcel->Placeholder);
        }

        for (int i = 0; i < s_isUsed.Length; i++)
        {
            Parcel* other = ParcelAt(i);
            if (i != original && other->DuplicateOf != original + 1)
            {
                continue;
            }

            bool isElsewhere = error == Errno.None && other != parcel && table.Runtime.GetHandle(other->Descriptor, out nint placeholder) == Errno.None
                && placeholder == other->Placeholder && socket!.TryHold();
            if (isElsewhere)
            {
                table.Adopt(other->Descriptor, socket!, other->Placeholder);
            }

            s_isUsed[i] = true;
            s_left--;
        }

        return error == Errno.None;
    }

    private static Parcel* ParcelAt(int index) => (Parcel*)((byte*)s_inheritance + sizeof(Inheritance)) + index;

    /// <summary>The environment tells the handle, in hexadecimal, a comma and the nonce. Whatever is wrong with it: nothing was inherited.</summary>
    private static Inheritance* Find()
    {
        if (!OperatingSystem.IsWindows())
        {
            return null; // in tests
        }

        const int Size = 64;
        char* text = stackalloc char[Size];
        uint length;
        fixed (char* name = Variable)
        {
            length = Kernel32.GetEnvironmentVariableW(name, text, Size);
        }

        var value = new ReadOnlySpan<char>(text, length < Size ? (int)length : 0);
        int comma = value.IndexOf(',');
        if (comma < 0 || !nint.TryParse(value[..comma], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint handle)
            || !ulong.TryParse(value[(comma + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong nonce))
        {
            return null;
        }

        var inheritance = (Inheritance*)AnonymousSection.Map(handle, 0);
        nuint size = AnonymousSection.SizeOf(inheritance);
        if (size >= (nuint)sizeof(Inheritance) && inheritance->Magic == Inheritance.InheritanceMagic && inheritance->Nonce == nonce
            && inheritance->Count >= 0 && size >= (nuint)(sizeof(Inheritance) + (long)inheritance->Count * sizeof(Parcel)))
        {
            Kernel32.CloseHandle(handle); // the view keeps it
            return inheritance;
        }

        AnonymousSection.Unmap(inheritance);
        return null;
    }
}
