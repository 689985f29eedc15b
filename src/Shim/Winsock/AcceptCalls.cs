using AfUnix.Errors;
using AfUnix.Handshake;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Winsock;

/// <summary>
/// accept and WSAAccept. The system's accept() does the waiting, with nothing of ours held, so that whatever ends it under Winsock ends it here: a
/// closesocket() in another thread, say. Strangers that it brings are turned away, and it is called again.
/// </summary>
internal static unsafe class AcceptCalls
{
    private const int CF_ACCEPT = 0;
    private const int CF_REJECT = 1;
    private const int CF_DEFER = 2;

    /// <summary>
    /// Of several threads that wait, Wine wakes now and then more than there are clients, and tells those who got none that they didn't want to wait. So they
    /// go on. But for one thing: another process that has the listener, too, may have made it not wait.
    /// </summary>
    private const int MostFalseWakes = 1000;

    public static int Accept(nuint handle, byte* address, int* length, void* condition, nuint context, out nuint accepted)
    {
        accepted = Carrier.None;
        if (address != null && CallerMemory.IsBad(length))
        {
            return Win.WSAEFAULT;
        }

        int error = Take(handle, out UnixSocket? client);
        if (error == 0 && condition != null)
        {
            error = Ask(handle, client!, (delegate* unmanaged<WSABUF*, WSABUF*, void*, void*, WSABUF*, WSABUF*, uint*, nuint, int>)condition, context);
        }

        if (error == 0 && address != null)
        {
            error = NativeAddress.WritePeer(client!, address, length);
            if (error != 0)
            {
                PutBack(handle, client!); // nobody is lost for a mistake in the call
            }
        }

        if (error == 0)
        {
            using var listener = new HeldSocket(handle);
            MakeRoom(listener, client!);
            accepted = client!.Handle;
            if (SocketTable.Add(accepted, client) == null)
            {
                accepted = Carrier.None;
                error = Win.WSAENOBUFS;
            }
        }

        return error;
    }

    /// <summary>The next client of the listener; waits for one if the program's socket does.</summary>
    private static int Take(nuint handle, out UnixSocket? client)
    {
        int falseWakes = 0;
        while (true)
        {
            int error = Look(handle, out client);
            if (error == Win.WSAEWOULDBLOCK ? !IsFalseWake(handle, ref falseWakes) : error != 0 || client != null)
            {
                return error;
            }
        }
    }

    /// <summary>Asks the system once.</summary>
    /// <param name="client">Null without an error: it was nobody, and one may ask again.</param>
    private static int Look(nuint handle, out UnixSocket? client)
    {
        client = null;
        using (var listener = new HeldSocket(handle))
        {
            if (listener.IsNone || !listener.Socket.IsListening)
            {
                return listener.IsNone ? Win.WSAENOTSOCK : Win.WSAEINVAL;
            }

            client = listener.Socket.TakePutBack();
        }

        if (client != null)
        {
            return 0;
        }

        int error = Carrier.AcceptPlainly(handle, out nuint connection, out ClientEndpoint endpoint);
        if (error is Win.WSAENOTCONN or Win.WSAECONNRESET or Win.WSAECONNABORTED)
        {
            return 0; // a client that has reset its connection
        }

        if (error == 0)
        {
            using var listener = new HeldSocket(handle);
            client = listener.IsNone ? null : listener.Socket.Admit(connection, endpoint);
            if (client == null)
            {
                Carrier.Reset(ref connection);
            }
        }

        return error;
    }

    private static bool IsFalseWake(nuint handle, ref int count)
    {
        using var listener = new HeldSocket(handle);
        if (listener.IsNone || listener.Socket.NonBlocking || count++ >= MostFalseWakes)
        {
            if (!listener.IsNone)
            {
                listener.Socket.OnNobodyThere();
            }

            return false;
        }

        return true;
    }

    /// <summary>WSAAccept's condition: the program looks at the client's name and decides.</summary>
    private static int Ask(nuint handle, UnixSocket client, delegate* unmanaged<WSABUF*, WSABUF*, void*, void*, WSABUF*, WSABUF*, uint*, nuint, int> condition, nuint context)
    {
        const int Size = NativeAddress.Whole;
        byte* names = stackalloc byte[2 * Size];
        UnixAddress peer = client.NameOfPeer;
        UnixAddress own = client.Name;
        NativeAddress.Fill(peer, new Span<byte>(names, Size));
        NativeAddress.Fill(own, new Span<byte>(names + Size, Size));
        WSABUF caller = new() { buf = names, len = (uint)NativeAddress.LengthOfPeer(peer) };
        WSABUF callee = new() { buf = names + Size, len = (uint)NativeAddress.LengthOfPeer(own) };
        uint group = 0;
        switch (condition(&caller, null, null, null, &callee, null, &group, context))
        {
            case CF_ACCEPT:
                return 0;
            case CF_REJECT:
                Reject(handle, client);
                return Win.WSAECONNREFUSED;
            case CF_DEFER:
                PutBack(handle, client);
                return Win.WSATRY_AGAIN;
            default:
                PutBack(handle, client);
                return Win.WSAEINVAL;
        }
    }

    private static void Reject(nuint handle, UnixSocket client)
    {
        using (var listener = new HeldSocket(handle))
        {
            MakeRoom(listener, client);
        }

        client.Refuse();
    }

    /// <summary>The client is through the listener's queue.</summary>
    private static void MakeRoom(in HeldSocket listener, UnixSocket client)
    {
        if (!listener.IsNone && listener.Socket.IsListening)
        {
            listener.Socket.Deliver(client);
        }
    }

    private static void PutBack(nuint handle, UnixSocket client)
    {
        using var listener = new HeldSocket(handle);
        if (listener.IsNone)
        {
            client.Refuse();
        }
        else
        {
            listener.Socket.Unaccept(client);
        }
    }
}
