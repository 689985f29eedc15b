using AfUnix.Interop;

namespace AfUnix.Names;

/// <summary>
/// What getaddrinfo and getnameinfo return: Windows' EAI_ numbers, and numbers of our own for those that Windows lacks. netdb.h has the same.
/// </summary>
internal enum NameError
{
    None = 0,
    Memory = Win.WSA_NOT_ENOUGH_MEMORY,
    BadFlags = Win.WSAEINVAL,
    SocketType = Win.WSAESOCKTNOSUPPORT,
    Family = Win.WSAEAFNOSUPPORT,
    Service = Win.WSATYPE_NOT_FOUND,
    NoName = Win.WSAHOST_NOT_FOUND,
    Again = Win.WSATRY_AGAIN,
    Fail = Win.WSANO_RECOVERY,
    NoData = Win.WSANO_DATA,
    System = 11901,
    Overflow = 11902,
    AddressFamily = 11903,
}
