using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Names;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>inet_pton and its kin: addresses from text and to text.</summary>
internal static unsafe class AddressTextCalls
{
    /// <summary>1 when the text is an address, 0 when it isn't.</summary>
    public static Result FromText(int family, byte* text, byte* address)
    {
        if (family is not (Win.AF_INET or Win.AF_INET6))
        {
            return Errno.EAFNOSUPPORT;
        }

        if (CallerMemory.IsBad(text) || CallerMemory.IsBad(address))
        {
            return Errno.EFAULT;
        }

        Span<byte> bytes = stackalloc byte[Ipv6Text.Size];
        bool isAddress = family == Win.AF_INET ? Ipv4Text.TryParse(Text(text), bytes) : Ipv6Text.TryParse(Text(text), bytes);
        if (isAddress)
        {
            int size = family == Win.AF_INET ? Ipv4Text.Size : Ipv6Text.Size;
            bytes[..size].CopyTo(new Span<byte>(address, size));
        }

        return isAddress ? 1 : 0;
    }

    /// <summary>Ok when the text with its NUL fits.</summary>
    public static Result ToText(int family, byte* address, byte* text, int size)
    {
        if (family is not (Win.AF_INET or Win.AF_INET6))
        {
            return Errno.EAFNOSUPPORT;
        }

        if (CallerMemory.IsBad(text) || CallerMemory.IsBad(address))
        {
            return Errno.EFAULT;
        }

        Span<byte> whole = stackalloc byte[Ipv6Text.MaxLength + 1];
        whole.Clear();
        int length = family == Win.AF_INET
            ? Ipv4Text.Write(new ReadOnlySpan<byte>(address, Ipv4Text.Size), whole)
            : Ipv6Text.Write(new ReadOnlySpan<byte>(address, Ipv6Text.Size), whole);
        if ((uint)size <= (uint)length)
        {
            return Errno.ENOSPC;
        }

        whole[..(length + 1)].CopyTo(new Span<byte>(text, length + 1));
        return Result.Ok;
    }

    /// <summary>inet_aton: whether the text is an IPv4 address in any form, with blanks and whatever else behind it.</summary>
    /// <param name="address">Gets it in network order; may be null.</param>
    public static bool FromLooseText(byte* text, uint* address)
    {
        Span<byte> bytes = stackalloc byte[Ipv4Text.Size];
        if (CallerMemory.IsBad(text) || !Ipv4Text.TryParseLoose(Text(text), bytes, out ReadOnlySpan<byte> rest)
            || !(rest.IsEmpty || rest[0] is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r')))
        {
            return false;
        }

        if (address != null)
        {
            *address = MemoryMarshal.Read<uint>(bytes);
        }

        return true;
    }

    /// <summary>inet_addr, which can't tell 255.255.255.255 from no address.</summary>
    public static uint LooseTextOrNone(byte* text)
    {
        uint address;
        return FromLooseText(text, &address) ? address : Win.INADDR_NONE;
    }

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
