/*
 * afunix-run.exe: all that it does is in afunix.dll beside it (src/Shim/Injection/Launch.cs). Here is what has to be in a program: the console's events.
 *
 * Ctrl+C and Ctrl+Break are the started program's affair, which gets them from the console itself; we wait for what it does about them. By a handler,
 * for the other way to ignore them is inherited. When the console is closed or the user logs off, Windows ends a process as soon as its handler is back,
 * and our end would be the program's: so the handler waits, and we end when the program does.
 *
 * No header and no C runtime: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef void *handle;
typedef unsigned int dword;
typedef unsigned short utf16;

__declspec(dllimport) void __stdcall ExitProcess(dword code);
__declspec(dllimport) dword __stdcall GetModuleFileNameW(handle module, utf16 *path, dword size);
__declspec(dllimport) void *__stdcall GetProcAddress(handle module, const char *name);
__declspec(dllimport) handle __stdcall GetStdHandle(dword which);
__declspec(dllimport) handle __stdcall LoadLibraryExW(const utf16 *path, handle reserved, dword flags);
__declspec(dllimport) utf16 *__stdcall lstrcpyW(utf16 *to, const utf16 *from);
__declspec(dllimport) int __stdcall SetConsoleCtrlHandler(int(__stdcall *handler)(dword event), int add);
__declspec(dllimport) void __stdcall Sleep(dword milliseconds);
__declspec(dllimport) int __stdcall WriteFile(handle file, const void *bytes, dword size, dword *written, void *overlapped);

#define CTRL_BREAK_EVENT 1
#define INFINITE 0xffffffff
#define LOAD_WITH_ALTERED_SEARCH_PATH 8
#define STD_ERROR_HANDLE ((dword)-12)
#define CANNOT_RUN 126

static utf16 path[32768 + 16];

static int __stdcall on_event(dword event)
{
    if (event > CTRL_BREAK_EVENT)
        Sleep(INFINITE);
    return 1;
}

/* afunix.dll of our own folder: never another one that a search would find. */
static handle load(void)
{
    static const utf16 name[] = {'a', 'f', 'u', 'n', 'i', 'x', '.', 'd', 'l', 'l', 0};
    dword length = GetModuleFileNameW(0, path, 32768);

    while (length > 0 && path[length - 1] != '\\')
        length--;
    lstrcpyW(path + length, name);
    return LoadLibraryExW(path, 0, LOAD_WITH_ALTERED_SEARCH_PATH);
}

void __stdcall start(void)
{
    static const char text[] = "afunix-run: afunix.dll must lie beside this program, and be of the same version\r\n";
    int (*run)(void) = 0;
    handle library;
    dword written;

    SetConsoleCtrlHandler(on_event, 1);
    library = load();
    if (library)
        *(void **)&run = GetProcAddress(library, "afunix_run");
    if (run)
        ExitProcess((dword)run());
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, sizeof text - 1, &written, 0);
    ExitProcess(CANNOT_RUN);
}
