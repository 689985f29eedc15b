using System.Runtime.InteropServices;

namespace AfUnix.Names;

/// <summary>What gai_strerror says. The texts are constants of the image, so a pointer to one is good for ever.</summary>
internal static unsafe class ErrorText
{
    public static byte* Of(NameError error)
    {
        ReadOnlySpan<byte> text = error switch
        {
            NameError.None => "No error"u8,
            NameError.Memory => "Out of memory"u8,
            NameError.BadFlags => "Unknown or contradictory flags"u8,
            NameError.SocketType => "No such type of socket"u8,
            NameError.Family => "No such address family"u8,
            NameError.Service => "No such service for this type of socket"u8,
            NameError.NoName => "No such host or service"u8,
            NameError.Again => "The name server does not answer now"u8,
            NameError.Fail => "The name server cannot answer"u8,
            NameError.NoData => "The host has no address of this family"u8,
            NameError.System => "System error, see errno"u8,
            NameError.Overflow => "The buffer is too small"u8,
            NameError.AddressFamily => "The host's address is of another family"u8,
            _ => "Unknown error"u8,
        };
        return (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
    }
}
