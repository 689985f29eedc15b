/* WSASendMsg and WSARecvMsg: the calls. */
#include "face/passing.h"

CASE_BODY(messages_without_handles)
{
    SOCKET pair[2];
    struct passing it;
    char one[3], two[8];
    WSABUF parts[2] = { { sizeof one, one }, { sizeof two, two } }, sent[2] = { { 4, "plai" }, { 1, "n" } };
    DWORD count = 0;

    connected_pair(pair);
    pass(pair[0], "hello", NULL, 0);
    take(pair[1], "hello", NULL, 0);
    passing_of(&it, "", NULL, 0);
    it.message.lpBuffers = sent;
    it.message.dwBufferCount = 2;
    WORKS(WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    CHECK_EQ(count, 5);
    passing_for(&it, 0);
    it.message.Control.buf = NULL;
    it.message.lpBuffers = parts;
    it.message.dwBufferCount = 2;
    it.message.namelen = 77;
    WORKS(receive_message_of(pair[1])(pair[1], &it.message, &count, NULL, NULL));
    CHECK_EQ(count, 5);
    CHECK_BYTES(one, "pla", 3);
    CHECK_BYTES(two, "in", 2);
    CHECK_EQ(it.message.namelen, 0);
    WORKS(closesocket(pair[0]));
    take(pair[1], "", NULL, 0);
}

CASE_BODY(messages_wrong_arguments)
{
    SOCKET pair[2], alone = unix_socket(), none;
    struct passing it;
    HANDLE handle = new_event();
    DWORD count;
    LPFN_WSARECVMSG receive;

    connected_pair(pair);
    receive = receive_message_of(pair[0]);
    none = (SOCKET)WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(closesocket(none));
    passing_of(&it, "x", &handle, 1);
    REFUSES(WSAENOTSOCK, WSASendMsg(none, &it.message, 0, &count, NULL, NULL));
    REFUSES(WSAENOTCONN, WSASendMsg(alone, &it.message, 0, &count, NULL, NULL));
    REFUSES(WSAEFAULT, WSASendMsg(pair[0], NULL, 0, &count, NULL, NULL));
    it.message.name = (struct sockaddr *)it.control;
    it.message.namelen = 16;
    REFUSES(WSAEISCONN, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    passing_of(&it, "x", &handle, 1);
    it.message.Control.buf = (char *)1;
    REFUSES(WSAEFAULT, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    REFUSES(WSAEFAULT, receive(pair[1], NULL, &count, NULL, NULL));
    passing_for(&it, 1);
    REFUSES(WSAENOTCONN, receive(alone, &it.message, &count, NULL, NULL));
    set_nonblocking(pair[1], true);
    REFUSES(WSAEWOULDBLOCK, receive(pair[1], &it.message, &count, NULL, NULL));
}

CASE_BODY(messages_wrong_rows)
{
    SOCKET pair[2];
    struct passing it;
    HANDLE handle = new_event(), bad = (HANDLE)(ULONG_PTR)0x7ffff0, many[254];
    WSACMSGHDR *row = (WSACMSGHDR *)it.control;
    DWORD count;
    int i;

    connected_pair(pair);
    for (i = 0; i < 254; i++)
        many[i] = handle;
    passing_of(&it, "x", &bad, 1);
    REFUSES(WSAEBADF, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    bad = INVALID_HANDLE_VALUE;
    passing_of(&it, "x", &bad, 1);
    REFUSES(WSAEBADF, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    bad = GetCurrentThread(); /* names none: another thread's is another */
    passing_of(&it, "x", &bad, 1);
    REFUSES(WSAEBADF, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    passing_of(&it, "x", many, 254);
    REFUSES(WSAEINVAL, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    passing_of(&it, "x", &handle, 1);
    row->cmsg_type = 2;
    REFUSES(WSAEINVAL, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    passing_of(&it, "x", &handle, 1);
    row->cmsg_len = it.message.Control.len + 1;
    REFUSES(WSAEINVAL, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    passing_of(&it, "x", &handle, 1);
    row->cmsg_len -= 4;
    REFUSES(WSAEINVAL, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    pass(pair[0], "still well", many, 253);
    take(pair[1], "still well", many, 253);
}

CASE_BODY(messages_of_the_internet)
{
    SOCKET one, other;
    struct sockaddr_in address = { .sin_family = AF_INET }, from;
    int size = sizeof address;
    struct passing it;
    DWORD count;

    start_winsock();
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    one = (SOCKET)WORKS(socket(AF_INET, SOCK_DGRAM, 0));
    other = (SOCKET)WORKS(socket(AF_INET, SOCK_DGRAM, 0));
    WORKS(bind(other, (struct sockaddr *)&address, sizeof address));
    WORKS(getsockname(other, (struct sockaddr *)&address, &size));
    passing_of(&it, "datagram", NULL, 0);
    it.message.name = (struct sockaddr *)&address;
    it.message.namelen = sizeof address;
    WORKS(WSASendMsg(one, &it.message, 0, &count, NULL, NULL));
    passing_for(&it, 4);
    it.message.name = (struct sockaddr *)&from;
    it.message.namelen = sizeof from;
    WORKS(receive_message_of(other)(other, &it.message, &count, NULL, NULL));
    CHECK_EQ(count, 8);
    CHECK_BYTES(it.bytes, "datagram", 8);
    CHECK_EQ(from.sin_family, AF_INET);
}

/* Nothing of a message that is not sent stays behind. */
CASE_BODY(messages_that_are_not_sent)
{
    static char much[1 << 20];
    SOCKET pair[2];
    HANDLE ends[2];
    struct passing it;
    DWORD count;

    connected_pair(pair);
    pipe_ends(ends);
    set_nonblocking(pair[0], true);
    while (send(pair[0], much, sizeof much, 0) > 0)
        ;
    CHECK_EQ(WSAGetLastError(), WSAEWOULDBLOCK);
    passing_of(&it, "x", &ends[1], 1);
    REFUSES(WSAEWOULDBLOCK, WSASendMsg(pair[0], &it.message, 0, &count, NULL, NULL));
    HOLDS(CloseHandle(ends[1]));
    expect_pipe_end(ends[0]);
}

CASE_BODY(messages_without_enough_room)
{
    SOCKET pair[2];
    HANDLE first[2], second[2], sent[2], taken[2];
    struct passing it;
    DWORD count;

    connected_pair(pair);
    pipe_ends(first);
    pipe_ends(second);
    sent[0] = first[1];
    sent[1] = second[1];
    pass(pair[0], "two", sent, 2);
    HOLDS(CloseHandle(first[1]));
    HOLDS(CloseHandle(second[1]));
    passing_for(&it, 1);
    WORKS(receive_message_of(pair[1])(pair[1], &it.message, &count, NULL, NULL));
    CHECK_EQ(it.message.dwFlags, MSG_CTRUNC);
    passed(&it, taken, 1);
    expect_pipe_end(second[0]);
    write_to_pipe(taken[0], "first");
    expect_pipe_text(first[0], "first");
}

/* A receive that has no room for handles leaves them to one that has. */
CASE_BODY(messages_wait_for_room)
{
    SOCKET pair[2];
    HANDLE ends[2], taken;
    char bytes[8];

    connected_pair(pair);
    pipe_ends(ends);
    pass(pair[0], "with", &ends[1], 1);
    send_text(pair[0], "without");
    CHECK_EQ(WORKS(recv(pair[1], bytes, 4, 0)), 4);
    take(pair[1], "without", &taken, 1);
    HOLDS(CloseHandle(ends[1]));
    write_to_pipe(taken, "here");
    expect_pipe_text(ends[0], "here");
}

CASE_BODY(messages_peeked_at)
{
    SOCKET pair[2];
    HANDLE ends[2], copy, taken;
    struct passing it;
    DWORD count;

    connected_pair(pair);
    pipe_ends(ends);
    pass(pair[0], "look", &ends[1], 1);
    HOLDS(CloseHandle(ends[1]));
    passing_for(&it, 1);
    it.message.dwFlags = MSG_PEEK;
    WORKS(receive_message_of(pair[1])(pair[1], &it.message, &count, NULL, NULL));
    passed(&it, &copy, 1);
    take(pair[1], "look", &taken, 1);
    CHECK(copy != taken);
    write_to_pipe(copy, "copy");
    expect_pipe_text(ends[0], "copy");
    HOLDS(CloseHandle(copy));
    write_to_pipe(taken, "taken");
    expect_pipe_text(ends[0], "taken");
    HOLDS(CloseHandle(taken));
    expect_pipe_end(ends[0]);
}

/* Flags that a receive was asked with are not what it tells. */
CASE_BODY(messages_and_flags)
{
    static const DWORD flags[] = { 0, MSG_PEEK, MSG_WAITALL };
    SOCKET pair[2];
    struct passing it;
    DWORD count;
    size_t i;
    int late;

    connected_pair(pair);
    for (i = 0; i < sizeof flags / sizeof *flags; i++)
        for (late = 0; late < 3; late++) {
            OVERLAPPED overlapped = { .hEvent = new_event() };

            passing_for(&it, late < 2 ? 4 : 0);
            it.part.len = 4;
            it.message.dwFlags = flags[i];
            if (late == 0) {
                send_text(pair[0], "flag");
                WORKS(receive_message_of(pair[1])(pair[1], &it.message, &count, NULL, NULL));
            } else {
                if (receive_message_of(pair[1])(pair[1], &it.message, NULL, &overlapped, NULL) != 0)
                    CHECK_EQ(WSAGetLastError(), WSA_IO_PENDING);
                send_text(pair[0], "flag");
                await_event(overlapped.hEvent);
            }
            CHECK_BYTES(it.bytes, "flag", 4);
            CHECK_EQ(it.message.dwFlags, 0);
            if (flags[i] == MSG_PEEK)
                expect_text(pair[1], "flag");
        }
}
