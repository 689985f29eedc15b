/* Functions of kernel32's about operations that finish later: AcceptEx and WSARecvMsg are finished by us. */
#include "winsock.h"

/* How a handle's completions reach the program. */
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
    if (!overlapped)
        CancelIoEx(file, 0); /* those that are not ours */
    if (error)
        SetLastError((dword)error);
    return error == 0;
}
