#include "face/accepting.h"

void accepting_init(struct accepting *it, SOCKET listener)
{
    memset(it, 0, sizeof *it);
    it->listener = listener;
    it->into = unix_socket();
}

void accepting_begin(struct accepting *it)
{
    DWORD received = 0;
    HANDLE event = it->overlapped.hEvent;

    memset(&it->overlapped, 0, sizeof it->overlapped);
    it->overlapped.hEvent = event;
    DENIES(WSA_IO_PENDING,
           accept_ex_of(it->listener)(it->listener, it->into, it->buffer, it->receive, AREA, AREA, &received, &it->overlapped));
}

DWORD accepting_await(struct accepting *it, HANDLE port, DWORD *bytes)
{
    OVERLAPPED *finished = NULL;
    ULONG_PTR key;
    BOOL done = GetQueuedCompletionStatus(port, bytes, &key, &finished, PATIENCE);
    DWORD error = done ? 0 : GetLastError();

    CHECK_EQ(finished, &it->overlapped);
    CHECK_EQ(key, it->listener);
    return error;
}

void accepting_finish(struct accepting *it)
{
    WORKS(setsockopt(it->into, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&it->listener, sizeof it->listener));
}

void accepting_check_names(struct accepting *it, const char *local, const char *remote)
{
    struct unix_name *own = NULL, *other = NULL;
    int own_size = 0, other_size = 0;

    addresses_of(it->listener)(it->buffer, it->receive, AREA, AREA, (struct sockaddr **)&own, &own_size, (struct sockaddr **)&other, &other_size);
    CHECK(own != NULL && other != NULL);
    CHECK_EQ(own->family, FAMILY);
    CHECK_EQ(other->family, FAMILY);
    CHECK_TEXT(own->path, local);
    CHECK_TEXT(other->path, remote);
    CHECK_EQ(own_size, length_of(local));
    CHECK_EQ(other_size, WHOLE);
}

HANDLE port_for(SOCKET s, ULONG_PTR key)
{
    HANDLE port = CreateIoCompletionPort((HANDLE)s, NULL, key, 0);

    CHECK(port != NULL);
    return port;
}
