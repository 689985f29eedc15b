using System.Buffers.Binary;
using AfUnix.Interop;

namespace AfUnix.Injection;

/// <summary>What a program's file says about whether our code, which is for x64, can be in its process.</summary>
internal static unsafe class ProgramFile
{
    private const int HeadSize = 4096;
    private const int MaxPath = 32768;
    private const int OffsetOfNewHeader = 0x3C;
    private const int OffsetOfMachine = 0x04;
    private const int OffsetOfCharacteristics = 0x16;
    private const int OffsetOfManagedDirectory = 0xE8; // of a 32-bit image; .NET's programs for any machine are such
    private const uint Signature = 0x4550;

    private static readonly ushort s_system = AskForSystem();

    /// <param name="head">The file's beginning.</param>
    /// <param name="system">This machine's own kind, which a .NET program for any machine will be of.</param>
    /// <returns>Null when it can.</returns>
    public static string? ReasonAgainst(ReadOnlySpan<byte> head, ushort system)
    {
        const string NoProgram = "it is no Windows program";
        if (head.Length < OffsetOfNewHeader + sizeof(int) || head[0] != 'M' || head[1] != 'Z')
        {
            return NoProgram;
        }

        int start = BinaryPrimitives.ReadInt32LittleEndian(head[OffsetOfNewHeader..]);
        if (start < 0 || start > head.Length - OffsetOfManagedDirectory - sizeof(int))
        {
            return NoProgram;
        }

        ReadOnlySpan<byte> header = head[start..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Signature)
        {
            return "it is a program for DOS or 16-bit Windows";
        }

        if ((BinaryPrimitives.ReadUInt16LittleEndian(header[OffsetOfCharacteristics..]) & Win.IMAGE_FILE_DLL) != 0)
        {
            return "it is a DLL";
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(header[OffsetOfMachine..]) switch
        {
            Win.IMAGE_FILE_MACHINE_AMD64 => null,
            Win.IMAGE_FILE_MACHINE_I386 when BinaryPrimitives.ReadUInt32LittleEndian(header[OffsetOfManagedDirectory..]) != 0 =>
                system == Win.IMAGE_FILE_MACHINE_AMD64 ? null : "it will be a program for another machine here: afunix is for x64 ones",
            Win.IMAGE_FILE_MACHINE_I386 => "it is a 32-bit program: afunix is for 64-bit ones",
            Win.IMAGE_FILE_MACHINE_ARM64 => "it is a program for ARM64: afunix is for x64 ones",
            _ => "it is a program for another machine: afunix is for x64 ones",
        };
    }

    public static string? ReasonAgainst(string path)
    {
        fixed (char* name = path)
        {
            nint file = Kernel32.CreateFileW(name, Win.GENERIC_READ, Win.FILE_SHARE_READ | Win.FILE_SHARE_DELETE, null, Win.OPEN_EXISTING, 0, 0);
            if (file == Win.INVALID_HANDLE_VALUE)
            {
                return $"it can't be read (error {Kernel32.GetLastError()})";
            }

            Span<byte> head = new byte[HeadSize];
            uint read;
            fixed (byte* bytes = head)
            {
                Kernel32.ReadFile(file, bytes, HeadSize, &read, null);
            }

            Kernel32.CloseHandle(file);
            return ReasonAgainst(head[..(int)read], s_system);
        }
    }

    public static string? ReasonAgainst(nint process)
    {
        int isWow64;
        if (Kernel32.IsWow64Process(process, &isWow64) == 0 || isWow64 != 0)
        {
            return "it is a 32-bit program: afunix is for 64-bit ones";
        }

        uint length = MaxPath;
        fixed (char* text = new char[MaxPath])
        {
            return Kernel32.QueryFullProcessImageNameW(process, 0, text, &length) == 0
                ? $"its file is not known (error {Kernel32.GetLastError()})"
                : ReasonAgainst(new string(text, 0, (int)length));
        }
    }

    /// <summary>An emulator on ARM64 tells us that all is x64. The one function that knows better came with Windows 10, and so did that emulator.</summary>
    private static ushort AskForSystem()
    {
        fixed (char* kernel = "kernel32.dll")
        fixed (byte* name = "IsWow64Process2\0"u8)
        {
            ushort process;
            ushort machine = Win.IMAGE_FILE_MACHINE_AMD64;
            var ask = (delegate* unmanaged<nint, ushort*, ushort*, int>)Kernel32.GetProcAddress(Kernel32.GetModuleHandleW(kernel), name);
            return ask != null && ask(Kernel32.GetCurrentProcess(), &process, &machine) == 0 ? (ushort)Win.IMAGE_FILE_MACHINE_AMD64 : machine;
        }
    }
}
