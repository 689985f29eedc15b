#include "plan.h"

const struct column columns[COLUMN_COUNT] = {
    [RAW] = { "raw TCP", "tcp", PLAIN, false },
    [AFUNIX] = { "afunix", "unix", PLAIN, true },
    [ASSUAN] = { "libassuan", "assuan", PLAIN, false },
    [KERNEL] = { "Linux AF_UNIX", "unix", NATIVE, false },
    [HOOKED] = { "TCP, hooked", "tcp", LAUNCHED, true },
    [INJECTED] = { "AF_UNIX, injected", "injected", LAUNCHED, true },
    [THREADED] = { "TCP, 2 threads", "threaded-tcp", SECOND, false },
};

static const struct measurement library[] = {
    { "throughput, 64 KiB writes", "throughput", { 65536, 16 << 20 }, "MB/s", RATIO, AT_LEAST, 0.97, COLUMN(AFUNIX), 0, 30, 300, 30 },
    { "throughput, 4 KiB writes", "throughput", { 4096, 2 << 20 }, "MB/s", RATIO, AT_LEAST, 0.97, COLUMN(AFUNIX), 0, 30, 300, 30 },
    { "ping-pong of 1 byte, median", "ping-pong", { 100, 0 }, "us", RATIO, AT_MOST, 1.05, COLUMN(AFUNIX), 0, 30, 300, 30 },
    { "connect+accept+close, 2 processes", "connections", { 25, 0 }, "per s", RATIO, AT_LEAST, 0.60, COLUMN(AFUNIX), 0, 30, 120, 30 },
    { "connect+accept+close, 1 thread", "lone-connections", { 25, 0 }, "per s", RATIO, AT_LEAST, 0, 0, 0, 30, 30, 15 },
    { "datagrams of 64 bytes, to UDP's", "datagrams", { 64, 2048 }, "per s", RATIO, AT_LEAST, 0, 0, 0, 30, 30, 15 },
    { "datagrams of 1 KiB, to UDP's", "datagrams", { 1024, 2048 }, "per s", RATIO, AT_LEAST, 0, 0, 0, 30, 30, 15 },
    { "sockets passed to another process", "passing", { 25, 0 }, "per s", RATIO, AT_LEAST, 0, 0, 0, 30, 30, 10 },
    { "start-up, more than without", "start-up", { 0, 0 }, "ms", DIFFERENCE, AT_MOST, 10, COLUMN(AFUNIX), 0, 15, 60, 15 },
    { "memory, more than without", "start-memory", { 0, 0 }, "MB", DIFFERENCE, AT_MOST, 8, COLUMN(AFUNIX), 0, 3, 3, 10 },
    { "threads, more than without", "start-threads", { 0, 0 }, "", DIFFERENCE, AT_MOST, 1, COLUMN(AFUNIX), 0, 3, 3, 10 },
    { "1,000 idle connections, threads", "idle-threads", { 1000, 0 }, "", DIFFERENCE, AT_MOST, 0, COLUMN(AFUNIX), 0, 1, 1, 20 },
    { "1,000 idle connections, each", "idle-memory", { 1000, 0 }, "KB", DIFFERENCE, AT_MOST, 0, 0, 0, 1, 1, 20 },
};

/* Two percent is less than what two pairs of processes differ by. */
static const struct measurement launcher[] = {
    { "throughput, 64 KiB writes", "throughput", { 65536, 16 << 20 }, "MB/s", RATIO, AT_LEAST, 0.98, COLUMN(HOOKED) | COLUMN(INJECTED), 5, 20, 100, 50 },
    { "ping-pong of 1 byte, median", "ping-pong", { 100, 0 }, "us", RATIO, AT_MOST, 1.02, COLUMN(HOOKED) | COLUMN(INJECTED), 5, 20, 100, 50 },
    { "connect+accept+close, 2 processes", "connections", { 25, 0 }, "per s", RATIO, AT_LEAST, 0, 0, 0, 30, 30, 10 },
    { "start-up, more than without", "start-up", { 0, 0 }, "ms", DIFFERENCE, AT_MOST, 60, COLUMN(HOOKED), 0, 15, 60, 20 },
    { "memory, more than without", "start-memory", { 0, 0 }, "MB", DIFFERENCE, AT_MOST, 0, 0, 0, 3, 3, 10 },
    { "threads, more than without", "start-threads", { 0, 0 }, "", DIFFERENCE, AT_MOST, 0, 0, 0, 3, 3, 10 },
};

#define ROWS(array) array, sizeof array / sizeof array[0]

const struct table tables[] = {
    { "Programs that use afunix.dll", COLUMN(RAW) | COLUMN(AFUNIX) | COLUMN(ASSUAN) | COLUMN(KERNEL), ROWS(library) },
    { "Programs that afunix-run starts", COLUMN(RAW) | COLUMN(HOOKED) | COLUMN(INJECTED) | COLUMN(THREADED), ROWS(launcher) },
};

const int table_count = sizeof tables / sizeof tables[0];
