/* socket(), WSASocket() and the catalogue in which programs look whether AF_UNIX is there. */
#include "face/plain.h"

#include <stdlib.h>

CASE_BODY(socket_of_each_call)
{
    SOCKET sockets[5];
    int type = 0, size = sizeof type, i;

    start_winsock();
    sockets[0] = (SOCKET)WORKS(socket(FAMILY, SOCK_STREAM, 0));
    sockets[1] = (SOCKET)WORKS(WSASocketA(FAMILY, SOCK_STREAM, 0, NULL, 0, 0));
    sockets[2] = (SOCKET)WORKS(WSASocketW(FAMILY, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED));
    sockets[3] = (SOCKET)WORKS(WSASocketW(FAMILY, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT));
    sockets[4] = (SOCKET)WORKS(socket(FAMILY, 0, 0));
    for (i = 0; i < 5; i++) {
        WORKS(getsockopt(sockets[i], SOL_SOCKET, SO_TYPE, (char *)&type, &size));
        CHECK_EQ(type, SOCK_STREAM);
        WORKS(closesocket(sockets[i]));
        REFUSES(WSAENOTSOCK, closesocket(sockets[i]));
    }
}

CASE_BODY(socket_errors)
{
    start_winsock();
    REFUSES(WSAEAFNOSUPPORT, socket(FAMILY, SOCK_DGRAM, 0));
    REFUSES(WSAEAFNOSUPPORT, socket(FAMILY, SOCK_SEQPACKET, 0));
    REFUSES(WSAEAFNOSUPPORT, WSASocketW(FAMILY, SOCK_RAW, 0, NULL, 0, 0));
    REFUSES(WSAEPROTONOSUPPORT, socket(FAMILY, SOCK_STREAM, IPPROTO_TCP));
    REFUSES(WSAEPROTONOSUPPORT, WSASocketA(FAMILY, SOCK_STREAM, IPPROTO_UDP, NULL, 0, 0));
    REFUSES(WSAEAFNOSUPPORT, socket(1234, SOCK_STREAM, 0));
}

CASE_BODY(socket_inheritance)
{
    DWORD flags;
    SOCKET plain = unix_socket(), kept = (SOCKET)WORKS(WSASocketW(FAMILY, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_NO_HANDLE_INHERIT));

    HOLDS(GetHandleInformation((HANDLE)plain, &flags));
    CHECK_EQ(flags & HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    HOLDS(GetHandleInformation((HANDLE)kept, &flags));
    CHECK_EQ(flags & HANDLE_FLAG_INHERIT, 0);
}

static WSAPROTOCOL_INFOW *catalogue(int *count)
{
    DWORD size = 0;
    WSAPROTOCOL_INFOW *lines;

    start_winsock();
    REFUSES(WSAENOBUFS, WSAEnumProtocolsW(NULL, NULL, &size));
    CHECK(size > 0 && size % sizeof *lines == 0);
    lines = malloc(size);
    CHECK(lines != NULL);
    size--;
    REFUSES(WSAENOBUFS, WSAEnumProtocolsW(NULL, lines, &size));
    *count = (int)WORKS(WSAEnumProtocolsW(NULL, lines, &size));
    CHECK_EQ(size, *count * sizeof *lines);
    return lines;
}

static WSAPROTOCOL_INFOW unix_line(void)
{
    int count, i, found = -1;
    WSAPROTOCOL_INFOW *lines = catalogue(&count), line;

    for (i = 0; i < count; i++)
        if (lines[i].iAddressFamily == FAMILY) {
            CHECK_EQ(found, -1);
            found = i;
        }
    CHECK(found >= 0);
    line = lines[found];
    free(lines);
    return line;
}

CASE_BODY(catalogue_has_one_line)
{
    WSAPROTOCOL_INFOW line = unix_line();

    CHECK_EQ(line.iSocketType, SOCK_STREAM);
    CHECK_EQ(line.iProtocol, 0);
    CHECK_EQ(line.iMaxSockAddr, WHOLE);
    CHECK_EQ(line.iMinSockAddr, 2);
    CHECK_EQ(line.iVersion, 2);
    CHECK_EQ(line.ProtocolChain.ChainLen, 1);
    CHECK_EQ(line.dwServiceFlags1 & (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_IFS_HANDLES),
             XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_IFS_HANDLES);
    CHECK(wcscmp(line.szProtocol, L"AF_UNIX") == 0);
}

CASE_BODY(catalogue_of_bytes)
{
    DWORD size = 0, wide_size = 0;
    WSAPROTOCOL_INFOA *lines;
    int count, i, found = 0;

    start_winsock();
    REFUSES(WSAENOBUFS, WSAEnumProtocolsA(NULL, NULL, &size));
    REFUSES(WSAENOBUFS, WSAEnumProtocolsW(NULL, NULL, &wide_size));
    lines = malloc(size);
    CHECK(lines != NULL);
    count = (int)WORKS(WSAEnumProtocolsA(NULL, lines, &size));
    CHECK_EQ(count, wide_size / sizeof(WSAPROTOCOL_INFOW));
    for (i = 0; i < count; i++)
        if (lines[i].iAddressFamily == FAMILY) {
            found++;
            CHECK_TEXT(lines[i].szProtocol, "AF_UNIX");
        }
    CHECK_EQ(found, 1);
    free(lines);
}

/* Who asks for TCP is not told of more. */
CASE_BODY(catalogue_of_some_protocols)
{
    int wanted[] = { IPPROTO_TCP, 0 }, i, count;
    WSAPROTOCOL_INFOW lines[16];
    DWORD size = sizeof lines;

    start_winsock();
    count = (int)WORKS(WSAEnumProtocolsW(wanted, lines, &size));
    CHECK(count >= 1);
    for (i = 0; i < count; i++)
        CHECK_EQ(lines[i].iProtocol, IPPROTO_TCP);
}

CASE_BODY(socket_from_the_catalogue)
{
    WSAPROTOCOL_INFOW line = unix_line();
    const char *path = in_case_directory("s");
    SOCKET s = (SOCKET)WORKS(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &line, 0, WSA_FLAG_OVERLAPPED));

    WORKS(bind_to(s, path));
    WORKS(listen(s, 1));
    WORKS(connect_to((SOCKET)WORKS(WSASocketW(FAMILY, SOCK_STREAM, 0, &line, 0, 0)), path));
    accepted_from(s);
}

CASE_BODY(protocol_of_a_socket)
{
    WSAPROTOCOL_INFOW wide;
    WSAPROTOCOL_INFOA narrow;
    int size = sizeof wide, narrow_size = sizeof narrow, small = 1;
    SOCKET s = unix_socket();

    WORKS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&wide, &size));
    CHECK_EQ(size, sizeof wide);
    CHECK_EQ(wide.iAddressFamily, FAMILY);
    CHECK_EQ(wide.iSocketType, SOCK_STREAM);
    WORKS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&narrow, &narrow_size));
    CHECK_EQ(narrow_size, sizeof narrow);
    CHECK_EQ(narrow.iAddressFamily, FAMILY);
    REFUSES(WSAEFAULT, getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&wide, &small));
}
