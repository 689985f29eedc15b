#include "peer.h"

#include "check.h"
#include "host.h"
#include "process.h"
#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct peer {
    struct process *process;
    const char *helper;
};

struct peer *peer_start(const char *helper, ...)
{
    const char *arguments[12] = { "--helper", running_case(), helper };
    struct peer *peer = calloc(1, sizeof *peer);
    size_t count = 3;
    va_list more;

    CHECK(peer != NULL);
    va_start(more, helper);
    while ((arguments[count] = va_arg(more, const char *)) != NULL) {
        count++;
        CHECK(count < sizeof arguments / sizeof arguments[0]);
    }
    va_end(more);
    peer->helper = helper;
    peer->process = process_start_helper(arguments);
    if (!peer->process)
        FAIL("helper %s can't be started", helper);
    return peer;
}

#ifdef _WIN32
struct peer *peer_start_program(const char *program)
{
    static const char *const nothing[] = { NULL };
    struct peer *peer = calloc(1, sizeof *peer);

    CHECK(peer != NULL);
    peer->helper = program;
    peer->process = process_start_program(program, nothing);
    if (!peer->process)
        FAIL("%s can't be started", program);
    return peer;
}
#endif

void peer_tell(struct peer *peer, const char *line)
{
    char text[LINE_SIZE];
    int length = snprintf(text, sizeof text, "%s\n", line);

    if (!process_write(peer->process, text, (size_t)length))
        FAIL("helper %s doesn't listen for \"%s\"", peer->helper, line);
}

/* Byte by byte: what follows the line is left for the next call. */
static bool read_line(int (*read_byte)(void *from, char *byte), void *from, char line[LINE_SIZE])
{
    size_t used = 0;
    char byte;

    while (read_byte(from, &byte) == 1) {
        if (byte == '\n') {
            line[used] = '\0';
            return true;
        }
        if (byte != '\r' && used < LINE_SIZE - 1)
            line[used++] = byte;
    }
    line[used] = '\0';
    return false;
}

static int byte_of_peer(void *from, char *byte)
{
    return process_read(from, byte, 1);
}

static int byte_of_case(void *from, char *byte)
{
    (void)from;
    return own_input_read(byte, 1);
}

bool peer_line(struct peer *peer, char line[LINE_SIZE])
{
    return read_line(byte_of_peer, peer->process, line);
}

void peer_expect(struct peer *peer, const char *expected)
{
    char line[LINE_SIZE];

    if (!peer_line(peer, line))
        FAIL("helper %s ended before it said \"%s\"", peer->helper, expected);
    if (strcmp(line, expected) != 0)
        FAIL("helper %s said \"%s\", expected \"%s\"", peer->helper, line, expected);
}

void peer_finish(struct peer *peer)
{
    int status = 0;

    /* The watchdogs of both processes bound this wait. */
    process_close_input(peer->process);
    if (!process_wait(peer->process, 1000 * 1000, &status))
        FAIL("helper %s doesn't end", peer->helper);
    if (status != STATUS_PASSED)
        FAIL("helper %s ended with status %d", peer->helper, status);
    process_free(peer->process);
    free(peer);
}

void peer_kill(struct peer *peer)
{
    process_kill(peer->process);
    process_free(peer->process);
    free(peer);
}

long peer_process_id(const struct peer *peer)
{
    return process_id(peer->process);
}

#ifdef _WIN32
void *peer_process_handle(const struct peer *peer)
{
    return process_handle(peer->process);
}
#endif

void tell_case(const char *format, ...)
{
    char text[LINE_SIZE];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    CHECK(length >= 0 && length < (int)sizeof text - 1);
    text[length++] = '\n';
    if (!own_output_write(text, (size_t)length))
        process_exit_now(STATUS_FAILED);
}

void hear_case(char line[LINE_SIZE])
{
    if (!read_line(byte_of_case, NULL, line))
        process_exit_now(STATUS_FAILED);
}

void await_case(const char *expected)
{
    char line[LINE_SIZE];

    hear_case(line);
    CHECK_TEXT(line, expected);
}
