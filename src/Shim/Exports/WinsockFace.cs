using System.Runtime.InteropServices;
using AfUnix.Interop;
using AfUnix.Sockets;
using AfUnix.Winsock;

namespace AfUnix.Exports;

/// <summary>
/// What build/native/winsock.c goes on to, in its order. None of these is exported from the DLL: the functions of that file are. Each gives what its
/// Winsock function gives, and in the last argument the error that WSAGetLastError is to tell, or 0.
/// </summary>
public static unsafe class WinsockFace
{
    private const int Failure = -1; // SOCKET_ERROR

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_socket")]
    public static nuint Socket(int family, int type, int protocol, byte* info, int isWide, uint flags, int* error)
    {
        try
        {
            *error = SocketCalls.Create(type, protocol, info, isWide != 0, flags, out nuint socket);
            return socket;
        }
        catch (Exception bug) { return (nuint)(nint)Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_bind")]
    public static int Bind(nuint socket, byte* address, int length, int* error)
    {
        try { return Return(SocketCalls.Bind(socket, address, length), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_listen")]
    public static int Listen(nuint socket, int backlog, int* error)
    {
        try { return Return(SocketCalls.Listen(socket, backlog), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_connect")]
    public static int Connect(nuint socket, byte* address, int length, int* error)
    {
        try { return Return(SocketCalls.Connect(socket, address, length), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_connect_ex")]
    public static int ConnectEx(nuint socket, byte* address, int length, byte* data, uint size, uint* sent, OVERLAPPED* overlapped, int* error)
    {
        try { return ReturnTruth(SocketCalls.ConnectEx(socket, address, length, data, size, sent, overlapped), error); }
        catch (Exception bug) { return StopFalse(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_accept")]
    public static nuint Accept(nuint socket, byte* address, int* length, void* condition, nuint context, int* error)
    {
        try
        {
            *error = AcceptCalls.Accept(socket, address, length, condition, context, out nuint accepted);
            return accepted;
        }
        catch (Exception bug) { return (nuint)(nint)Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_accept_ex")]
    public static int AcceptEx(nuint socket, nuint into, byte* buffer, uint receive, uint local, uint remote, uint* received, OVERLAPPED* overlapped, int* error)
    {
        try { return ReturnTruth(AcceptRequest.Begin(socket, into, buffer, receive, local, remote, overlapped), error); }
        catch (Exception bug) { return StopFalse(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_accept_addresses")]
    public static int GetAcceptExSockaddrs(byte* buffer, uint receive, uint local, uint remote, byte** own, int* ownLength, byte** other, int* otherLength)
    {
        int error;
        try { return AcceptAddresses.Read(buffer, receive, local, remote, own, ownLength, other, otherLength) ? 1 : 0; }
        catch (Exception bug) { return StopFalse(bug, &error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_send_msg")]
    public static int SendMsg(nuint socket, WSAMSG* message, uint flags, uint* sent, OVERLAPPED* overlapped, void* completed, int* error)
    {
        try { return Return(MessageCalls.Send(socket, message, flags, sent, overlapped, completed), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_recv_msg")]
    public static int RecvMsg(nuint socket, WSAMSG* message, uint* received, OVERLAPPED* overlapped, void* completed, int* error)
    {
        try { return Return(MessageCalls.Receive(socket, message, received, overlapped, completed), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_name")]
    public static int GetName(nuint socket, int ofPeer, byte* address, int* length, int* error)
    {
        try { return Return(SocketCalls.GetName(socket, ofPeer != 0, address, length), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_get_option")]
    public static int GetOption(nuint socket, int level, int name, byte* value, int* length, int* error)
    {
        try { return Return(OptionCalls.Get(socket, level, name, value, length), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_set_option")]
    public static int SetOption(nuint socket, int level, int name, byte* value, int length, int* error)
    {
        try { return Return(OptionCalls.Set(socket, level, name, value, length), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_control")]
    public static int Control(
        nuint socket, uint code, void* input, uint inputSize, void* output, uint outputSize, uint* returned, OVERLAPPED* overlapped, void* completed, int* error)
    {
        try { return Return(OptionCalls.Control(socket, code, input, inputSize, output, outputSize, returned, overlapped, completed), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_set_nonblocking")]
    public static void SetNonBlocking(nuint socket, int on)
    {
        int error;
        try { SocketCalls.SetNonBlocking(socket, on != 0); }
        catch (Exception bug) { Stop(bug, &error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_shutdown")]
    public static int Shutdown(nuint socket, int how, int* error)
    {
        try { return Return(SocketCalls.Shutdown(socket, how), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_close")]
    public static int Close(nuint socket, int* error)
    {
        try { return Return(SocketCalls.Close(socket), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_forget")]
    public static void Forget(nuint socket)
    {
        int error;
        try { SocketTable.Forget(socket); }
        catch (Exception bug) { Stop(bug, &error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_duplicate")]
    public static int Duplicate(nuint socket, uint process, byte* info, int isWide, int* error)
    {
        try { return Return(SharedSocket.Duplicate(socket, process, info, isWide != 0), error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_protocols")]
    public static int EnumProtocols(int* protocols, byte* buffer, uint* size, int isWide, int* error)
    {
        try { return ProtocolCatalogue.Enumerate(protocols, buffer, size, isWide != 0, out *error); }
        catch (Exception bug) { return Stop(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_completes")]
    public static void Completes(nuint socket, int how, nint* target, nuint key)
    {
        int error;
        try { SocketCalls.SetCompletion(socket, Completion.Of((CompletionKind)how, target, key)); }
        catch (Exception bug) { Stop(bug, &error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_cancel")]
    public static int Cancel(nuint socket, OVERLAPPED* overlapped, int* error)
    {
        *error = 0;
        try { return PendingRequests.Cancel(socket, overlapped) ? 1 : 0; }
        catch (Exception bug) { return StopFalse(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_cancel_own")]
    public static int CancelOwn(nuint socket, int* error)
    {
        *error = 0;
        try { return PendingRequests.Cancel(socket, null, Kernel32.GetCurrentThreadId()) ? 1 : 0; }
        catch (Exception bug) { return StopFalse(bug, error); }
    }

    [UnmanagedCallersOnly(EntryPoint = "afunix_winsock_clean_up")]
    public static void CleanUp()
    {
        int error;
        try { SocketTable.ForgetAll(); }
        catch (Exception bug) { Stop(bug, &error); }
    }

    private static int Return(int code, int* error)
    {
        *error = code;
        return code == 0 ? 0 : Failure;
    }

    /// <summary>For a function that says TRUE or FALSE.</summary>
    private static int ReturnTruth(int code, int* error)
    {
        *error = code;
        return code == 0 ? 1 : 0;
    }

    private static int Stop(Exception bug, int* error)
    {
        System.Diagnostics.Debug.Fail(bug.ToString());
        *error = bug is OutOfMemoryException ? Win.WSAENOBUFS : Win.WSASYSCALLFAILURE;
        return Failure;
    }

    private static int StopFalse(Exception bug, int* error)
    {
        Stop(bug, error);
        return 0;
    }
}
