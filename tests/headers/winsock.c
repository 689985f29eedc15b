/* The Winsock flavour: Winsock's types, constants and functions beside afunix_NAME. The order of the two is a choice of the test. */
#ifdef OURS_FIRST
#define AFUNIX_NO_BSD_NAMES
#include <afunix.h>
#endif

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#ifndef OURS_FIRST
#include <afunix.h>
#endif

#include <errno.h>

#include "expect.h"

int winsock_is_whole(void);
int winsock_is_whole(void)
{
    fd_set set;
    SOCKET s = socket(AF_UNIX, SOCK_STREAM, 0);

    FD_ZERO(&set);
    FD_SET(s, &set);
    return send(s, "", 1, 0) + select(0, &set, NULL, NULL, NULL) + closesocket(s);
}

int ours_beside_it(void);
int ours_beside_it(void)
{
    struct sockaddr_un address = { AF_UNIX, "x" };
    int fd = afunix_socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    afunix_setsockopt(fd, SOL_AFUNIX, AFUNIX_SO_MODE, &fd, (socklen_t)sizeof fd);
    afunix_fcntl(fd, F_SETFL, O_NONBLOCK);
    afunix_shutdown(fd, SHUT_RDWR);
    afunix_send(fd, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    return afunix_connect(fd, (struct sockaddr *)&address, (socklen_t)sizeof address) + POLLRDHUP;
}

int names_beside_it(struct addrinfo *list);
int names_beside_it(struct addrinfo *list)
{
    char host[NI_MAXHOST];
    int error = afunix_getnameinfo(list->ai_addr, (socklen_t)list->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST);

    if (error == EAI_SYSTEM || error == EAI_OVERFLOW || error == EAI_ADDRFAMILY)
        return afunix_gai_strerror(error)[0];
    afunix_freeaddrinfo(list);
    return afunix_unlink(host) + *afunix_h_errno() + afunix_program_name()[0];
}
