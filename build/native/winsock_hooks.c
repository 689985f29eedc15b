/*
 * What src/Shim/Hooks puts in place of the system's functions: each name has its function in winsock.c and its like. Those of kernel32 are in kernelbase,
 * too, on today's Windows: who is linked with an API set has them from there.
 */
struct hook {
    const char *module, *name;
    void *replacement;
};

#define HOOKS \
    HOOK("ws2_32.dll", socket) \
    HOOK("ws2_32.dll", WSASocketA) \
    HOOK("ws2_32.dll", WSASocketW) \
    HOOK("ws2_32.dll", bind) \
    HOOK("ws2_32.dll", listen) \
    HOOK("ws2_32.dll", connect) \
    HOOK("ws2_32.dll", WSAConnect) \
    HOOK("ws2_32.dll", accept) \
    HOOK("ws2_32.dll", WSAAccept) \
    HOOK("ws2_32.dll", getsockname) \
    HOOK("ws2_32.dll", getpeername) \
    HOOK("ws2_32.dll", getsockopt) \
    HOOK("ws2_32.dll", setsockopt) \
    HOOK("ws2_32.dll", ioctlsocket) \
    HOOK("ws2_32.dll", WSAIoctl) \
    HOOK("ws2_32.dll", WSAEventSelect) \
    HOOK("ws2_32.dll", WSAAsyncSelect) \
    HOOK("ws2_32.dll", shutdown) \
    HOOK("ws2_32.dll", WSASendDisconnect) \
    HOOK("ws2_32.dll", WSARecvDisconnect) \
    HOOK("ws2_32.dll", WSASendMsg) \
    HOOK("ws2_32.dll", closesocket) \
    HOOK("ws2_32.dll", WSADuplicateSocketA) \
    HOOK("ws2_32.dll", WSADuplicateSocketW) \
    HOOK("ws2_32.dll", WSAEnumProtocolsA) \
    HOOK("ws2_32.dll", WSAEnumProtocolsW) \
    HOOK("ws2_32.dll", WSACleanup) \
    HOOK("mswsock.dll", AcceptEx) \
    HOOK("mswsock.dll", GetAcceptExSockaddrs) \
    HOOK("kernel32.dll", CreateIoCompletionPort) \
    HOOK("kernel32.dll", CreateThreadpoolIo) \
    HOOK("kernel32.dll", BindIoCompletionCallback) \
    HOOK("kernel32.dll", CancelIo) \
    HOOK("kernel32.dll", CancelIoEx) \
    HOOK("kernelbase.dll", CreateIoCompletionPort) \
    HOOK("kernelbase.dll", CreateThreadpoolIo) \
    HOOK("kernelbase.dll", BindIoCompletionCallback) \
    HOOK("kernelbase.dll", CancelIo) \
    HOOK("kernelbase.dll", CancelIoEx)

#define HOOK(module, name) void afunix_ws_##name(void);
HOOKS
#undef HOOK

const struct hook *afunix_winsock_hooks(int *count)
{
#define HOOK(module, name) {module, #name, (void *)afunix_ws_##name},
    static const struct hook hooks[] = {HOOKS};

    *count = sizeof hooks / sizeof *hooks;
    return hooks;
}
