#include "plan.h"

const struct column columns[COLUMN_COUNT] = {
    { "raw TCP", "tcp", false },
    { "afunix", "unix", false },
    { "libassuan", "assuan", false },
    { "Linux AF_UNIX", "unix", true },
};

const struct measurement plan[] = {
    { "throughput, 64 KiB writes", "throughput", { 65536, 16 << 20 }, "MB/s", RATIO, AT_LEAST, 0.97, true, 30, 300, 40 },
    { "throughput, 4 KiB writes", "throughput", { 4096, 2 << 20 }, "MB/s", RATIO, AT_LEAST, 0.97, true, 30, 300, 40 },
    { "ping-pong of 1 byte, median", "ping-pong", { 100, 0 }, "us", RATIO, AT_MOST, 1.05, true, 30, 300, 40 },
    { "connect+accept+close, 2 processes", "connections", { 25, 0 }, "per s", RATIO, AT_LEAST, 0.60, true, 30, 120, 35 },
    { "connect+accept+close, 1 thread", "lone-connections", { 25, 0 }, "per s", RATIO, AT_LEAST, 0.60, false, 30, 60, 20 },
    { "start-up, more than without", "start-up", { 0, 0 }, "ms", DIFFERENCE, AT_MOST, 10, true, 15, 60, 20 },
    { "memory, more than without", "start-memory", { 0, 0 }, "MB", DIFFERENCE, AT_MOST, 8, true, 3, 3, 10 },
    { "threads, more than without", "start-threads", { 0, 0 }, "", DIFFERENCE, AT_MOST, 1, true, 3, 3, 10 },
    { "1,000 idle connections, threads", "idle-threads", { 1000, 0 }, "", DIFFERENCE, AT_MOST, 0, true, 1, 1, 20 },
    { "1,000 idle connections, each", "idle-memory", { 1000, 0 }, "KB", DIFFERENCE, AT_MOST, 0, false, 1, 1, 20 },
};

const int plan_size = sizeof plan / sizeof plan[0];
