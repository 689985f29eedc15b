/* How a connection ends: in order, or with data that nobody has read. */
#include "check.h"
#include "files.h"
#include "sockets.h"

CASE_BODY(stream_send_to_closed_peer)
{
    int ends[2];

    connected_ends(ends);
    MUST(close(ends[SERVER]));
    /* At the first try, not only when an answer has come. */
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    FAILS_WITH(EPIPE, write(ends[CLIENT], "x", 1));
    expect_end(ends[CLIENT]);
}

CASE_BODY(stream_data_before_the_end)
{
    int ends[2];

    connected_ends(ends);
    send_text(ends[SERVER], "answer");
    MUST(close(ends[SERVER]));
    FAILS_WITH(EPIPE, send(ends[CLIENT], "x", 1, MSG_NOSIGNAL));
    expect_text(ends[CLIENT], "answer");
    expect_end(ends[CLIENT]);
}

CASE_BODY(stream_reset_by_unread_data)
{
    int ends[2];
    char byte;

    connected_ends(ends);
    send_text(ends[CLIENT], "never read");
    MUST(close(ends[SERVER]));
    /* Once, then it is an ordinary end. */
    FAILS_WITH(ECONNRESET, recv(ends[CLIENT], &byte, 1, 0));
    expect_end(ends[CLIENT]);
    expect_end(ends[CLIENT]);
}

CASE_BODY(stream_reset_comes_before_data)
{
    int ends[2];
    char byte;

    connected_ends(ends);
    send_text(ends[CLIENT], "never read");
    send_text(ends[SERVER], "last words");
    MUST(close(ends[SERVER]));
    expect_text(ends[CLIENT], "last words");
    FAILS_WITH(ECONNRESET, recv(ends[CLIENT], &byte, 1, 0));
    expect_end(ends[CLIENT]);
}
