using System.Runtime.InteropServices;

namespace AfUnix.Posix;

/// <summary>The head of the memory in which a process gives its sockets to a child; parcels follow, a page from the beginning.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct Inheritance
{
    public const int Size = 4096;

    /// <summary>"AUIN".</summary>
    public const uint InheritanceMagic = 0x4E49_5541;

    [FieldOffset(0)]
    public uint Magic;

    [FieldOffset(4)]
    public int Count;

    /// <summary>The child's environment has it, too: so the handle that stands there is this section's and not another's that got its number.</summary>
    [FieldOffset(8)]
    public ulong Nonce;
}
