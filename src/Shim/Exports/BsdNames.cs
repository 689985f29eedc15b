using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Names;
using AfUnix.Posix;

namespace AfUnix.Exports;

/// <summary>
/// More exports, in the order of include/afunix.h, after those of <see cref="BsdSockets"/>: who the peer is, files that may be sockets, and the names of
/// hosts, services and addresses.
/// </summary>
public static unsafe class BsdNames
{
    [UnmanagedCallersOnly(EntryPoint = "afunix_getpeereid")]
    public static int GetPeerIds(int descriptor, uint* user, uint* group)
    {
        try { return (int)HostRuntime.Return(CredentialCalls.GetPeerIds(descriptor, user, group)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getpeersid")]
    public static int GetPeerSid(int descriptor, byte* sid, int* size)
    {
        try { return (int)HostRuntime.Return(CredentialCalls.GetPeerSid(descriptor, sid, size)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getuid")]
    public static uint GetUserId()
    {
        try { return CredentialCalls.User; }
        catch (Exception bug) { return (uint)Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_geteuid")]
    public static uint GetEffectiveUserId()
    {
        try { return CredentialCalls.User; }
        catch (Exception bug) { return (uint)Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getgid")]
    public static uint GetGroupId()
    {
        try { return CredentialCalls.Group; }
        catch (Exception bug) { return (uint)Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getegid")]
    public static uint GetEffectiveGroupId()
    {
        try { return CredentialCalls.Group; }
        catch (Exception bug) { return (uint)Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_unlink")]
    public static int Unlink(byte* path)
    {
        try { return (int)HostRuntime.Return(FileCalls.Unlink(path)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_isatty")]
    public static int IsTerminal(int descriptor)
    {
        try { return HostRuntime.Return(FileCalls.IsTerminal(descriptor)) == 0 ? 1 : 0; }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_isfdtype")]
    public static int IsDescriptorOfType(int descriptor, int type)
    {
        try { return (int)HostRuntime.Return(FileCalls.IsType(descriptor, type)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_stat_socket")]
    public static int StatSocket(byte* path, int* mode, long* times)
    {
        try { return (int)HostRuntime.Return(FileCalls.StatSocket(path, mode, times)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_program_name")]
    public static byte* GetProgramName()
    {
        try { return ProgramName.Text; }
        catch (Exception bug) { return (byte*)Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_gethostname")]
    public static int GetHostName(byte* name, nuint size)
    {
        try { return (int)HostRuntime.Return(NameCalls.GetHostName(name, size)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getaddrinfo")]
    public static int GetAddressInfo(byte* node, byte* service, void* hints, void** list)
    {
        try { return NameCalls.GetAddressInfo(node, service, (ADDRINFOA*)hints, (ADDRINFOA**)list); }
        catch (Exception bug) { return Boundary.StopNaming(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_freeaddrinfo")]
    public static void FreeAddressInfo(void* list)
    {
        try { AddressList.Free((ADDRINFOA*)list); }
        catch (Exception bug) { Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_gai_strerror")]
    public static byte* GetAddressInfoError(int error)
    {
        try { return ErrorText.Of((NameError)error); }
        catch (Exception bug) { return (byte*)Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getnameinfo")]
    public static int GetNameInfo(void* address, int size, byte* host, int hostSize, byte* service, int serviceSize, int flags)
    {
        try { return NameCalls.GetNameInfo((SOCKADDR*)address, size, host, (uint)hostSize, service, (uint)serviceSize, flags); }
        catch (Exception bug) { return Boundary.StopNaming(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_gethostbyname")]
    public static void* GetHostByName(byte* name)
    {
        try { return NameCalls.GetHostByName(name); }
        catch (Exception bug) { return Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_gethostbyaddr")]
    public static void* GetHostByAddress(byte* address, int size, int family)
    {
        try { return NameCalls.GetHostByAddress(address, size, family); }
        catch (Exception bug) { return Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_h_errno")]
    public static int* GetHostError()
    {
        try { return ThreadEntry.HostError; }
        catch (Exception bug) { return (int*)Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getservbyname")]
    public static void* GetServiceByName(byte* name, byte* protocol)
    {
        try { return NameCalls.GetServiceByName(name, protocol); }
        catch (Exception bug) { return Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getservbyport")]
    public static void* GetServiceByPort(int port, byte* protocol)
    {
        try { return NameCalls.GetServiceByPort(port, protocol); }
        catch (Exception bug) { return Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getprotobyname")]
    public static void* GetProtocolByName(byte* name)
    {
        try { return NameCalls.GetProtocolByName(name); }
        catch (Exception bug) { return Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getprotobynumber")]
    public static void* GetProtocolByNumber(int number)
    {
        try { return ServiceNames.ProtocolByNumber(number); }
        catch (Exception bug) { return Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_inet_pton")]
    public static int AddressFromText(int family, byte* text, byte* address)
    {
        try { return (int)HostRuntime.Return(AddressTextCalls.FromText(family, text, address)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_inet_ntop")]
    public static byte* AddressToText(int family, byte* address, byte* text, int size)
    {
        try { return HostRuntime.Return(AddressTextCalls.ToText(family, address, text, size)) == 0 ? text : null; }
        catch (Exception bug) { return (byte*)Boundary.StopWithNull(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_inet_aton")]
    public static int AddressFromLooseText(byte* text, uint* address)
    {
        try { return AddressTextCalls.FromLooseText(text, address) ? 1 : 0; }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_inet_addr")]
    public static uint AddressOrNone(byte* text)
    {
        try { return AddressTextCalls.LooseTextOrNone(text); }
        catch (Exception bug) { return (uint)Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_inet_ntoa")]
    public static byte* AddressAsText(uint address)
    {
        try { return ThreadEntry.AddressText(new ReadOnlySpan<byte>(&address, sizeof(uint))); }
        catch (Exception bug) { return (byte*)Boundary.StopWithNull(bug); }
    }
}
