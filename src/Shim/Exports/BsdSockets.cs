using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Posix;
using AfUnix.Sockets;

namespace AfUnix.Exports;

/// <summary>
/// Every exported function, in the order of include/afunix.h, each one forward. The linker gives the plain names ("socket" for "afunix_socket"): with the
/// plain name here, our own calls into Winsock would end up in our own exports.
/// </summary>
public static unsafe class BsdSockets
{
    private const int Version = 0 * 10000 + 1 * 100 + 0;

    internal static string VersionText => $"{Version / 10000}.{Version / 100 % 100}.{Version % 100}";

    [UnmanagedCallersOnly(EntryPoint = "afunix_version")]
    public static int GetVersion() => Version;

    [UnmanagedCallersOnly(EntryPoint = "afunix_socket")]
    public static int Socket(int domain, int type, int protocol)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Socket(domain, type, protocol)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_socketpair")]
    public static int SocketPair(int domain, int type, int protocol, int* descriptors)
    {
        try { return (int)HostRuntime.Return(SocketCalls.SocketPair(domain, type, protocol, descriptors)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_bind")]
    public static int Bind(int descriptor, byte* address, int length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Bind(descriptor, address, length)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_listen")]
    public static int Listen(int descriptor, int backlog)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Listen(descriptor, backlog)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_accept")]
    public static int Accept(int descriptor, byte* address, int* length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Accept(descriptor, address, length, 0)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_accept4")]
    public static int Accept4(int descriptor, byte* address, int* length, int flags)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Accept(descriptor, address, length, flags)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_connect")]
    public static int Connect(int descriptor, byte* address, int length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Connect(descriptor, address, length)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_shutdown")]
    public static int Shutdown(int descriptor, int how)
    {
        try { return (int)HostRuntime.Return(SocketCalls.Shutdown(descriptor, how)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_close")]
    public static int Close(int descriptor)
    {
        try { return (int)HostRuntime.Return(DescriptorCalls.Close(descriptor)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_read")]
    public static nint Read(int descriptor, byte* buffer, nuint count)
    {
        try { return HostRuntime.Return(DataCalls.Read(descriptor, buffer, count)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_write")]
    public static nint Write(int descriptor, byte* buffer, nuint count)
    {
        try { return HostRuntime.Return(DataCalls.Write(descriptor, buffer, count)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_readv")]
    public static nint ReadVector(int descriptor, void* vectors, int count)
    {
        try { return HostRuntime.Return(DataCalls.ReadVector(descriptor, (IoVector*)vectors, count)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_writev")]
    public static nint WriteVector(int descriptor, void* vectors, int count)
    {
        try { return HostRuntime.Return(DataCalls.WriteVector(descriptor, (IoVector*)vectors, count)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_send")]
    public static nint Send(int descriptor, byte* buffer, nuint length, int flags)
    {
        try { return HostRuntime.Return(DataCalls.Send(descriptor, buffer, length, flags, null, 0)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_recv")]
    public static nint Receive(int descriptor, byte* buffer, nuint length, int flags)
    {
        try { return HostRuntime.Return(DataCalls.Receive(descriptor, buffer, length, flags, null, null)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_sendto")]
    public static nint SendTo(int descriptor, byte* buffer, nuint length, int flags, byte* address, int addressLength)
    {
        try { return HostRuntime.Return(DataCalls.Send(descriptor, buffer, length, flags, address, addressLength)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_recvfrom")]
    public static nint ReceiveFrom(int descriptor, byte* buffer, nuint length, int flags, byte* address, int* addressLength)
    {
        try { return HostRuntime.Return(DataCalls.Receive(descriptor, buffer, length, flags, address, addressLength)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_sendmsg")]
    public static nint SendMessage(int descriptor, void* header, int flags)
    {
        try { return HostRuntime.Return(MessageCalls.Send(descriptor, (MessageHeader*)header, flags)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_recvmsg")]
    public static nint ReceiveMessage(int descriptor, void* header, int flags)
    {
        try { return HostRuntime.Return(MessageCalls.Receive(descriptor, (MessageHeader*)header, flags)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_sendmmsg")]
    public static int SendMessages(int descriptor, void* headers, uint count, int flags)
    {
        try { return (int)HostRuntime.Return(MessageCalls.SendMany(descriptor, (ManyHeader*)headers, count, flags)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_recvmmsg")]
    public static int ReceiveMessages(int descriptor, void* headers, uint count, int flags, void* timeout)
    {
        try { return (int)HostRuntime.Return(MessageCalls.ReceiveMany(descriptor, (ManyHeader*)headers, count, flags, (TimeSpecification*)timeout)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getsockname")]
    public static int GetSockName(int descriptor, byte* address, int* length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.GetSockName(descriptor, address, length)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getpeername")]
    public static int GetPeerName(int descriptor, byte* address, int* length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.GetPeerName(descriptor, address, length)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_getsockopt")]
    public static int GetSockOpt(int descriptor, int level, int name, byte* value, int* length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.GetSockOpt(descriptor, level, name, value, length)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_setsockopt")]
    public static int SetSockOpt(int descriptor, int level, int name, byte* value, int length)
    {
        try { return (int)HostRuntime.Return(SocketCalls.SetSockOpt(descriptor, level, name, value, length)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_select")]
    public static int Select(int count, ulong* read, ulong* write, ulong* except, TIMEVAL* timeout)
    {
        try { return (int)HostRuntime.Return(SelectCalls.Select(count, read, write, except, timeout)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_pselect")]
    public static int SelectMasked(int count, ulong* read, ulong* write, ulong* except, void* timeout, void* mask)
    {
        try { return (int)HostRuntime.Return(SelectCalls.SelectMasked(count, read, write, except, (TimeSpecification*)timeout)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_poll")]
    public static int Poll(void* descriptors, uint count, int milliseconds)
    {
        try { return (int)HostRuntime.Return(PollCalls.Poll((PollDescriptor*)descriptors, count, milliseconds)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_ppoll")]
    public static int PollMasked(void* descriptors, uint count, void* timeout, void* mask)
    {
        try { return (int)HostRuntime.Return(PollCalls.PollMasked((PollDescriptor*)descriptors, count, (TimeSpecification*)timeout)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_fcntl")]
    public static int Control(int descriptor, int command, nint argument)
    {
        try { return (int)HostRuntime.Return(DescriptorCalls.Control(descriptor, command, (int)argument)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_ioctl")]
    public static int IoControl(int descriptor, uint request, int* argument)
    {
        try { return (int)HostRuntime.Return(DescriptorCalls.IoControl(descriptor, request, argument)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_dup")]
    public static int Duplicate(int descriptor)
    {
        try { return (int)HostRuntime.Return(DescriptorCalls.Duplicate(descriptor)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_dup2")]
    public static int DuplicateTo(int descriptor, int target)
    {
        try { return (int)HostRuntime.Return(DescriptorCalls.DuplicateTo(descriptor, target)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_dup3")]
    public static int DuplicateTo3(int descriptor, int target, int flags)
    {
        try { return (int)HostRuntime.Return(DescriptorCalls.DuplicateTo(descriptor, target, flags)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_pipe")]
    public static int Pipe(int* ends)
    {
        try { return (int)HostRuntime.Return(PipeCalls.Pipe(ends, 0)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_pipe2")]
    public static int Pipe2(int* ends, int flags)
    {
        try { return (int)HostRuntime.Return(PipeCalls.Pipe(ends, flags)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_pack")]
    public static int Pack(int descriptor, uint processId, void* parcel)
    {
        try { return (int)HostRuntime.Return(ParcelCalls.Pack(descriptor, processId, (Parcel*)parcel)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_unpack")]
    public static int Unpack(void* parcel)
    {
        try { return (int)HostRuntime.Return(ParcelCalls.Unpack((Parcel*)parcel)); }
        catch (Exception bug) { return Boundary.Stop(bug); }
    }
}
