/*
 * Winsock as programs see it that have AF_UNIX from this DLL: each function here has the name, but for a prefix, and the behaviour of
 * one of Winsock's. Programs come here because they are linked with lib/afunixws.lib, or because src/Shim/Hooks has put these
 * functions in the place of the system's. Only what sees an address or a family is here: a SOCKET of the UNIX domain is a TCP socket
 * of the system's, which sends, receives, polls and completes without us.
 *
 * What is not of the UNIX domain goes straight on to the system, and C# is not even entered for it: a table of bytes, one for each
 * handle, tells. The same goes for a call that comes where C# may not be entered (entry.c).
 *
 * C# (src/Shim/Winsock) gives an error as a number beside the result, and it is set here: nothing of the .NET runtime runs after that.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef unsigned int dword;
typedef unsigned short utf16;
typedef unsigned long long word;
typedef word SOCKET;
typedef void *handle;
typedef struct {
    dword words[4];
} guid;

#define SOCKET_ERROR (-1)
#define INVALID_SOCKET ((SOCKET)-1)
#define FAMILY 1 /* AF_UNIX */
#define WSAEOPNOTSUPP 10045
#define TF_REUSE_SOCKET 2
#define SIO_GET_EXTENSION_FUNCTION_POINTER 0xC8000006
#define PAGE_READWRITE 4
#define MEM_COMMIT_RESERVE 0x3000

/* The beginning of a WSAPROTOCOL_INFO, of both kinds. */
struct protocol_info {
    dword flags[5];
    guid provider;
    dword entry;
    dword chain[8];
    int version, family;
};

#define IMPORT(result) __declspec(dllimport) result __stdcall
IMPORT(SOCKET) socket(int family, int type, int protocol);
IMPORT(SOCKET) WSASocketA(int family, int type, int protocol, struct protocol_info *info, dword group, dword flags);
IMPORT(SOCKET) WSASocketW(int family, int type, int protocol, struct protocol_info *info, dword group, dword flags);
IMPORT(int) bind(SOCKET s, const void *address, int length);
IMPORT(int) listen(SOCKET s, int backlog);
IMPORT(int) connect(SOCKET s, const void *address, int length);
IMPORT(int) WSAConnect(SOCKET s, const void *address, int length, void *caller, void *callee, void *send, void *receive);
IMPORT(SOCKET) accept(SOCKET s, void *address, int *length);
IMPORT(SOCKET) WSAAccept(SOCKET s, void *address, int *length, void *condition, word context);
IMPORT(int) getsockname(SOCKET s, void *address, int *length);
IMPORT(int) getpeername(SOCKET s, void *address, int *length);
IMPORT(int) getsockopt(SOCKET s, int level, int name, char *value, int *length);
IMPORT(int) setsockopt(SOCKET s, int level, int name, const char *value, int length);
IMPORT(int) ioctlsocket(SOCKET s, long command, dword *argument);
IMPORT(int) WSAIoctl(SOCKET s, dword code, void *in, dword in_size, void *out, dword out_size, dword *returned, void *overlapped, void *completed);
IMPORT(int) WSAEventSelect(SOCKET s, handle event, long events);
IMPORT(int) WSAAsyncSelect(SOCKET s, handle window, unsigned message, long events);
IMPORT(int) shutdown(SOCKET s, int how);
IMPORT(int) WSASendDisconnect(SOCKET s, void *data);
IMPORT(int) WSARecvDisconnect(SOCKET s, void *data);
IMPORT(int) closesocket(SOCKET s);
IMPORT(int) WSADuplicateSocketA(SOCKET s, dword process, struct protocol_info *info);
IMPORT(int) WSADuplicateSocketW(SOCKET s, dword process, struct protocol_info *info);
IMPORT(int) WSAEnumProtocolsA(int *protocols, void *buffer, dword *size);
IMPORT(int) WSAEnumProtocolsW(int *protocols, void *buffer, dword *size);
IMPORT(int) WSACleanup(void);
IMPORT(int) WSAGetLastError(void);
IMPORT(void) WSASetLastError(int error);
IMPORT(handle) CreateIoCompletionPort(handle file, handle port, word key, dword threads);
IMPORT(handle) CreateThreadpoolIo(handle file, void *callback, void *context, void *environment);
IMPORT(int) BindIoCompletionCallback(handle file, void *callback, dword flags);
IMPORT(int) CancelIo(handle file);
IMPORT(int) CancelIoEx(handle file, void *overlapped);
IMPORT(void) SetLastError(dword error);
IMPORT(void *) VirtualAlloc(void *address, word size, dword type, dword protection);
IMPORT(int) VirtualFree(void *address, word size, dword type);
void *_InterlockedCompareExchangePointer(void *volatile *target, void *value, void *expected);
#ifndef __clang__
#pragma intrinsic(_InterlockedCompareExchangePointer)
#endif

int afunix_may_enter(void);

/* C#'s; each gives an error of Winsock's, or 0, in the last argument. */
SOCKET afunix_winsock_socket(int family, int type, int protocol, struct protocol_info *info, int wide, dword flags, int *error);
int afunix_winsock_bind(SOCKET s, const void *address, int length, int *error);
int afunix_winsock_listen(SOCKET s, int backlog, int *error);
int afunix_winsock_connect(SOCKET s, const void *address, int length, int *error);
int afunix_winsock_connect_ex(SOCKET s, const void *address, int length, void *data, dword size, dword *sent, void *overlapped, int *error);
SOCKET afunix_winsock_accept(SOCKET s, void *address, int *length, void *condition, word context, int *error);
int afunix_winsock_accept_ex(SOCKET s, SOCKET into, void *buffer, dword receive, dword local, dword remote, dword *received, void *overlapped, int *error);
int afunix_winsock_accept_addresses(void *buffer, dword receive, dword local, dword remote, void **own, int *own_length, void **other, int *other_length);
int afunix_winsock_name(SOCKET s, int peer, void *address, int *length, int *error);
int afunix_winsock_get_option(SOCKET s, int level, int name, char *value, int *length, int *error);
int afunix_winsock_set_option(SOCKET s, int level, int name, const char *value, int length, int *error);
int afunix_winsock_control(SOCKET s, dword code, void *in, dword in_size, void *out, dword out_size, dword *returned, void *overlapped, void *completed, int *error);
void afunix_winsock_set_nonblocking(SOCKET s, int on);
int afunix_winsock_shutdown(SOCKET s, int how, int *error);
int afunix_winsock_close(SOCKET s, int *error);
void afunix_winsock_forget(SOCKET s);
int afunix_winsock_duplicate(SOCKET s, dword process, void *info, int wide, int *error);
int afunix_winsock_protocols(int *protocols, void *buffer, dword *size, int wide, int *error);
void afunix_winsock_completes(SOCKET s, int how, void *port, word key);
int afunix_winsock_cancel(SOCKET s, void *overlapped, int *error);
int afunix_winsock_cancel_own(SOCKET s, int *error);
void afunix_winsock_clean_up(void);

/* Which handles are ours. Handles are multiples of four, and below 2^26: a process has at most 2^24 of them. */
enum { PAGES = 4096, PAGE_SIZE = 4096 };
static unsigned char *volatile pages[PAGES];

static unsigned char *mark_of(SOCKET s)
{
    word index = s >> 2;
    unsigned char *page = (s & 3) == 0 && index < (word)PAGES * PAGE_SIZE ? pages[index / PAGE_SIZE] : 0;
    return page ? page + index % PAGE_SIZE : 0;
}

static int is_ours(SOCKET s)
{
    const unsigned char *mark = mark_of(s);
    return mark && *mark;
}

/* For C#: 0 when there is no memory for the mark. */
int afunix_mark_socket(SOCKET s, int ours)
{
    word index = s >> 2;
    unsigned char *mark;

    if ((s & 3) != 0 || index >= (word)PAGES * PAGE_SIZE)
        return 0;
    if (ours && !pages[index / PAGE_SIZE]) {
        void *page = VirtualAlloc(0, PAGE_SIZE, MEM_COMMIT_RESERVE, PAGE_READWRITE);
        if (page && _InterlockedCompareExchangePointer((void *volatile *)&pages[index / PAGE_SIZE], page, 0))
            VirtualFree(page, 0, 0x8000); /* MEM_RELEASE: another thread was faster */
    }
    mark = mark_of(s);
    if (mark)
        *mark = (unsigned char)ours;
    return mark != 0;
}

/* C#'s answer; declares `error`, which the call gets. */
#define ENTERED(type, call)                                                                                                                           \
    do {                                                                                                                                              \
        int error = 0;                                                                                                                                \
        type answer = call;                                                                                                                           \
        if (error)                                                                                                                                    \
            WSASetLastError(error);                                                                                                                   \
        return answer;                                                                                                                                \
    } while (0)

#define IS_FOR_US(s) (is_ours(s) && afunix_may_enter())

/* A handle that the system has just given: if it was ours, then the program closed it by CloseHandle, unseen. */
static SOCKET fresh(SOCKET s)
{
    if (s != INVALID_SOCKET && IS_FOR_US(s))
        afunix_winsock_forget(s);
    return s;
}

static int is_unix(int family, const struct protocol_info *info)
{
    return family == FAMILY || ((family == -1 || family == 0) && info && info->family == FAMILY);
}

SOCKET __stdcall afunix_ws_socket(int family, int type, int protocol)
{
    if (family != FAMILY || !afunix_may_enter())
        return fresh(socket(family, type, protocol));
    ENTERED(SOCKET, afunix_winsock_socket(family, type, protocol, 0, 1, 1 /* WSA_FLAG_OVERLAPPED */, &error));
}

SOCKET __stdcall afunix_ws_WSASocketA(int family, int type, int protocol, struct protocol_info *info, dword group, dword flags)
{
    if (!is_unix(family, info) || !afunix_may_enter())
        return fresh(WSASocketA(family, type, protocol, info, group, flags));
    ENTERED(SOCKET, afunix_winsock_socket(family, type, protocol, info, 0, flags, &error));
}

SOCKET __stdcall afunix_ws_WSASocketW(int family, int type, int protocol, struct protocol_info *info, dword group, dword flags)
{
    if (!is_unix(family, info) || !afunix_may_enter())
        return fresh(WSASocketW(family, type, protocol, info, group, flags));
    ENTERED(SOCKET, afunix_winsock_socket(family, type, protocol, info, 1, flags, &error));
}

int __stdcall afunix_ws_bind(SOCKET s, const void *address, int length)
{
    if (!IS_FOR_US(s))
        return bind(s, address, length);
    ENTERED(int, afunix_winsock_bind(s, address, length, &error));
}

int __stdcall afunix_ws_listen(SOCKET s, int backlog)
{
    if (!IS_FOR_US(s))
        return listen(s, backlog);
    ENTERED(int, afunix_winsock_listen(s, backlog, &error));
}

int __stdcall afunix_ws_connect(SOCKET s, const void *address, int length)
{
    if (!IS_FOR_US(s))
        return connect(s, address, length);
    ENTERED(int, afunix_winsock_connect(s, address, length, &error));
}

int __stdcall afunix_ws_WSAConnect(SOCKET s, const void *address, int length, void *caller, void *callee, void *send, void *receive)
{
    if (!IS_FOR_US(s))
        return WSAConnect(s, address, length, caller, callee, send, receive);
    ENTERED(int, afunix_winsock_connect(s, address, length, &error));
}

SOCKET __stdcall afunix_ws_accept(SOCKET s, void *address, int *length)
{
    if (!IS_FOR_US(s))
        return fresh(accept(s, address, length));
    ENTERED(SOCKET, afunix_winsock_accept(s, address, length, 0, 0, &error));
}

SOCKET __stdcall afunix_ws_WSAAccept(SOCKET s, void *address, int *length, void *condition, word context)
{
    if (!IS_FOR_US(s))
        return fresh(WSAAccept(s, address, length, condition, context));
    ENTERED(SOCKET, afunix_winsock_accept(s, address, length, condition, context, &error));
}

int __stdcall afunix_ws_getsockname(SOCKET s, void *address, int *length)
{
    if (!IS_FOR_US(s))
        return getsockname(s, address, length);
    ENTERED(int, afunix_winsock_name(s, 0, address, length, &error));
}

int __stdcall afunix_ws_getpeername(SOCKET s, void *address, int *length)
{
    if (!IS_FOR_US(s))
        return getpeername(s, address, length);
    ENTERED(int, afunix_winsock_name(s, 1, address, length, &error));
}

int __stdcall afunix_ws_getsockopt(SOCKET s, int level, int name, char *value, int *length)
{
    if (!IS_FOR_US(s))
        return getsockopt(s, level, name, value, length);
    ENTERED(int, afunix_winsock_get_option(s, level, name, value, length, &error));
}

int __stdcall afunix_ws_setsockopt(SOCKET s, int level, int name, const char *value, int length)
{
    if (!IS_FOR_US(s))
        return setsockopt(s, level, name, value, length);
    ENTERED(int, afunix_winsock_set_option(s, level, name, value, length, &error));
}

/* The system does these four; whether connect() may wait is all that we want to know. */
int __stdcall afunix_ws_ioctlsocket(SOCKET s, long command, dword *argument)
{
    int result = ioctlsocket(s, command, argument);
    if (result == 0 && (dword)command == 0x8004667E /* FIONBIO */ && IS_FOR_US(s))
        afunix_winsock_set_nonblocking(s, *argument != 0);
    return result;
}

int __stdcall afunix_ws_WSAEventSelect(SOCKET s, handle event, long events)
{
    int result = WSAEventSelect(s, event, events);
    if (result == 0 && IS_FOR_US(s))
        afunix_winsock_set_nonblocking(s, 1);
    return result;
}

int __stdcall afunix_ws_WSAAsyncSelect(SOCKET s, handle window, unsigned message, long events)
{
    int result = WSAAsyncSelect(s, window, message, events);
    if (result == 0 && IS_FOR_US(s))
        afunix_winsock_set_nonblocking(s, 1);
    return result;
}

int __stdcall afunix_ws_shutdown(SOCKET s, int how)
{
    if (!IS_FOR_US(s))
        return shutdown(s, how);
    ENTERED(int, afunix_winsock_shutdown(s, how, &error));
}

int __stdcall afunix_ws_WSASendDisconnect(SOCKET s, void *data)
{
    if (!IS_FOR_US(s))
        return WSASendDisconnect(s, data);
    ENTERED(int, afunix_winsock_shutdown(s, 1, &error));
}

int __stdcall afunix_ws_WSARecvDisconnect(SOCKET s, void *data)
{
    if (!IS_FOR_US(s))
        return WSARecvDisconnect(s, data);
    ENTERED(int, afunix_winsock_shutdown(s, 0, &error));
}

int __stdcall afunix_ws_closesocket(SOCKET s)
{
    if (!IS_FOR_US(s))
        return closesocket(s);
    ENTERED(int, afunix_winsock_close(s, &error));
}

int __stdcall afunix_ws_WSADuplicateSocketA(SOCKET s, dword process, struct protocol_info *info)
{
    if (!IS_FOR_US(s))
        return WSADuplicateSocketA(s, process, info);
    ENTERED(int, afunix_winsock_duplicate(s, process, info, 0, &error));
}

int __stdcall afunix_ws_WSADuplicateSocketW(SOCKET s, dword process, struct protocol_info *info)
{
    if (!IS_FOR_US(s))
        return WSADuplicateSocketW(s, process, info);
    ENTERED(int, afunix_winsock_duplicate(s, process, info, 1, &error));
}

int __stdcall afunix_ws_WSAEnumProtocolsA(int *protocols, void *buffer, dword *size)
{
    if (!afunix_may_enter())
        return WSAEnumProtocolsA(protocols, buffer, size);
    ENTERED(int, afunix_winsock_protocols(protocols, buffer, size, 0, &error));
}

int __stdcall afunix_ws_WSAEnumProtocolsW(int *protocols, void *buffer, dword *size)
{
    if (!afunix_may_enter())
        return WSAEnumProtocolsW(protocols, buffer, size);
    ENTERED(int, afunix_winsock_protocols(protocols, buffer, size, 1, &error));
}

/* Winsock counts who has started it. With the last one's end it closes all sockets, and ours are over, too. */
int __stdcall afunix_ws_WSACleanup(void)
{
    int result = WSACleanup();
    if (result == 0 && afunix_may_enter()) {
        SOCKET probe = socket(2 /* AF_INET */, 2 /* SOCK_DGRAM */, 0);
        if (probe != INVALID_SOCKET)
            closesocket(probe);
        else if (WSAGetLastError() == 10093 /* WSANOTINITIALISED */)
            afunix_winsock_clean_up();
    }
    return result;
}

/* Those that WSAIoctl gives. Their originals are the system provider's, whose sockets alone come here. */
static int(__stdcall *volatile connect_ex)(SOCKET, const void *, int, void *, dword, dword *, void *);
static int(__stdcall *volatile accept_ex)(SOCKET, SOCKET, void *, dword, dword, dword, dword *, void *);
static int(__stdcall *volatile disconnect_ex)(SOCKET, void *, dword, dword);
static void(__stdcall *volatile accept_addresses)(void *, dword, dword, dword, void **, int *, void **, int *);

int __stdcall afunix_ws_ConnectEx(SOCKET s, const void *address, int length, void *data, dword size, dword *sent, void *overlapped)
{
    if (!IS_FOR_US(s))
        return connect_ex(s, address, length, data, size, sent, overlapped);
    ENTERED(int, afunix_winsock_connect_ex(s, address, length, data, size, sent, overlapped, &error));
}

/* For who has the two from mswsock.dll's exports, and asked for no pointer. */
static void fetch_extensions(SOCKET s)
{
    static const guid accept = {{0xb5367df1, 0x11cfcbac, 0x8000ca95, 0x92a1485f}}, addresses = {{0xb5367df2, 0x11cfcbac, 0x8000ca95, 0x92a1485f}};
    void *function;
    dword size;

    if (!accept_ex && WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)&accept, sizeof accept, &function, sizeof function, &size, 0, 0) == 0)
        *(void *volatile *)&accept_ex = function;
    if (!accept_addresses && WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)&addresses, sizeof addresses, &function, sizeof function, &size, 0, 0) == 0)
        *(void *volatile *)&accept_addresses = function;
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
    if (!is_ours(s) || !(flags & TF_REUSE_SOCKET))
        return disconnect_ex(s, overlapped, flags, reserved);
    WSASetLastError(WSAEOPNOTSUPP);
    return 0;
}

/* Puts our function where the system has given its own, if that is the one that ours goes on to. */
static void replace(void **place, void *volatile *original, void *replacement)
{
    void *given = *place;
    void *before = _InterlockedCompareExchangePointer(original, given, 0);
    if (!before || before == given)
        *place = replacement;
}

static int is_guid(const guid *id, dword a, dword b, dword c, dword d)
{
    return id->words[0] == a && id->words[1] == b && id->words[2] == c && id->words[3] == d;
}

static void replace_extension(const guid *id, void **function)
{
    if (is_guid(id, 0x25a207b9, 0x4660ddf3, 0xe576e98e, 0x3e06748c)) /* WSAID_CONNECTEX */
        replace(function, (void *volatile *)&connect_ex, (void *)afunix_ws_ConnectEx);
    else if (is_guid(id, 0xb5367df1, 0x11cfcbac, 0x8000ca95, 0x92a1485f)) /* WSAID_ACCEPTEX */
        replace(function, (void *volatile *)&accept_ex, (void *)afunix_ws_AcceptEx);
    else if (is_guid(id, 0x7fda2e11, 0x436f8630, 0x36f531a0, 0x57c1eea6)) /* WSAID_DISCONNECTEX */
        replace(function, (void *volatile *)&disconnect_ex, (void *)afunix_ws_DisconnectEx);
    else if (is_guid(id, 0xb5367df2, 0x11cfcbac, 0x8000ca95, 0x92a1485f)) /* WSAID_GETACCEPTEXSOCKADDRS */
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

/* How a listener's completions reach the program: AcceptEx completes through us. */
enum { BY_PORT, BY_THREADPOOL, BY_CALLBACK };

static void completes(handle file, int how, void *port, word key)
{
    if (IS_FOR_US((SOCKET)file))
        afunix_winsock_completes((SOCKET)file, how, port, key);
}

handle __stdcall afunix_ws_CreateIoCompletionPort(handle file, handle port, word key, dword threads)
{
    handle result = CreateIoCompletionPort(file, port, key, threads);
    if (result)
        completes(file, BY_PORT, result, key);
    return result;
}

handle __stdcall afunix_ws_CreateThreadpoolIo(handle file, void *callback, void *context, void *environment)
{
    handle result = CreateThreadpoolIo(file, callback, context, environment);
    if (result && IS_FOR_US((SOCKET)file)) {
        struct {
            void *callback, *context, *io;
        } pool = {callback, context, result};
        completes(file, BY_THREADPOOL, &pool, 0);
    }
    return result;
}

int __stdcall afunix_ws_BindIoCompletionCallback(handle file, void *callback, dword flags)
{
    int result = BindIoCompletionCallback(file, callback, flags);
    if (result)
        completes(file, BY_CALLBACK, callback, 0);
    return result;
}

int __stdcall afunix_ws_CancelIo(handle file)
{
    int error = 0;
    if (IS_FOR_US((SOCKET)file))
        afunix_winsock_cancel_own((SOCKET)file, &error);
    return CancelIo(file);
}

int __stdcall afunix_ws_CancelIoEx(handle file, void *overlapped)
{
    int error = 0;
    if (!IS_FOR_US((SOCKET)file) || !afunix_winsock_cancel((SOCKET)file, overlapped, &error))
        return CancelIoEx(file, overlapped);
    if (error)
        SetLastError((dword)error);
    return error == 0;
}

/* What src/Shim/Hooks puts in place of the system's functions. */
struct hook {
    const char *module, *name;
    void *replacement;
};

#define HOOK(module, name) {module, #name, (void *)afunix_ws_##name}
#define WINSOCK(name) HOOK("ws2_32.dll", name)

const struct hook *afunix_winsock_hooks(int *count)
{
    static const struct hook hooks[] = {
        WINSOCK(socket),
        WINSOCK(WSASocketA),
        WINSOCK(WSASocketW),
        WINSOCK(bind),
        WINSOCK(listen),
        WINSOCK(connect),
        WINSOCK(WSAConnect),
        WINSOCK(accept),
        WINSOCK(WSAAccept),
        WINSOCK(getsockname),
        WINSOCK(getpeername),
        WINSOCK(getsockopt),
        WINSOCK(setsockopt),
        WINSOCK(ioctlsocket),
        WINSOCK(WSAIoctl),
        WINSOCK(WSAEventSelect),
        WINSOCK(WSAAsyncSelect),
        WINSOCK(shutdown),
        WINSOCK(WSASendDisconnect),
        WINSOCK(WSARecvDisconnect),
        WINSOCK(closesocket),
        WINSOCK(WSADuplicateSocketA),
        WINSOCK(WSADuplicateSocketW),
        WINSOCK(WSAEnumProtocolsA),
        WINSOCK(WSAEnumProtocolsW),
        WINSOCK(WSACleanup),
        HOOK("mswsock.dll", AcceptEx),
        HOOK("mswsock.dll", GetAcceptExSockaddrs),
        HOOK("kernel32.dll", CreateIoCompletionPort),
        HOOK("kernel32.dll", CreateThreadpoolIo),
        HOOK("kernel32.dll", BindIoCompletionCallback),
        HOOK("kernel32.dll", CancelIo),
        HOOK("kernel32.dll", CancelIoEx),
    };
    *count = sizeof hooks / sizeof *hooks;
    return hooks;
}
