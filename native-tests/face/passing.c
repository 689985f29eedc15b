#include "face/passing.h"

void passing_of(struct passing *it, const char *text, const HANDLE *handles, int count)
{
    size_t size = count * sizeof *handles;
    WSACMSGHDR *row = (WSACMSGHDR *)it->control;

    memset(it, 0, sizeof *it);
    it->part.buf = (char *)text;
    it->part.len = (ULONG)strlen(text);
    it->message.lpBuffers = &it->part;
    it->message.dwBufferCount = 1;
    if (count > 0) {
        row->cmsg_len = WSA_CMSG_LEN(size);
        row->cmsg_level = SOL_SOCKET;
        row->cmsg_type = RIGHTS;
        memcpy(WSA_CMSG_DATA(row), handles, size);
        it->message.Control.buf = it->control;
        it->message.Control.len = (ULONG)WSA_CMSG_SPACE(size);
    }
}

void passing_for(struct passing *it, int room)
{
    memset(it, 0, sizeof *it);
    it->part.buf = it->bytes;
    it->part.len = sizeof it->bytes;
    it->message.lpBuffers = &it->part;
    it->message.dwBufferCount = 1;
    it->message.Control.buf = it->control;
    it->message.Control.len = room > 0 ? (ULONG)WSA_CMSG_LEN(room * sizeof(HANDLE)) : 0;
}

LPFN_WSARECVMSG receive_message_of(SOCKET s)
{
    GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG function = NULL;
    DWORD size;

    WORKS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &size, NULL, NULL));
    return function;
}

void pass(SOCKET s, const char *text, const HANDLE *handles, int count)
{
    struct passing it;
    DWORD sent = 0;

    passing_of(&it, text, handles, count);
    WORKS(WSASendMsg(s, &it.message, 0, &sent, NULL, NULL));
    CHECK_EQ(sent, strlen(text));
}

void passed(struct passing *it, HANDLE *handles, int count)
{
    WSACMSGHDR *row = WSA_CMSG_FIRSTHDR(&it->message);

    CHECK_EQ(it->message.Control.len, count > 0 ? WSA_CMSG_LEN(count * sizeof *handles) : 0);
    if (count > 0) {
        CHECK_EQ(row->cmsg_len, WSA_CMSG_LEN(count * sizeof *handles));
        CHECK_EQ(row->cmsg_level, SOL_SOCKET);
        CHECK_EQ(row->cmsg_type, RIGHTS);
        memcpy(handles, WSA_CMSG_DATA(row), count * sizeof *handles);
    }
}

void take(SOCKET s, const char *text, HANDLE *handles, int count)
{
    struct passing it;
    DWORD received = 0;

    passing_for(&it, MOST_HANDLES);
    WORKS(receive_message_of(s)(s, &it.message, &received, NULL, NULL));
    CHECK_EQ(received, strlen(text));
    CHECK_BYTES(it.bytes, text, received);
    CHECK_EQ(it.message.dwFlags, 0);
    passed(&it, handles, count);
}

void pipe_ends(HANDLE ends[2])
{
    HOLDS(CreatePipe(&ends[0], &ends[1], NULL, 0));
}

void expect_pipe_text(HANDLE read_end, const char *text)
{
    char bytes[64];
    DWORD count = 0;

    HOLDS(ReadFile(read_end, bytes, sizeof bytes, &count, NULL));
    CHECK_EQ(count, strlen(text));
    CHECK_BYTES(bytes, text, count);
}

void expect_pipe_end(HANDLE read_end)
{
    char byte;
    DWORD count;

    CHECK(!ReadFile(read_end, &byte, 1, &count, NULL));
    CHECK_EQ(GetLastError(), ERROR_BROKEN_PIPE);
}

void write_to_pipe(HANDLE write_end, const char *text)
{
    DWORD count;

    HOLDS(WriteFile(write_end, text, (DWORD)strlen(text), &count, NULL));
}

void internet_pair(SOCKET pair[2])
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int size = sizeof address;
    SOCKET listener;

    start_winsock();
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(bind(listener, (struct sockaddr *)&address, sizeof address));
    WORKS(listen(listener, 1));
    WORKS(getsockname(listener, (struct sockaddr *)&address, &size));
    pair[0] = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(connect(pair[0], (struct sockaddr *)&address, sizeof address));
    pair[1] = (SOCKET)WORKS(accept(listener, NULL, NULL));
    WORKS(closesocket(listener));
}
