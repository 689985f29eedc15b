using System.Runtime.InteropServices;

namespace AfUnix.Names;

/// <summary>What gai_strerror says, in Linux' words: some programs compare them. The texts are constants of the image, so a pointer to one is good for ever.</summary>
internal static unsafe class ErrorText
{
    public static byte* Of(NameError error)
    {
        ReadOnlySpan<byte> text = error switch
        {
            NameError.Memory => "Memory allocation failure"u8,
            NameError.BadFlags => "Bad value for ai_flags"u8,
            NameError.SocketType => "ai_socktype not supported"u8,
            NameError.Family => "ai_family not supported"u8,
            NameError.Service => "Servname not supported for ai_socktype"u8,
            NameError.NoName => "Name or service not known"u8,
            NameError.Again => "Temporary failure in name resolution"u8,
            NameError.Fail => "Non-recoverable failure in name resolution"u8,
            NameError.NoData => "No address associated with hostname"u8,
            NameError.System => "System error"u8,
            NameError.Overflow => "Argument buffer overflow"u8,
            NameError.AddressFamily => "Address family for hostname not supported"u8,
            _ => "Unknown error"u8,
        };
        return (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
    }
}
