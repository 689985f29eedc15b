/* Tells what it was started with: its arguments, its folder, its standard input; and ends with the code that its first argument is. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static void say(const char *what, const wchar_t *text)
{
    char bytes[4096];

    WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
    printf("%s %s\n", what, bytes);
}

int wmain(int count, wchar_t **words)
{
    wchar_t folder[MAX_PATH];
    int i, c;

    for (i = 1; i < count; i++)
        say("argument", words[i]);
    say("command", GetCommandLineW());
    GetCurrentDirectoryW(MAX_PATH, folder);
    say("folder", folder);
    while ((c = getchar()) != EOF)
        putchar(c);
    fputs("and an error\n", stderr);
    return count > 1 ? _wtoi(words[1]) : 0;
}
