/* Children that inherit SOCKETs: a listener, which lives on in its heir, and a connection. The program starts itself as "heir serve NUMBER" and
 * "heir talk NUMBER", with the handle's number, as programs do that know of inheritance. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>

enum { FAMILY = 1 };

struct address {
    unsigned short family;
    char path[108];
};

static int fail(const char *what)
{
    printf("%s: error %d\n", what, WSAGetLastError());
    return 1;
}

static struct address place(void)
{
    struct address address = {.family = FAMILY};

    GetTempPathA(sizeof address.path - 32, address.path);
    sprintf(address.path + strlen(address.path), "heir-%lu", GetCurrentProcessId());
    return address;
}

static HANDLE start(const char *role, SOCKET inherited)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    char line[64];

    sprintf(line, "heir.exe %s %llu", role, (unsigned long long)inherited);
    return CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child) ? child.hProcess : NULL;
}

static int say(SOCKET one, const char *text)
{
    return send(one, text, (int)strlen(text), 0) == (int)strlen(text) && shutdown(one, SD_SEND) == 0;
}

static int hear(SOCKET one)
{
    char text[32];
    int size, all = 0;

    while ((size = recv(one, text + all, (int)sizeof text - 1 - all, 0)) > 0)
        all += size;
    text[all] = 0;
    printf("%s%s\n", text, size < 0 ? ", and an error" : "");
    return size == 0;
}

static int serve(SOCKET listener)
{
    struct address name;
    int length = sizeof name;
    SOCKET client = accept(listener, NULL, NULL);

    if (client == INVALID_SOCKET || getsockname(listener, (struct sockaddr *)&name, &length) != 0)
        return fail("serve");
    return say(client, name.family == FAMILY ? "heir serves" : "no family") && closesocket(client) == 0 && closesocket(listener) == 0 ? 0 : fail("serve");
}

static int talk(SOCKET connection)
{
    return say(connection, "heir talks") && closesocket(connection) == 0 ? 0 : fail("talk");
}

static int run(void)
{
    struct address address = place();
    SOCKET listener = socket(FAMILY, SOCK_STREAM, 0), client = socket(FAMILY, SOCK_STREAM, 0), late = socket(FAMILY, SOCK_STREAM, 0);
    SOCKET accepted;
    HANDLE talker, server;

    DeleteFileA(address.path); /* of a process that had our number */
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 5) != 0)
        return fail("listen");
    SetHandleInformation((HANDLE)client, HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation((HANDLE)late, HANDLE_FLAG_INHERIT, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof address) != 0 || (accepted = accept(listener, NULL, NULL)) == INVALID_SOCKET)
        return fail("connect");
    talker = start("talk", accepted);
    if (!talker || closesocket(accepted) != 0 || !hear(client))
        return fail("talk");
    WaitForSingleObject(talker, INFINITE);
    server = start("serve", listener);
    if (!server || closesocket(listener) != 0 || connect(late, (struct sockaddr *)&address, sizeof address) != 0 || !hear(late))
        return fail("serve");
    WaitForSingleObject(server, INFINITE);
    closesocket(client);
    client = socket(FAMILY, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof address) == 0)
        puts("somebody serves still");
    else
        printf("then error %d\n", WSAGetLastError());
    DeleteFileA(address.path);
    return 0;
}

int main(int count, char **words)
{
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    if (count == 3 && strcmp(words[1], "serve") == 0)
        return serve((SOCKET)strtoull(words[2], NULL, 10));
    if (count == 3 && strcmp(words[1], "talk") == 0)
        return talk((SOCKET)strtoull(words[2], NULL, 10));
    return run();
}
