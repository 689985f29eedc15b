using AfUnix.Errors;
using AfUnix.Interop;

namespace AfUnix.Winsock;

/// <summary>From errno to Winsock's codes, as Windows' own AF_UNIX gives them.</summary>
internal static class WinsockError
{
    public static int Of(Errno error) => error switch
    {
        Errno.None => 0,
        Errno.EINTR => Win.WSAEINTR,
        Errno.EBADF or Errno.ENOTSOCK => Win.WSAENOTSOCK,
        Errno.EACCES or Errno.EPERM or Errno.EROFS => Win.WSAEACCES,
        Errno.EFAULT => Win.WSAEFAULT,
        Errno.EINVAL => Win.WSAEINVAL,
        Errno.EMFILE or Errno.ENFILE => Win.WSAEMFILE,
        Errno.ENOMEM or Errno.ENOBUFS => Win.WSAENOBUFS,
        Errno.EAGAIN => Win.WSAEWOULDBLOCK,
        Errno.EALREADY => Win.WSAEALREADY,
        Errno.EMSGSIZE => Win.WSAEMSGSIZE,
        Errno.ENOPROTOOPT => Win.WSAENOPROTOOPT,
        Errno.EPROTONOSUPPORT => Win.WSAEPROTONOSUPPORT,
        Errno.EPROTOTYPE => Win.WSAEPROTOTYPE,
        Errno.ESOCKTNOSUPPORT => Win.WSAESOCKTNOSUPPORT,
        Errno.EOPNOTSUPP => Win.WSAEOPNOTSUPP,
        Errno.EAFNOSUPPORT => Win.WSAEAFNOSUPPORT,
        Errno.EADDRINUSE => Win.WSAEADDRINUSE,
        Errno.EADDRNOTAVAIL or Errno.ENOENT or Errno.ENOTDIR => Win.WSAEADDRNOTAVAIL, // bind() where there is no such folder
        Errno.ENAMETOOLONG => Win.WSAENAMETOOLONG,
        Errno.ELOOP => Win.WSAELOOP,
        Errno.ECONNABORTED => Win.WSAECONNABORTED,
        Errno.ECONNREFUSED => Win.WSAECONNREFUSED,
        Errno.ECONNRESET => Win.WSAECONNRESET,
        Errno.EISCONN => Win.WSAEISCONN,
        Errno.ENOTCONN => Win.WSAENOTCONN,
        Errno.EPIPE => Win.WSAESHUTDOWN,
        Errno.ETIMEDOUT => Win.WSAETIMEDOUT,
        Errno.ENETDOWN => Win.WSAENETDOWN,
        _ => Win.WSASYSCALLFAILURE,
    };

    /// <summary>The same for connect(): no file, nobody there and no room are all a refusal, and nothing is ever in progress.</summary>
    public static int OfConnect(Errno error) => error switch
    {
        Errno.ENOENT or Errno.ENOTDIR or Errno.EAGAIN => Win.WSAECONNREFUSED,
        _ => Of(error),
    };
}
