/* Random calls from many threads on the same few descriptors: nothing may crash, hang or get lost. */
#include "check.h"
#include "files.h"
#include "sockets.h"
#include "thread.h"

#include <stdatomic.h>
#include <sys/time.h>

static const int types[] = { SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM };

/* Descriptors that all threads play with. Every socket in it is non-blocking, so no call waits. */
enum { TABLE = 16 };
static atomic_int table[TABLE];
static const char *random_path;

static void put(int place, int fd)
{
    int old = atomic_exchange(&table[place], fd);

    if (old >= 0)
        close(old);
}

static void random_call(unsigned long long random)
{
    int place = (int)(random & 15), fd = atomic_load(&table[random >> 4 & 15]), value = (int)(random >> 8 & 1), pair[2];
    struct sockaddr_un address = unix_address(random_path);
    socklen_t length = sizeof address;
    struct pollfd entries[2] = { { fd, POLLIN | POLLOUT, 0 }, { atomic_load(&table[place]), POLLIN, 0 } };
    struct timeval now = { 0, 0 };
    char bytes[300] = { 0 };
    fd_set in;

    switch (random >> 12 & 15) {
    case 0: put(place, socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)); break;
    case 1:
        if (socketpair(AF_UNIX, types[(random >> 8) % 3] | SOCK_NONBLOCK, 0, pair) == 0) {
            put(place, pair[0]);
            put((place + 1) % TABLE, pair[1]);
        }
        break;
    case 2: connect(fd, (struct sockaddr *)&address, unix_length(random_path)); break;
    case 3: put(place, accept4(fd, (struct sockaddr *)&address, &length, SOCK_NONBLOCK)); break;
    case 4: send(fd, bytes, sizeof bytes, MSG_NOSIGNAL); break;
    case 5: recv(fd, bytes, sizeof bytes, value ? MSG_PEEK : 0); break;
    case 6: put(place, dup(fd)); break;
    case 7: shutdown(fd, (int)(random >> 8) % 3); break;
    case 8: getsockname(fd, (struct sockaddr *)&address, &length); break;
    case 9: getpeername(fd, (struct sockaddr *)&address, &length); break;
    case 10: poll(entries, 2, 0); break;
    case 11:
        if (fd >= 0 && fd < FD_SETSIZE) {
            FD_ZERO(&in);
            FD_SET(fd, &in);
            select(fd + 1, &in, NULL, NULL, &now);
        }
        break;
    case 12: ioctl(fd, FIONREAD, &value); break;
    case 13: listen(fd, 4); break;
    case 14: length = sizeof value; getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &length); break;
    default: put(place, -1); break;
    }
}

static void call_at_random(void *argument)
{
    unsigned long long state = (unsigned long long)(size_t)argument * 0x9e3779b97f4a7c15ULL;
    int i;

    for (i = 0; i < 1500; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        random_call(state >> 24);
    }
}

CASE_BODY(threads_random_calls)
{
    enum { THREADS = 12 };
    struct thread *threads[THREADS];
    int i, listener, ends[2];

    random_path = in_case_directory("s");
    listener = listening_at(random_path, 8);
    set_nonblocking(listener, true);
    for (i = 0; i < TABLE; i++)
        atomic_store(&table[i], -1);
    atomic_store(&table[0], (int)MUST(dup(listener)));
    for (i = 0; i < THREADS; i++)
        threads[i] = thread_start(call_at_random, (void *)(size_t)(i + 1));
    for (i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    for (i = 0; i < TABLE; i++)
        put(i, -1);
    /* All in order again, and no number was lost. */
    connected_ends(ends);
    send_text(ends[CLIENT], "still well");
    expect_text(ends[SERVER], "still well");
    CHECK(ends[CLIENT] < 16 && ends[SERVER] < 16);
}
