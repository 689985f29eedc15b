/* What the files of the Winsock face have in common: the system's functions, C#'s, and the way from the one to the other. winsock.c tells of it. */
#ifndef WINSOCK_FACE_H
#define WINSOCK_FACE_H

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
IMPORT(int) WSASendMsg(SOCKET s, void *message, dword flags, dword *sent, void *overlapped, void *completed);
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
int afunix_winsock_send_msg(SOCKET s, void *message, dword flags, dword *sent, void *overlapped, void *completed, int *error);
int afunix_winsock_recv_msg(SOCKET s, void *message, dword *received, void *overlapped, void *completed, int *error);
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

/* Whether a handle is ours. */
int afunix_is_socket(SOCKET s);

/* C#'s answer; declares `error`, which the call gets. */
#define ENTERED(type, call)                                                                                                                           \
    do {                                                                                                                                              \
        int error = 0;                                                                                                                                \
        type answer = call;                                                                                                                           \
        if (error)                                                                                                                                    \
            WSASetLastError(error);                                                                                                                   \
        return answer;                                                                                                                                \
    } while (0)

#define IS_FOR_US(s) (afunix_is_socket(s) && afunix_may_enter())

#endif
