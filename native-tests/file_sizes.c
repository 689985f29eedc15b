/* stat() and fstat() with 64-bit sizes, as configure scripts ask for them. */
#define _FILE_OFFSET_BITS 64

#include "check.h"
#include "files.h"
#include "sockets.h"

#include <sys/stat.h>
#include <wchar.h> /* mingw's brings a struct stat of its own */

CASE_BODY(stat_of_large_files)
{
    const long long size = (5LL << 30) + 1;
    struct stat status;
    int fd;

#ifdef _MSC_VER
    SKIP("this compiler has no 64-bit off_t");
#endif
    CHECK_EQ(sizeof status.st_size, 8);
    CHECK_EQ(sizeof(off_t), 8);
    if (!file_make_sparse("large", size))
        SKIP("no sparse files here");
    MUST(stat("large", &status));
    CHECK_EQ(status.st_size, size);
    CHECK(S_ISREG(status.st_mode));
    fd = (int)MUST(open("large", O_RDONLY));
    MUST(fstat(fd, &status));
    CHECK_EQ(status.st_size, size);
    bound_at("s");
    MUST(stat("s", &status));
    CHECK(S_ISSOCK(status.st_mode));
    MUST(fstat(unix_socket(), &status));
    CHECK(S_ISSOCK(status.st_mode));
}
