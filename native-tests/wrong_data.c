/* Wrong arguments of read(), write(), send(), recv() and their kin. */
#include "check.h"
#include "sockets.h"
#include "wrong.h"

#include <sys/time.h>
#include <time.h>

#define WRONG_READS_AND_WRITES(ROW) \
    ROW(read_nowhere, read(fd, wrong_nowhere, 4), \
        EBADF, EBADF, 0, EAGAIN, EBADF, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(read_nothing_nowhere, read(fd, wrong_nowhere, 0), \
        EBADF, EBADF, 0, 0, EBADF, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(read_one, read(fd, wrong_bytes, 1), \
        EBADF, EBADF, 0, EAGAIN, EBADF, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(write_nowhere, write(fd, wrong_nowhere, 4), \
        EBADF, EBADF, EFAULT, EBADF, EFAULT, ENOTCONN, ENOTCONN, EFAULT, EPIPE, EDESTADDRREQ, \
        EFAULT, EFAULT, ENOTCONN, ENOTCONN, EFAULT) \
    ROW(write_nothing_nowhere, write(fd, wrong_nowhere, 0), \
        EBADF, EBADF, 0, EBADF, 0, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0) \
    ROW(write_one, write(fd, "x", 1), \
        EBADF, EBADF, 0, EBADF, 0, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0)

WRONG_READS_AND_WRITES(WRONG_CALL)

CASE_BODY(wrong_reads_and_writes)
{
    static const struct wrong_row rows[] = {
        WRONG_READS_AND_WRITES(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_VECTORS(ROW) \
    ROW(readv_of_negative_count, readv(fd, wrong_part(wrong_bytes, 1), minus_one), \
        EBADF, EBADF, EINVAL, EINVAL, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(readv_of_too_many, readv(fd, wrong_nowhere, 1025), \
        EBADF, EBADF, EINVAL, EINVAL, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(readv_nowhere, readv(fd, wrong_nowhere, 1), \
        EBADF, EBADF, EFAULT, EFAULT, EBADF, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(readv_of_none_nowhere, readv(fd, wrong_nowhere, 0), \
        EBADF, EBADF, 0, 0, EBADF, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(readv_part_nowhere, readv(fd, wrong_part(wrong_nowhere, 4), 1), \
        EBADF, EBADF, 0, EAGAIN, EBADF, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(readv_empty_part_nowhere, readv(fd, wrong_part(wrong_nowhere, 0), 1), \
        EBADF, EBADF, 0, 0, EBADF, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(readv_of_endless_part, readv(fd, wrong_part(wrong_bytes, (size_t)1 << 63), 1), \
        EBADF, EBADF, EINVAL, EINVAL, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(writev_of_negative_count, writev(fd, wrong_part(wrong_bytes, 1), minus_one), \
        EBADF, EBADF, EINVAL, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(writev_of_too_many, writev(fd, wrong_nowhere, 1025), \
        EBADF, EBADF, EINVAL, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(writev_nowhere, writev(fd, wrong_nowhere, 1), \
        EBADF, EBADF, EFAULT, EBADF, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(writev_of_none_nowhere, writev(fd, wrong_nowhere, 0), \
        EBADF, EBADF, 0, EBADF, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(writev_part_nowhere, writev(fd, wrong_part(wrong_nowhere, 4), 1), \
        EBADF, EBADF, EFAULT, EBADF, EFAULT, ENOTCONN, ENOTCONN, EFAULT, EPIPE, EDESTADDRREQ, \
        EFAULT, EFAULT, ENOTCONN, ENOTCONN, EFAULT) \
    ROW(writev_of_endless_part, writev(fd, wrong_part(wrong_bytes, (size_t)1 << 63), 1), \
        EBADF, EBADF, EINVAL, EBADF, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL)

WRONG_VECTORS(WRONG_CALL)

CASE_BODY(wrong_vectors)
{
    static const struct wrong_row rows[] = {
        WRONG_VECTORS(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_SENDS(ROW) \
    ROW(send_nowhere, send(fd, wrong_nowhere, 4, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, EFAULT, EPIPE, EDESTADDRREQ, \
        EFAULT, EFAULT, ENOTCONN, ENOTCONN, EFAULT) \
    ROW(send_nothing_nowhere, send(fd, wrong_nowhere, 0, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0) \
    ROW(send_one, send(fd, "x", 1, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0) \
    ROW(sendto_nowhere, sendto(fd, "x", 1, MSG_NOSIGNAL, wrong_nowhere, 16), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(sendto_nowhere_without_size, sendto(fd, "x", 1, MSG_NOSIGNAL, wrong_nowhere, 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, 0, EPIPE, EINVAL, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0) \
    ROW(sendto_negative_size, sendto(fd, "x", 1, MSG_NOSIGNAL, wrong_address(AF_INET), minus_one), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(sendto_a_thousand_bytes, sendto(fd, "x", 1, MSG_NOSIGNAL, wrong_address(AF_INET), 1000), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(sendto_null_with_size, sendto(fd, "x", 1, MSG_NOSIGNAL, NULL, 16), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0) \
    ROW(sendto_wrong_family, sendto(fd, "x", 1, MSG_NOSIGNAL, wrong_address(AF_UNIX), sizeof(struct sockaddr_un)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EOPNOTSUPP, EOPNOTSUPP, EISCONN, EPIPE, EAFNOSUPPORT, \
        ENOENT, ENOENT, ENOTCONN, ENOTCONN, 0) \
    ROW(sendto_short_address, sendto(fd, "x", 1, MSG_NOSIGNAL, wrong_address(AF_INET), 8), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EOPNOTSUPP, EOPNOTSUPP, EISCONN, EPIPE, EINVAL, \
        EINVAL, EINVAL, ENOTCONN, ENOTCONN, 0)

WRONG_SENDS(WRONG_CALL)

CASE_BODY(wrong_sends)
{
    static const struct wrong_row rows[] = {
        WRONG_SENDS(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_RECEIVES(ROW) \
    ROW(recv_nowhere, recv(fd, wrong_nowhere, 4, 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(recv_nothing, recv(fd, wrong_nowhere, 0, 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(recv_out_of_band, recv(fd, wrong_bytes, 1, MSG_OOB), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, WRONG_BUT(EINVAL, EOPNOTSUPP), EINVAL, EAGAIN, \
        EOPNOTSUPP, EOPNOTSUPP, ENOTCONN, ENOTCONN, EOPNOTSUPP) \
    ROW(recv_all_of_nothing, recv(fd, wrong_bytes, 8, MSG_WAITALL | MSG_PEEK), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(recvfrom_size_nowhere, recvfrom(fd, wrong_bytes, 1, 0, wrong_address(AF_UNIX), wrong_nowhere), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(recvfrom_negative_size, recvfrom(fd, wrong_bytes, 1, 0, wrong_address(AF_UNIX), WITH_SIZE(minus_one)), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN)

WRONG_RECEIVES(WRONG_CALL)

CASE_BODY(wrong_receives)
{
    static const struct wrong_row rows[] = {
        WRONG_RECEIVES(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_MESSAGES_SENT(ROW) \
    ROW(sendmsg_nowhere, sendmsg(fd, wrong_nowhere, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(sendmsg_parts_nowhere, sendmsg(fd, wrong_message(wrong_nowhere, 1, NULL, 0, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(sendmsg_too_many_parts, sendmsg(fd, wrong_message(wrong_nowhere, 1025, NULL, 0, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE, \
        EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE) \
    ROW(sendmsg_part_nowhere, sendmsg(fd, wrong_message(wrong_part(wrong_nowhere, 4), 1, NULL, 0, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, EFAULT, EPIPE, EDESTADDRREQ, \
        EFAULT, EFAULT, ENOTCONN, ENOTCONN, EFAULT) \
    ROW(sendmsg_endless_part, \
        sendmsg(fd, wrong_message(wrong_part(wrong_bytes, (size_t)1 << 63), 1, NULL, 0, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(sendmsg_name_nowhere, sendmsg(fd, wrong_message(wrong_nowhere, 1025, wrong_nowhere, 16, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(sendmsg_negative_name, \
        sendmsg(fd, wrong_message(wrong_part(wrong_bytes, 1), 1025, wrong_bytes, minus_one, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(sendmsg_null_name_with_size, \
        sendmsg(fd, wrong_message(wrong_part(wrong_bytes, 1), 1, NULL, minus_one, NULL, 0), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0) \
    ROW(sendmsg_control_nowhere, \
        sendmsg(fd, wrong_message(wrong_part(wrong_bytes, 1), 1, NULL, 0, wrong_nowhere, 24), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(sendmsg_much_control, \
        sendmsg(fd, wrong_message(wrong_part(wrong_bytes, 1), 1, NULL, 0, wrong_nowhere, 1u << 31), MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOBUFS, ENOBUFS, ENOBUFS, ENOBUFS, ENOBUFS, \
        ENOBUFS, ENOBUFS, ENOBUFS, ENOBUFS, ENOBUFS) \
    ROW(sendmmsg_nowhere, sendmmsg(fd, wrong_nowhere, 1, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(sendmmsg_none_nowhere, sendmmsg(fd, wrong_nowhere, 0, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(sendmmsg_two, sendmmsg(fd, wrong_messages(), 2, MSG_NOSIGNAL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, ENOTCONN, ENOTCONN, 0, EPIPE, EDESTADDRREQ, \
        ENOTCONN, 0, ENOTCONN, ENOTCONN, 0)

WRONG_MESSAGES_SENT(WRONG_CALL)

CASE_BODY(wrong_messages_sent)
{
    static const struct wrong_row rows[] = {
        WRONG_MESSAGES_SENT(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}

#define WRONG_MESSAGES_RECEIVED(ROW) \
    ROW(recvmsg_nowhere, recvmsg(fd, wrong_nowhere, 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(recvmsg_parts_nowhere, recvmsg(fd, wrong_message(wrong_nowhere, 1, NULL, 0, NULL, 0), 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(recvmsg_too_many_parts, recvmsg(fd, wrong_message(wrong_nowhere, 1025, NULL, 0, NULL, 0), 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE, \
        EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE, EMSGSIZE) \
    ROW(recvmsg_part_nowhere, recvmsg(fd, wrong_message(wrong_part(wrong_nowhere, 4), 1, NULL, 0, NULL, 0), 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(recvmsg_endless_part, recvmsg(fd, wrong_message(wrong_part(wrong_bytes, (size_t)1 << 63), 1, NULL, 0, NULL, 0), 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(recvmsg_negative_name, \
        recvmsg(fd, wrong_message(wrong_part(wrong_bytes, 1), 1025, wrong_bytes, minus_one, NULL, 0), 0), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL) \
    ROW(recvmmsg_nowhere, recvmmsg(fd, wrong_nowhere, 1, 0, NULL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(recvmmsg_none_nowhere, recvmmsg(fd, wrong_nowhere, 0, 0, NULL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0) \
    ROW(recvmmsg_one, recvmmsg(fd, wrong_messages(), 1, 0, NULL), \
        EBADF, EBADF, ENOTSOCK, ENOTSOCK, ENOTSOCK, EINVAL, EINVAL, EAGAIN, ENOTCONN, EAGAIN, \
        EAGAIN, EAGAIN, ENOTCONN, ENOTCONN, EAGAIN) \
    ROW(recvmmsg_time_nowhere, recvmmsg(fd, wrong_nowhere, 1, 0, wrong_nowhere), \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, EFAULT, \
        EFAULT, EFAULT, EFAULT, EFAULT, EFAULT) \
    ROW(recvmmsg_wrong_time, recvmmsg(fd, wrong_messages(), 1, 0, &(struct timespec) { 0, -1 }), \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL, \
        EINVAL, EINVAL, EINVAL, EINVAL, EINVAL)

WRONG_MESSAGES_RECEIVED(WRONG_CALL)

CASE_BODY(wrong_messages_received)
{
    static const struct wrong_row rows[] = {
        WRONG_MESSAGES_RECEIVED(WRONG_ROW)
    };

    CHECK_WRONG(rows);
}
