/* The POSIX flavour: all names, through the headers that a POSIX program includes. */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <afunix.h>

#include "expect.h"

#define FUNCTION(result, name, parameters) result (*const plain_##name) parameters = name;
#define OWN_FUNCTION(result, name, parameters) result (*const own_##name) parameters = afunix_##name;
#include "prototypes.h"

static_assert(EWOULDBLOCK == EAGAIN, "programs test one or the other");
static_assert(FD_SETSIZE == 1024, "default");

/* Structure members may have the names of functions, and so may variables. */
struct protocol {
    int send, recv, close, select, accept, stat, unlink, err, warn, isatty, signal, raise, strerror, perror;
};

int use_of_names(struct protocol *p);
int use_of_names(struct protocol *p)
{
    int connect = p->send + p->recv;
    fd_set set;
    struct sockaddr_un address;
    struct sockaddr_in internet;
    struct sockaddr_in6 other;

    FD_ZERO(&set);
    FD_SET(connect, &set);
    FD_CLR(p->close, &set);
    address.sun_family = AF_UNIX;
    address.sun_path[0] = 'x';
    address.sun_path[1] = 0;
    internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    internet.sin_port = htons(1);
    other.sin6_addr = in6addr_any;
    other.sin6_addr.s6_addr[15] = 1;
    return FD_ISSET(connect, &set) + (int)SUN_LEN(&address) + internet.sin_port + other.sin6_addr.s6_addr[0] + F_OK +
           O_ACCMODE + STDERR_FILENO;
}

static_assert(S_IFSOCK == 0xc000 && S_IFLNK == 0xa000, "Linux' numbers");
static_assert(S_IRWXU == 0700 && S_IRWXG == 0070 && S_IRWXO == 0007, "permissions");

#ifdef __MINGW32__
static_assert(sizeof(struct stat) == sizeof(struct _stat64i32) && sizeof(off_t) == 4, "mingw's own");
#endif

int use_of_files(struct protocol *p, const char *path);
int use_of_files(struct protocol *p, const char *path)
{
    int (*const look)(const char *, struct stat *) = p->stat ? lstat : stat;
    struct stat status;

    if (look(path, &status) != 0 && errno != ENOENT)
        err(1, "%s", path);
    if (S_ISSOCK(status.st_mode) && !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode) && unlink(path) != 0)
        warn("%s", path);
    if (p->warn)
        errx(MIN(p->err, MAXPATHLEN), "%ld", (long)status.st_size);
    bzero(&status, sizeof status);
    return fstat(p->unlink, &status) + isatty(p->isatty) + isfdtype(p->close, S_IFSOCK) + strcasecmp(path, "x");
}

int use_of_hosts(const char *name);
int use_of_hosts(const char *name)
{
    struct addrinfo hints, *list = NULL;
    struct hostent *host = gethostbyname(name);
    struct servent *service = getservbyname("http", "tcp");
    struct protoent *protocol = getprotobyname("tcp");
    struct in_addr address;
    struct in6_addr six = in6addr_any;
    struct timeval one = { 1, 1 }, other = { 2, 2 }, sum;
    char text[INET6_ADDRSTRLEN], own[NI_MAXHOST];
    socklen_t length = 0;

    memset(&hints, 0, sizeof hints);
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    if (getaddrinfo(name, "80", &hints, &list) == EAI_SYSTEM || !host || h_errno == HOST_NOT_FOUND)
        herror(name);
    else
        length = list->ai_addrlen;
    freeaddrinfo(list);
    timeradd(&one, &other, &sum);
    if (!inet_aton(name, &address) || timercmp(&sum, &one, <) || !inet_ntop(AF_INET6, &six, text, sizeof text))
        return gethostname(own, sizeof own);
    return IN6_IS_ADDR_V4MAPPED(&six) + IN_MULTICAST(ntohl(address.s_addr)) + (service ? ntohs((uint16_t)service->s_port) : 0) +
           (protocol ? protocol->p_proto : 0) + (host ? host->h_addr[0] : 0) + (int)length + TCP_KEEPIDLE + IPV6_JOIN_GROUP;
}

#if defined(signal) || defined(raise) || defined(strerror) || defined(perror)
#error "a macro"
#endif

int use_of_signals(void (*handler)(int));
int use_of_signals(void (*handler)(int))
{
    struct sigaction action, former;
    sigset_t set;

    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    if (sigemptyset(&action.sa_mask) != 0 || sigfillset(&set) != 0 || sigaction(SIGUSR1, &action, &former) != 0)
        return -1;
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigaddset(&set, SIGCHLD) != 0 || sigdelset(&set, SIGHUP) != 0)
        return raise(SIGQUIT) + SIGALRM + SIGUSR2;
    return sigprocmask(SIG_SETMASK, &set, NULL) + sigismember(&set, SIGINT) + (former.sa_handler == SIG_DFL) + NSIG;
}

/* POSIX' or GNU's, as glibc has it. */
const char *use_of_errors(char text[100]);
const char *use_of_errors(char text[100])
{
    perror(text);
#ifdef _GNU_SOURCE
    return strerror_r(EPIPE, text, 100);
#else
    return strerror_r(EPIPE, text, 100) == 0 ? text : "";
#endif
}

int use_of_times(time_t now, char text[26]);
int use_of_times(time_t now, char text[26])
{
    struct tm local, universal;

    if (!localtime_r(&now, &local) || !gmtime_r(&now, &universal) || !ctime_r(&now, text) || !asctime_r(&local, text))
        return -1;
    return local.tm_hour - universal.tm_hour;
}
