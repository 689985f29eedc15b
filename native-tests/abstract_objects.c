/* What stands behind an abstract name. Windows only. */
#include "check.h"
#include "host.h"
#include "kernel_objects.h"
#include "socket_types.h"
#include "thread.h"

#include <afunix.h>
#include <windows.h>
#include <stdatomic.h>
#include <stdio.h>

static const char kind[] = "afunix-name-";

static int mode_of(int fd, int mode)
{
    return setsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &mode, sizeof mode);
}

CASE_BODY(abstractobject_is_guarded)
{
    struct abstract_name name = abstract_name("s", 1), open_name = abstract_name("open", 4);
    char held[2][OBJECT_NAME_SIZE], sddl[1024], user[128], owner[160];
    int fd = unix_socket(), other = unix_socket();

    MUST(bind_abstract(fd, &name));
    CHECK_EQ(held_names(own_process(), kind, held, 1), 1);
    CHECK_EQ(strspn(held[0] + strlen(kind), "0123456789abcdef"), 32);
    own_user(user, sizeof user);
    snprintf(owner, sizeof owner, "O:%sD:", user);
    object_guard(held[0], sddl, sizeof sddl);
    note("%s: %s", held[0], sddl);
    /* This user's, and nobody else is let in; */
    CHECK(strncmp(sddl, owner, strlen(owner)) == 0);
    CHECK(strstr(sddl, ";;;WD)") == NULL && strstr(sddl, ";;;BU)") == NULL && strstr(sddl, ";;;AU)") == NULL);
    MUST(close(fd));
    CHECK(!object_exists(held[0]));
    /* unless he said so: then everybody may read it, and no more. */
    MUST(mode_of(other, 0666));
    MUST(bind_abstract(other, &open_name));
    CHECK_EQ(held_names(own_process(), kind, held, 1), 1);
    object_guard(held[0], sddl, sizeof sddl);
    note("%s: %s", held[0], sddl);
    CHECK(strstr(sddl, ";;;WD)") != NULL);
    FAILS_WITH(EINVAL, mode_of(other, 0600));
}

/* The same name, whoever computes it: nothing but the socket's own name is in it. */
CASE_BODY(abstractobject_has_one_name)
{
    struct abstract_name name = abstract_name("s", 1);
    char first[1][OBJECT_NAME_SIZE], second[1][OBJECT_NAME_SIZE];
    int fd = unix_socket();

    MUST(bind_abstract(fd, &name));
    CHECK_EQ(held_names(own_process(), kind, first, 1), 1);
    MUST(close(fd));
    fd = unix_socket();
    MUST(bind_abstract(fd, &name));
    CHECK_EQ(held_names(own_process(), kind, second, 1), 1);
    CHECK_TEXT(second[0], first[0]);
}

CASE_BODY(abstractobject_in_a_parcel)
{
    struct abstract_name name = abstract_name("s", 1);
    int fd = unix_socket(), handles;
    afunix_parcel parcel;

    MUST(bind_abstract(fd, &name));
    MUST(listen(fd, 1));
    MUST(afunix_pack(fd, (unsigned long)own_process_id(), &parcel));
    MUST(close(fd));
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    fd = MUST(afunix_unpack(&parcel));
    MUST(connect_abstract(unix_socket(), &name));
    MUST(close(fd));
    FAILS_WITH(ECONNREFUSED, connect_abstract(unix_socket(), &name));
    /* No handle is left behind. */
    handles = own_handles();
    fd = unix_socket();
    MUST(bind_abstract(fd, &name));
    MUST(close(fd));
    CHECK_EQ(own_handles(), handles);
}

/* Who may not make names of the machine makes one of the session: then it is taken for all of that. */
CASE_BODY(abstractobject_of_this_session)
{
    struct abstract_name name = abstract_name("s", 1);
    char held[1][OBJECT_NAME_SIZE], path[OBJECT_NAME_SIZE + 16];
    int fd = unix_socket();
    HANDLE section;

    MUST(bind_abstract(fd, &name));
    CHECK_EQ(held_names(own_process(), kind, held, 1), 1);
    MUST(close(fd));
    snprintf(path, sizeof path, "Local\\%s", held[0]);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, path);
    CHECK(section != NULL && GetLastError() != ERROR_ALREADY_EXISTS);
    FAILS_WITH(EADDRINUSE, bind_abstract(unix_socket(), &name));
    CloseHandle(section);
    MUST(bind_abstract(unix_socket(), &name));
}

struct looker {
    struct abstract_name name;
    atomic_bool over;
};

static void look(void *argument)
{
    struct looker *looker = argument;
    int fd = unix_socket();

    while (!atomic_load(&looker->over))
        FAILS_WITH(ECONNREFUSED, connect_abstract(fd, &looker->name));
}

/* A name is free as soon as its socket is closed, even if somebody is looking at it in that moment. */
CASE_BODY(abstractobject_that_is_looked_at)
{
    struct looker looker = { .name = abstract_name("s", 1) };
    struct thread *thread = thread_start(look, &looker);
    int i;

    for (i = 0; i < 300; i++) {
        int fd = unix_socket();

        MUST(bind_abstract(fd, &looker.name));
        MUST(close(fd));
    }
    atomic_store(&looker.over, true);
    thread_join(thread);
}
