/* A program that loads a DLL with Winsock in its import table when it has been running for a while. */
#include <stdio.h>
#include <windows.h>

int main(void)
{
    HMODULE library = LoadLibraryW(L"library.dll");
    const char *(*library_answer)(void) = 0;

    if (library)
        *(FARPROC *)&library_answer = GetProcAddress(library, "library_answer");
    puts(library_answer ? library_answer() : "no library");
    return 0;
}
