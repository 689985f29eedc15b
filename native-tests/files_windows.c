#include "files.h"
#include "wide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winioctl.h>

enum { WIDE_SIZE = 2048 };

wchar_t *wide_from_utf8(const char *text, wchar_t *wide, size_t size)
{
    return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, (int)size) > 0 ? wide : NULL;
}

char *utf8_from_wide(const wchar_t *wide, char *text, size_t size)
{
    return WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, (int)size, NULL, NULL) > 0 ? text : NULL;
}

static HANDLE open_file(const char *path, DWORD access, DWORD creation)
{
    wchar_t wide[WIDE_SIZE];

    if (!wide_from_utf8(path, wide, WIDE_SIZE))
        return INVALID_HANDLE_VALUE;
    return CreateFileW(wide, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, creation, FILE_ATTRIBUTE_NORMAL, NULL);
}

bool path_exists(const char *path)
{
    wchar_t wide[WIDE_SIZE];

    return wide_from_utf8(path, wide, WIDE_SIZE) && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

bool file_write(const char *path, const void *bytes, size_t size)
{
    HANDLE file = open_file(path, GENERIC_WRITE, CREATE_ALWAYS);
    DWORD count = 0;
    bool written;

    if (file == INVALID_HANDLE_VALUE)
        return false;
    written = WriteFile(file, bytes, (DWORD)size, &count, NULL) && count == size;
    CloseHandle(file);
    return written;
}

long file_read(const char *path, void *bytes, size_t size)
{
    HANDLE file = open_file(path, GENERIC_READ, OPEN_EXISTING);
    DWORD count = 0;
    bool done;

    if (file == INVALID_HANDLE_VALUE)
        return -1;
    done = ReadFile(file, bytes, (DWORD)size, &count, NULL);
    CloseHandle(file);
    return done ? (long)count : -1;
}

bool file_make_sparse(const char *path, long long size)
{
    HANDLE file = open_file(path, GENERIC_WRITE, CREATE_NEW);
    LARGE_INTEGER end = { .QuadPart = size };
    DWORD count;
    bool made;

    if (file == INVALID_HANDLE_VALUE)
        return false;
    /* Wine doesn't know the request, and doesn't need it. */
    DeviceIoControl(file, FSCTL_SET_SPARSE, NULL, 0, NULL, 0, &count, NULL);
    made = SetFilePointerEx(file, end, NULL, FILE_BEGIN) && SetEndOfFile(file);
    CloseHandle(file);
    return made;
}

bool file_remove(const char *path)
{
    wchar_t wide[WIDE_SIZE];

    return wide_from_utf8(path, wide, WIDE_SIZE) && DeleteFileW(wide);
}

bool file_rename(const char *from, const char *to)
{
    wchar_t wide_from[WIDE_SIZE], wide_to[WIDE_SIZE];

    return wide_from_utf8(from, wide_from, WIDE_SIZE) && wide_from_utf8(to, wide_to, WIDE_SIZE)
        && MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING);
}

bool directory_make(const char *path)
{
    wchar_t wide[WIDE_SIZE];

    return wide_from_utf8(path, wide, WIDE_SIZE) && CreateDirectoryW(wide, NULL);
}

bool directory_change(const char *path)
{
    wchar_t wide[WIDE_SIZE];

    return wide_from_utf8(path, wide, WIDE_SIZE) && SetCurrentDirectoryW(wide);
}

static void remove_wide_tree(const wchar_t *path)
{
    wchar_t pattern[WIDE_SIZE], child[WIDE_SIZE];
    WIN32_FIND_DATAW entry;
    HANDLE search;

    if (_snwprintf(pattern, WIDE_SIZE, L"%ls\\*", path) < 0)
        return;
    search = FindFirstFileW(pattern, &entry);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        if (wcscmp(entry.cFileName, L".") == 0 || wcscmp(entry.cFileName, L"..") == 0)
            continue;
        if (_snwprintf(child, WIDE_SIZE, L"%ls\\%ls", path, entry.cFileName) < 0)
            continue;
        if (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
            remove_wide_tree(child);
        } else {
            SetFileAttributesW(child, FILE_ATTRIBUTE_NORMAL);
            DeleteFileW(child);
        }
    } while (FindNextFileW(search, &entry));
    FindClose(search);
    RemoveDirectoryW(path);
}

void directory_remove_tree(const char *path)
{
    wchar_t wide[WIDE_SIZE];

    if (wide_from_utf8(path, wide, WIDE_SIZE))
        remove_wide_tree(wide);
}

static void keep_without_separator(wchar_t *wide, char *path, size_t size)
{
    size_t length = wcslen(wide);

    while (length > 3 && (wide[length - 1] == L'\\' || wide[length - 1] == L'/'))
        wide[--length] = L'\0';
    if (!utf8_from_wide(wide, path, size))
        abort();
}

void directory_current(char *path, size_t size)
{
    wchar_t wide[WIDE_SIZE];

    if (GetCurrentDirectoryW(WIDE_SIZE, wide) == 0)
        abort();
    keep_without_separator(wide, path, size);
}

void directory_temporary(char *path, size_t size)
{
    wchar_t wide[WIDE_SIZE];

    if (GetTempPathW(WIDE_SIZE, wide) == 0)
        abort();
    keep_without_separator(wide, path, size);
}
