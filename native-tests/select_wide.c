/* select() with more descriptors than FD_SETSIZE usually allows. */
#define FD_SETSIZE 4096

#include "check.h"
#include "sockets.h"

CASE_BODY(windows_select_beyond_1024)
{
    enum { HIGH = 1900 }; /* msvcrt.dll has 2,048 descriptors */
    int ends[2], low[2], high;
    fd_set in, out;

    CHECK_EQ(sizeof in, FD_SETSIZE / 8);
    connected_ends(ends);
    connected_ends(low);
    high = (int)MUST(fcntl(ends[SERVER], F_DUPFD, HIGH));
    CHECK_EQ(high, HIGH);
    MUST(close(ends[SERVER]));
    send_text(ends[CLIENT], "x");
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(high, &in);
    FD_SET(low[SERVER], &in);
    FD_SET(high, &out);
    CHECK_EQ(MUST(select(high + 1, &in, &out, NULL, NULL)), 2);
    CHECK(FD_ISSET(high, &in) && FD_ISSET(high, &out) && !FD_ISSET(low[SERVER], &in));
    FD_CLR(high, &out);
    CHECK(!FD_ISSET(high, &out));
    expect_text(high, "x");
}
