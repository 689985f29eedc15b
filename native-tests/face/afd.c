/* Polling as libuv, wepoll and mio do it: past Winsock, by a request to its driver. */
#include "face/plain.h"

#include <winternl.h>

enum { IOCTL_AFD_POLL = 0x00012024, AFD_POLL_RECEIVE = 1, AFD_POLL_SEND = 4, AFD_POLL_DISCONNECT = 8, AFD_POLL_ACCEPT = 0x80 };

struct poll_info {
    LARGE_INTEGER timeout;
    ULONG count;
    ULONG exclusive;
    HANDLE handle;
    ULONG events;
    NTSTATUS status;
};

static HANDLE open_driver(void)
{
    static wchar_t text[] = L"\\Device\\Afd\\FaceTests";
    UNICODE_STRING name = { sizeof text - sizeof *text, sizeof text, text };
    OBJECT_ATTRIBUTES attributes = { .Length = sizeof attributes, .ObjectName = &name };
    IO_STATUS_BLOCK status;
    HANDLE driver;

    CHECK_EQ(NtCreateFile(&driver, SYNCHRONIZE, &attributes, &status, NULL, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, NULL, 0), 0);
    return driver;
}

static SOCKET base_of(SOCKET s)
{
    SOCKET base = 0;
    DWORD size;

    WORKS(WSAIoctl(s, 0x48000022 /* SIO_BASE_HANDLE */, NULL, 0, &base, sizeof base, &size, NULL, NULL));
    return base;
}

/* Waits for any of these events; gives those that there are, 0 when the time is over. */
static ULONG poll_driver(HANDLE driver, SOCKET s, ULONG events, int milliseconds)
{
    struct poll_info info = { .timeout.QuadPart = milliseconds * -10000ll, .count = 1, .handle = (HANDLE)base_of(s), .events = events };
    IO_STATUS_BLOCK status;
    HANDLE event = new_event();
    NTSTATUS result = NtDeviceIoControlFile(driver, event, NULL, NULL, &status, IOCTL_AFD_POLL, &info, sizeof info, &info, sizeof info);

    CHECK(result >= 0);
    await_event(event);
    CloseHandle(event);
    return info.count == 0 ? 0 : info.events;
}

CASE_BODY(afd_polling)
{
    const char *path = in_case_directory("s");
    SOCKET listener = listening_at(path, 5), client, server;
    HANDLE driver = open_driver();

    CHECK_EQ(poll_driver(driver, listener, AFD_POLL_ACCEPT, 1), 0);
    client = connected_to(path);
    CHECK_EQ(poll_driver(driver, listener, AFD_POLL_ACCEPT, PATIENCE), AFD_POLL_ACCEPT);
    server = accepted_from(listener);
    CHECK_EQ(poll_driver(driver, listener, AFD_POLL_ACCEPT, 1), 0);
    CHECK_EQ(poll_driver(driver, server, AFD_POLL_RECEIVE, 1), 0);
    CHECK_EQ(poll_driver(driver, server, AFD_POLL_SEND, PATIENCE), AFD_POLL_SEND);
    send_text(client, "x");
    CHECK_EQ(poll_driver(driver, server, AFD_POLL_RECEIVE, PATIENCE), AFD_POLL_RECEIVE);
    expect_text(server, "x");
    WORKS(closesocket(client));
    CHECK_EQ(poll_driver(driver, server, AFD_POLL_DISCONNECT, PATIENCE), AFD_POLL_DISCONNECT);
}
