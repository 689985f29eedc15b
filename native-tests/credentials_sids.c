/* Who the peer is, as only this library tells it: SIDs, and what is not believed. Windows only. */
#include "ancillary.h"
#include "check.h"
#include "kernel_objects.h"
#include "peer.h"
#include "sockets.h"

#include <afunix.h>
#include <sys/ioctl.h>
#include <windows.h>
#include <sddl.h>
#include <stdio.h>

CASE_BODY(sids_of_the_peer)
{
    char sid[68], user[128], *text;
    int ends[2], i;
    socklen_t size;

    own_user(user, sizeof user);
    connected_ends(ends);
    for (i = 0; i < 2; i++) {
        size = 0;
        FAILS_WITH(ENOSPC, afunix_getpeersid(ends[i], NULL, &size));
        CHECK(size >= 12 && size <= (socklen_t)sizeof sid);
        size--;
        FAILS_WITH(ENOSPC, afunix_getpeersid(ends[i], sid, &size));
        MUST(afunix_getpeersid(ends[i], sid, &size));
        CHECK(IsValidSid(sid));
        CHECK_EQ(size, GetLengthSid(sid));
        CHECK(ConvertSidToStringSidA(sid, &text));
        CHECK_TEXT(text, user);
        LocalFree(text);
    }
    FAILS_WITH(ENOTCONN, afunix_getpeersid(unix_socket(), sid, &size));
    FAILS_WITH(ENOTCONN, afunix_getpeersid(listening_at("s", 1), sid, &size));
    FAILS_WITH(ENOTCONN, afunix_getpeersid(internet_socket(SOCK_STREAM), sid, &size));
    FAILS_WITH(EFAULT, afunix_getpeersid(ends[0], sid, NULL));
}

CASE_BODY(sids_and_the_process)
{
    int ends[2], pair[2], id;

    connected_ends(ends);
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
    MUST(ioctl(ends[0], SIO_AF_UNIX_GETPEERPID, &id));
    CHECK_EQ(id, GetCurrentProcessId());
    MUST(ioctl(ends[1], SIO_AF_UNIX_GETPEERPID, &id));
    CHECK_EQ(id, GetCurrentProcessId());
    MUST(ioctl(pair[0], SIO_AF_UNIX_GETPEERPID, &id));
    CHECK_EQ(id, GetCurrentProcessId());
    FAILS_WITH(EFAULT, ioctl(ends[0], SIO_AF_UNIX_GETPEERPID, NULL));
    FAILS_WITH(ENOTCONN, ioctl(unix_socket(), SIO_AF_UNIX_GETPEERPID, &id));
    FAILS_WITH(ENOTTY, ioctl(internet_socket(SOCK_STREAM), SIO_AF_UNIX_GETPEERPID, &id));
}

/* A number that is made of the user's: the last one of its SID is in it. */
CASE_BODY(sids_and_numbers)
{
    char user[128];

    own_user(user, sizeof user);
    note("%s is %u, of the group %u", user, getuid(), getgid());
    CHECK_EQ(getuid(), geteuid());
    CHECK_EQ(getgid(), getegid());
    CHECK(getuid() != 0 && getuid() != (unsigned)-1);
}

HELPER_BODY(sids_other)
{
    CHECK(count == 0 && arguments[0] == NULL);
    tell_case("here");
    await_case("end");
    return 0;
}

/* A client that says it is another process, which exists but was not made when it says: its user is known, its process is not. */
CASE_BODY(sids_of_a_liar)
{
    enum { PROCESS_ID_OFFSET = 8 };
    struct peer *other = peer_start("sids_other", NULL);
    char books[1][OBJECT_NAME_SIZE], path[OBJECT_NAME_SIZE + 16];
    int listener = listening_at("s", 1), client, server;
    struct ucred seen;
    socklen_t length = sizeof seen;
    HANDLE section;
    char *memory;

    peer_expect(other, "here");
    client = connected_to("s");
    CHECK(held_names(own_process(), "afunix-book-", books, 1) >= 1);
    snprintf(path, sizeof path, "Global\\%s", books[0]);
    section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, path);
    if (!section) {
        snprintf(path, sizeof path, "Local\\%s", books[0]);
        section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, path);
    }
    CHECK(section != NULL);
    memory = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(memory != NULL);
    CHECK_EQ(*(DWORD *)(memory + PROCESS_ID_OFFSET), GetCurrentProcessId());
    *(DWORD *)(memory + PROCESS_ID_OFFSET) = (DWORD)peer_process_id(other);
    server = accepted_from(listener);
    MUST(getsockopt(server, SOL_SOCKET, SO_PEERCRED, &seen, &length));
    CHECK_EQ(seen.pid, 0);
    CHECK_EQ(seen.uid, getuid());
    CHECK_EQ(seen.gid, 65534);
    MUST(getsockopt(client, SOL_SOCKET, SO_PEERCRED, &seen, &length));
    CHECK_EQ(seen.pid, GetCurrentProcessId());
    peer_tell(other, "end");
    peer_finish(other);
}
