/* Functions of Winsock's that programs find by WSAIoctl, which gives ours in place of the system's. */
#include "winsock.h"

/* How programs ask for them. */
static const guid connect_ex_id = {{0x25a207b9, 0x4660ddf3, 0xe576e98e, 0x3e06748c}};       /* WSAID_CONNECTEX */
static const guid accept_ex_id = {{0xb5367df1, 0x11cfcbac, 0x8000ca95, 0x92a1485f}};        /* WSAID_ACCEPTEX */
static const guid disconnect_ex_id = {{0x7fda2e11, 0x436f8630, 0x36f531a0, 0x57c1eea6}};    /* WSAID_DISCONNECTEX */
static const guid accept_addresses_id = {{0xb5367df2, 0x11cfcbac, 0x8000ca95, 0x92a1485f}}; /* WSAID_GETACCEPTEXSOCKADDRS */
static const guid send_msg_id = {{0xa441e712, 0x43ca754f, 0xee0da784, 0x6dcf6044}};        /* WSAID_WSASENDMSG */
static const guid recv_msg_id = {{0xf689d7c8, 0x436b6f1f, 0x4fe5538a, 0x22c351e3}};        /* WSAID_WSARECVMSG */

/* Those that WSAIoctl gives. Their originals are the system provider's, whose sockets alone come here. */
static int(__stdcall *volatile connect_ex)(SOCKET, const void *, int, void *, dword, dword *, void *);
static int(__stdcall *volatile accept_ex)(SOCKET, SOCKET, void *, dword, dword, dword, dword *, void *);
static int(__stdcall *volatile disconnect_ex)(SOCKET, void *, dword, dword);
static int(__stdcall *volatile recv_msg)(SOCKET, void *, dword *, void *, void *);
static void(__stdcall *volatile accept_addresses)(void *, dword, dword, dword, void **, int *, void **, int *);

int __stdcall afunix_ws_ConnectEx(SOCKET s, const void *address, int length, void *data, dword size, dword *sent, void *overlapped)
{
    if (!IS_FOR_US(s))
        return connect_ex(s, address, length, data, size, sent, overlapped);
    ENTERED(int, afunix_winsock_connect_ex(s, address, length, data, size, sent, overlapped, &error));
}

static void fetch(SOCKET s, const guid *id, void *volatile *original)
{
    void *function;
    dword size;

    if (!*original && WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)id, sizeof *id, &function, sizeof function, &size, 0, 0) == 0)
        *original = function;
}

/* For who has the two from mswsock.dll's exports, and asked for no pointer. */
static void fetch_extensions(SOCKET s)
{
    fetch(s, &accept_ex_id, (void *volatile *)&accept_ex);
    fetch(s, &accept_addresses_id, (void *volatile *)&accept_addresses);
}

int __stdcall afunix_ws_AcceptEx(SOCKET s, SOCKET into, void *buffer, dword receive, dword local, dword remote, dword *received, void *overlapped)
{
    fetch_extensions(s);
    if (!IS_FOR_US(s))
        return accept_ex && accept_ex(s, into, buffer, receive, local, remote, received, overlapped);
    ENTERED(int, afunix_winsock_accept_ex(s, into, buffer, receive, local, remote, received, overlapped, &error));
}

void __stdcall afunix_ws_GetAcceptExSockaddrs(void *buffer, dword receive, dword local, dword remote, void **own, int *own_length, void **other, int *other_length)
{
    if ((!afunix_may_enter() || !afunix_winsock_accept_addresses(buffer, receive, local, remote, own, own_length, other, other_length)) && accept_addresses)
        accept_addresses(buffer, receive, local, remote, own, own_length, other, other_length);
}

/* A socket of ours is connected once: another connection would need another ledger. */
int __stdcall afunix_ws_DisconnectEx(SOCKET s, void *overlapped, dword flags, dword reserved)
{
    if (!afunix_is_socket(s) || !(flags & TF_REUSE_SOCKET))
        return disconnect_ex(s, overlapped, flags, reserved);
    WSASetLastError(WSAEOPNOTSUPP);
    return 0;
}

/* Windows has it as a function, too, so the pointer that it gives is of no use. */
int __stdcall afunix_ws_WSASendMsg(SOCKET s, void *message, dword flags, dword *sent, void *overlapped, void *completed)
{
    if (!IS_FOR_US(s))
        return WSASendMsg(s, message, flags, sent, overlapped, completed);
    ENTERED(int, afunix_winsock_send_msg(s, message, flags, sent, overlapped, completed, &error));
}

int __stdcall afunix_ws_WSARecvMsg(SOCKET s, void *message, dword *received, void *overlapped, void *completed)
{
    if (!IS_FOR_US(s))
        return recv_msg(s, message, received, overlapped, completed);
    ENTERED(int, afunix_winsock_recv_msg(s, message, received, overlapped, completed, &error));
}

/* Puts our function where the system has given its own, if that is the one that ours goes on to. */
static void replace(void **place, void *volatile *original, void *replacement)
{
    void *given = *place;
    void *before = _InterlockedCompareExchangePointer(original, given, 0);
    if (!before || before == given)
        *place = replacement;
}

static int is_same(const guid *a, const guid *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2] && a->words[3] == b->words[3];
}

static void replace_extension(const guid *id, void **function)
{
    if (is_same(id, &connect_ex_id))
        replace(function, (void *volatile *)&connect_ex, (void *)afunix_ws_ConnectEx);
    else if (is_same(id, &accept_ex_id))
        replace(function, (void *volatile *)&accept_ex, (void *)afunix_ws_AcceptEx);
    else if (is_same(id, &disconnect_ex_id))
        replace(function, (void *volatile *)&disconnect_ex, (void *)afunix_ws_DisconnectEx);
    else if (is_same(id, &send_msg_id))
        *function = (void *)afunix_ws_WSASendMsg;
    else if (is_same(id, &recv_msg_id))
        replace(function, (void *volatile *)&recv_msg, (void *)afunix_ws_WSARecvMsg);
    else if (is_same(id, &accept_addresses_id))
        replace(function, (void *volatile *)&accept_addresses, (void *)afunix_ws_GetAcceptExSockaddrs);
}

int __stdcall afunix_ws_WSAIoctl(SOCKET s, dword code, void *in, dword in_size, void *out, dword out_size, dword *returned, void *overlapped, void *completed)
{
    if (IS_FOR_US(s) && code != SIO_GET_EXTENSION_FUNCTION_POINTER)
        ENTERED(int, afunix_winsock_control(s, code, in, in_size, out, out_size, returned, overlapped, completed, &error));
    else {
        int result = WSAIoctl(s, code, in, in_size, out, out_size, returned, overlapped, completed);
        if (result == 0 && code == SIO_GET_EXTENSION_FUNCTION_POINTER)
            replace_extension(in, out);
        return result;
    }
}
