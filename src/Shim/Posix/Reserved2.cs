using System.Runtime.InteropServices;
using AfUnix.Interop;

namespace AfUnix.Posix;

/// <summary>
/// What a C runtime tells its child's about open descriptors, in STARTUPINFO's lpReserved2: their number, a byte of flags for each, a handle for each.
/// All of Microsoft's runtimes write and read it so.
/// </summary>
internal sealed unsafe class Reserved2 : IDisposable
{
    private const byte IsOpen = 0x01;
    private const byte IsPipe = 0x08;
    private const int MaxCount = (ushort.MaxValue - sizeof(int)) / (1 + sizeof(long));

    private readonly byte* _bytes;
    private readonly int _count;

    /// <summary>A copy of what a process was to be started with, with room up to a descriptor; what does not fit is left out.</summary>
    public Reserved2(STARTUPINFOW* startup, int highest)
    {
        int given = startup->lpReserved2 != null && startup->cbReserved2 >= sizeof(int) ? *(int*)startup->lpReserved2 : 0;
        given = Math.Clamp(given, 0, Math.Max((startup->cbReserved2 - sizeof(int)) / (1 + sizeof(long)), 0));
        _count = Math.Min(Math.Max(given, highest + 1), MaxCount);
        _bytes = (byte*)NativeMemory.AllocZeroed(Size);
        *(int*)_bytes = _count;
        for (int descriptor = 0; descriptor < _count; descriptor++)
        {
            HandleAt(_bytes, _count, descriptor) = descriptor < given ? HandleAt(startup->lpReserved2, given, descriptor) : -1;
            *FlagsAt(_bytes, descriptor) = descriptor < given ? *FlagsAt(startup->lpReserved2, descriptor) : (byte)0;
        }
    }

    public byte* Bytes => _bytes;

    public ushort Size => (ushort)(sizeof(int) + _count * (1 + sizeof(long)));

    /// <summary>The child is to have this descriptor, with this handle behind it.</summary>
    public bool Set(int descriptor, nint handle)
    {
        if (descriptor >= _count)
        {
            return false;
        }

        *FlagsAt(_bytes, descriptor) = IsOpen | IsPipe;
        HandleAt(_bytes, _count, descriptor) = handle;
        return true;
    }

    /// <summary>The child is not to have this descriptor.</summary>
    public void Clear(int descriptor)
    {
        if (descriptor < _count)
        {
            *FlagsAt(_bytes, descriptor) = 0;
            HandleAt(_bytes, _count, descriptor) = -1;
        }
    }

    public void Dispose() => NativeMemory.Free(_bytes);

    private static byte* FlagsAt(byte* bytes, int descriptor) => bytes + sizeof(int) + descriptor;

    private static ref nint HandleAt(byte* bytes, int count, int descriptor) => ref *(nint*)(bytes + sizeof(int) + count + descriptor * sizeof(long));
}
