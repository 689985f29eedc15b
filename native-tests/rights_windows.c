/* SCM_RIGHTS with what only this library has: places in memory that the other end can write, and what the C runtime knows of a descriptor. */
#include "ancillary.h"
#include "check.h"
#include "files.h"
#include "host.h"
#include "kernel_objects.h"
#include "peer.h"
#include "sockets.h"

#include <fcntl.h>
#include <io.h>
#include <stdint.h>
#include <windows.h>

/* As src/Shim/Handshake/Ledger.cs, Lane.cs and src/Shim/Sockets/CargoSection.cs lay it out. */
enum { SLOTS = 64, SLOT_SIZE = 1024, SLOTS_SIZE = SLOTS * SLOT_SIZE, LANES_SIZE = 2048, BOOK_SIZE = SLOTS_SIZE + SLOTS * LANES_SIZE, CONNECTED = 2 };

struct lane_head {
    int64_t gate;
    uint32_t put, taken, reader, padding;
    uint64_t reader_start;
};

struct place {
    int64_t first;
    uint64_t section, nonce;
    uint32_t length, keeper;
};

struct cargo {
    uint32_t magic, version;
    uint64_t nonce;
    int32_t count, parcels;
    uint64_t padding, handle;
    uint32_t flags, parcel;
};

enum { CARGO_MAGIC = 0x41435541, VERSION = 1, NONCE = 0x4711 };

static struct {
    int listener, client, server, pipe[2];
    char *book;
    struct lane_head *lane;
    struct place *place;
} forger;

static bool is_head_of(const char *slot)
{
    uint32_t state, process;

    memcpy(&state, slot, sizeof state);
    memcpy(&process, slot + 4, sizeof process);
    return state == CONNECTED && process == GetCurrentProcessId();
}

/* A connection within this process, whose book is mapped as a peer has it that writes what it likes. */
static void begin(void)
{
    char name[1][OBJECT_NAME_SIZE];
    int slot;

    forger.listener = listening_at("s", 1);
    forger.client = connected_to("s");
    forger.server = accepted_from(forger.listener);
    MUST(pipe(forger.pipe));
    CHECK(held_names(own_process(), "afunix-book-", name, 1) >= 1);
    forger.book = section_map(name[0], BOOK_SIZE);
    for (slot = 1; slot < SLOTS && !is_head_of(forger.book + slot * SLOT_SIZE); slot++)
        ;
    CHECK(slot < SLOTS);
    forger.lane = (struct lane_head *)(forger.book + slot * SLOT_SIZE + 896);
    forger.place = (struct place *)(forger.book + SLOTS_SIZE + slot * LANES_SIZE);
    CHECK_EQ(forger.lane->reader, GetCurrentProcessId());
}

static uint64_t pipe_handle(void)
{
    return (uint64_t)_get_osfhandle(forger.pipe[0]);
}

static void put(uint64_t section, uint32_t keeper)
{
    *forger.place = (struct place) { .first = 0, .section = section, .nonce = NONCE, .length = 1, .keeper = keeper };
    forger.lane->put = 1;
}

/* The bytes come, nothing with them, and no handle of this process is gone. */
static void expect_nothing_believed(int flags)
{
    int before = own_handles();
    struct arrival arrival;

    send_text(forger.client, "x");
    arrival = receive_all(forger.server, 1, 0);
    CHECK_EQ(arrival.size, 1);
    CHECK_EQ(arrival.count, 0);
    CHECK_EQ(arrival.flags, flags);
    CHECK_EQ(own_handles(), before);
    expect_piped(forger.pipe[1], forger.pipe[0]);
    send_text(forger.server, "back");
    expect_text(forger.client, "back");
}

CASE_BODY(rights_that_name_any_handle)
{
    begin();
    put(pipe_handle(), (uint32_t)GetCurrentProcessId());
    expect_nothing_believed(MSG_CTRUNC);
}

CASE_BODY(rights_of_no_process)
{
    begin();
    put(pipe_handle(), 0xfffffffc);
    expect_nothing_believed(MSG_CTRUNC);
}

/* A section that the peer can write is here already: the book. It is no cargo, whatever is written there. */
CASE_BODY(rights_in_a_book)
{
    size_t value;
    struct cargo before, *cargo;
    int found = 0;

    begin();
    cargo = (struct cargo *)forger.book;
    before = *cargo;
    for (value = 4; value < 4 * 4096; value += 4) {
        void *view = MapViewOfFile((HANDLE)value, FILE_MAP_READ, 0, 0, 0);

        if (!view)
            continue;
        if (memcmp(view, forger.book, 64) == 0) {
            *cargo = (struct cargo) { .magic = CARGO_MAGIC, .version = VERSION, .nonce = NONCE, .count = 1, .handle = pipe_handle() };
            forger.lane->taken = forger.lane->put = 0;
            *forger.place = (struct place) { .section = value, .nonce = NONCE, .length = 1, .keeper = (uint32_t)GetCurrentProcessId() };
            forger.place->first = found;
            forger.lane->put = 1;
            expect_nothing_believed(MSG_CTRUNC);
            *cargo = before;
            found++;
        }
        UnmapViewOfFile(view);
    }
    /* The client's, the server's, perhaps one in custody, and ours. */
    CHECK(found >= 2);
}

CASE_BODY(rights_in_an_impossible_lane)
{
    begin();
    put(pipe_handle(), (uint32_t)GetCurrentProcessId());
    forger.lane->put = 1000;
    expect_nothing_believed(0);
    forger.lane->taken = 1001;
    expect_nothing_believed(0);
}

/* A place that never comes: neither the receiver nor its close waits for it, or takes the other side's word. */
CASE_BODY(rights_that_are_never_reached)
{
    begin();
    put(pipe_handle(), (uint32_t)GetCurrentProcessId());
    forger.place->first = INT64_MAX;
    expect_nothing_believed(0);
    MUST(close(forger.server));
    expect_piped(forger.pipe[1], forger.pipe[0]);
}

CASE_BODY(rights_with_another_nonce)
{
    int before;
    struct arrival arrival;

    begin();
    send_right(forger.client, "x", forger.pipe[0]);
    forger.place->nonce ^= 2;
    before = own_handles();
    arrival = receive_all(forger.server, 1, 0);
    CHECK_EQ(arrival.count, 0);
    CHECK_EQ(arrival.flags, MSG_CTRUNC);
    CHECK_EQ(own_handles(), before);
}

/* Nobody may put a handle into it, as if it were another user's. */
HELPER_BODY(rights_recluse)
{
    int fd;

    CHECK_EQ(count, 1);
    shut_own_process();
    fd = connected_to(arguments[0]);
    expect_text(fd, "alone");
    send_text(fd, "seen");
    expect_end(fd);
    return 0;
}

CASE_BODY(rights_for_a_process_that_cannot_be_opened)
{
    int listener = listening_at("s", 1), server, ends[2];
    struct peer *peer = peer_start("rights_recluse", in_case_directory("s"), NULL);

    server = accepted_from(listener);
    MUST(pipe(ends));
    FAILS_WITH(EPERM, send_rights(server, "x", 1, ends, 2));
    send_text(server, "alone");
    expect_text(server, "seen");
    MUST(close(server));
    peer_finish(peer);
}

static DWORD handle_flags(int fd)
{
    DWORD flags = 0;

    CHECK(GetHandleInformation((HANDLE)_get_osfhandle(fd), &flags));
    return flags;
}

CASE_BODY(rights_keep_the_text_mode)
{
    int pair[2], fd, got;
    char text[8] = "";
    struct arrival arrival;

    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    CHECK(file_write("text", "a\r\nb", 4));
    fd = (int)MUST(open("text", O_RDONLY | O_TEXT));
    send_right(pair[0], "x", fd);
    got = receive_right(pair[1], "x");
    CHECK_EQ(MUST(read(got, text, sizeof text)), 3);
    CHECK_BYTES(text, "a\nb", 3);
    MUST(close(got));
    MUST(lseek(fd, 0, SEEK_SET));
    CHECK_EQ(_setmode(fd, O_BINARY), O_TEXT);
    send_right(pair[0], "x", fd);
    arrival = receive_all(pair[1], 1, MSG_CMSG_CLOEXEC);
    CHECK_EQ(MUST(read(arrival.fds[0], text, sizeof text)), 4);
    CHECK_EQ(handle_flags(arrival.fds[0]) & HANDLE_FLAG_INHERIT, 0);
    send_right(pair[0], "y", fd);
    CHECK_EQ(handle_flags(receive_right(pair[1], "y")) & HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
}
