using System.Runtime.InteropServices;

namespace AfUnix.Interop;

// By hand, because the SDK's winternl.h has the question (NtQueryObject) and not the order. SetHandleInformation is both:
// it asks first and then sets, which is twice the price. Class and layout have been the same since Windows NT 4.

/// <summary>What can be set of a handle.</summary>
public struct OBJECT_HANDLE_FLAG_INFORMATION
{
    public byte Inherit;
    public byte ProtectFromClose;
}

public static unsafe partial class Ntdll
{
    public const int ObjectHandleFlagInformation = 4;

    [DllImport("ntdll", ExactSpelling = true)]
    public static extern int NtSetInformationObject(nint Handle, int ObjectInformationClass, void* ObjectInformation, uint ObjectInformationLength);
}
