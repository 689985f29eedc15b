#include "kernel_objects.h"

#include "check.h"
#include "thread.h"
#include "wide.h"

#include <aclapi.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <tlhelp32.h>
#include <windows.h>
#include <winternl.h>

/* What winternl.h leaves out. */
#define DIRECTORY_QUERY 1
enum { NAME_INFORMATION = 1, TYPE_INFORMATION = 2 };

struct directory_entry {
    UNICODE_STRING name, type;
};

NTSTATUS NTAPI NtOpenDirectoryObject(HANDLE *directory, ACCESS_MASK access, OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtQueryDirectoryObject(HANDLE directory, void *entries, ULONG size, BOOLEAN single, BOOLEAN restart, ULONG *context, ULONG *used);

static void list_folder(const wchar_t *folder, void (*each)(const char *, void *), void *argument)
{
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes;
    HANDLE directory;
    ULONG context = 0, used;
    union {
        struct directory_entry entry;
        char room[2048];
    } buffer;

    RtlInitUnicodeString(&path, folder);
    InitializeObjectAttributes(&attributes, &path, 0, NULL, NULL);
    if (NtOpenDirectoryObject(&directory, DIRECTORY_QUERY, &attributes) < 0)
        return;
    while (NtQueryDirectoryObject(directory, &buffer, sizeof buffer, TRUE, context == 0, &context, &used) == 0) {
        char name[OBJECT_NAME_SIZE * 4];

        if (buffer.entry.name.Buffer && utf8_from_wide(buffer.entry.name.Buffer, name, sizeof name))
            each(name, argument);
    }
    CloseHandle(directory);
}

void listed_names(void (*each)(const char *name, void *argument), void *argument)
{
    wchar_t folder[64];
    DWORD session = 0;

    list_folder(L"\\BaseNamedObjects", each, argument);
    ProcessIdToSessionId(GetCurrentProcessId(), &session);
    _snwprintf(folder, 64, L"\\Sessions\\%lu\\BaseNamedObjects", session);
    list_folder(folder, each, argument);
}

/* Opening is surer than listing: while others make and drop names, a list that is read one by one can skip some. */
bool object_exists(const char *name)
{
    static const wchar_t *const folders[] = { L"Global", L"Local" };
    wchar_t wide[OBJECT_NAME_SIZE], full[OBJECT_NAME_SIZE + 16];
    bool exists = false;
    int i;

    CHECK(wide_from_utf8(name, wide, OBJECT_NAME_SIZE) != NULL);
    for (i = 0; i < 2 && !exists; i++) {
        HANDLE handle;

        _snwprintf(full, sizeof full / sizeof full[0], L"%ls\\%ls", folders[i], wide);
        handle = OpenSemaphoreW(READ_CONTROL, FALSE, full);
        /* A section has the name: it isn't a semaphore, but it is there. */
        exists = handle != NULL || GetLastError() != ERROR_FILE_NOT_FOUND;
        if (handle)
            CloseHandle(handle);
    }
    return exists;
}

/* The last part of the name of a semaphore or a section. Other kinds aren't asked: for a pipe it could take for ever. */
static bool name_of_handle(HANDLE handle, char name[OBJECT_NAME_SIZE])
{
    union {
        UNICODE_STRING text;
        char room[1024];
    } buffer;
    wchar_t *leaf;

    if (NtQueryObject(handle, (OBJECT_INFORMATION_CLASS)TYPE_INFORMATION, &buffer, sizeof buffer, NULL) != 0 || !buffer.text.Buffer)
        return false;
    if (wcsncmp(buffer.text.Buffer, L"Semaphore", 9) != 0 && wcsncmp(buffer.text.Buffer, L"Section", 7) != 0)
        return false;
    if (NtQueryObject(handle, (OBJECT_INFORMATION_CLASS)NAME_INFORMATION, &buffer, sizeof buffer, NULL) != 0 || !buffer.text.Buffer)
        return false;
    leaf = wcsrchr(buffer.text.Buffer, L'\\');
    return utf8_from_wide(leaf ? leaf + 1 : buffer.text.Buffer, name, OBJECT_NAME_SIZE) != NULL;
}

/* Values of handles are multiples of four, given from the lowest; behind a gap like this there are no more. */
enum { HIGHEST_HANDLE = 4 * 8192, GAP = 100 };

int held_names(void *process, const char *beginning, char names[][OBJECT_NAME_SIZE], int room)
{
    size_t value;
    int count = 0, gap = 0;

    for (value = 4; value < HIGHEST_HANDLE && gap < GAP; value += 4) {
        char name[OBJECT_NAME_SIZE];
        HANDLE copy;

        gap++;
        if (!DuplicateHandle(process, (HANDLE)value, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS))
            continue;
        gap = 0;
        if (name_of_handle(copy, name) && strncmp(name, beginning, strlen(beginning)) == 0) {
            if (count < room)
                strcpy(names[count], name);
            count++;
        }
        CloseHandle(copy);
    }
    return count;
}

bool await_held_name(void *process, const char *beginning, char name[OBJECT_NAME_SIZE], int milliseconds)
{
    long long end = now_in_milliseconds() + milliseconds;

    while (held_names(process, beginning, (char (*)[OBJECT_NAME_SIZE])name, 1) == 0) {
        if (now_in_milliseconds() > end)
            return false;
        thread_yield();
    }
    return true;
}

void await_gone(const char *name)
{
    while (object_exists(name))
        thread_yield();
}

static HANDLE open_object(const char *name, HANDLE WINAPI (*open)(DWORD access, BOOL inherit, const wchar_t *name), DWORD access)
{
    static const wchar_t *const folders[] = { L"Global", L"Local" };
    wchar_t wide[OBJECT_NAME_SIZE], full[OBJECT_NAME_SIZE + 16];
    HANDLE handle = NULL;
    int i;

    CHECK(wide_from_utf8(name, wide, OBJECT_NAME_SIZE) != NULL);
    for (i = 0; i < 2 && !handle; i++) {
        _snwprintf(full, sizeof full / sizeof full[0], L"%ls\\%ls", folders[i], wide);
        handle = open(access, FALSE, full);
    }
    return handle;
}

static HANDLE open_semaphore(const char *name, DWORD access)
{
    return open_object(name, OpenSemaphoreW, access);
}

void *semaphore_keep(const char *name)
{
    return open_semaphore(name, SYNCHRONIZE | SEMAPHORE_MODIFY_STATE);
}

void semaphore_give(void *semaphore)
{
    CHECK(ReleaseSemaphore(semaphore, 1, NULL));
}

void handle_drop(void *handle)
{
    CHECK(CloseHandle(handle));
}

void *section_map(const char *name, size_t size)
{
    HANDLE section = open_object(name, OpenFileMappingW, FILE_MAP_READ | FILE_MAP_WRITE);
    void *memory;

    CHECK(section != NULL);
    memory = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size);
    CHECK(memory != NULL);
    CHECK(CloseHandle(section));
    return memory;
}

void *own_process(void)
{
    return GetCurrentProcess();
}

void shut_own_process(void)
{
    PSECURITY_DESCRIPTOR descriptor;

    /* PROCESS_QUERY_LIMITED_INFORMATION and SYNCHRONIZE. */
    CHECK(ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:P(A;;0x101000;;;WD)", SDDL_REVISION_1, &descriptor, NULL));
    CHECK(SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, descriptor));
    LocalFree(descriptor);
}

int own_handles(void)
{
    size_t value;
    DWORD flags;
    int count = 0, gap = 0;

    /* GetProcessHandleCount says 0 under Wine. */
    for (value = 4; value < HIGHEST_HANDLE && gap < 10 * GAP; value += 4) {
        bool open = GetHandleInformation((HANDLE)value, &flags);

        count += open;
        gap = open ? 0 : gap + 1;
    }
    return count;
}

static long long milliseconds_of(FILETIME time)
{
    return (((long long)time.dwHighDateTime << 32) | time.dwLowDateTime) / 10000;
}

long long own_processor_time(void)
{
    FILETIME created, ended, kernel, user;

    CHECK(GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user));
    return milliseconds_of(kernel) + milliseconds_of(user);
}

int own_threads(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 entry;
    int count = 0;

    CHECK(snapshot != INVALID_HANDLE_VALUE);
    memset(&entry, 0, sizeof entry);
    entry.dwSize = sizeof entry;
    CHECK(Thread32First(snapshot, &entry));
    do
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    while (Thread32Next(snapshot, &entry));
    CloseHandle(snapshot);
    return count;
}

static void write_guard(DWORD error, void *descriptor, char *sddl, size_t size)
{
    wchar_t *text = NULL;

    CHECK_EQ(error, ERROR_SUCCESS);
    CHECK(ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1,
                                                               OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &text, NULL));
    CHECK(utf8_from_wide(text, sddl, size) != NULL);
    LocalFree(text);
    LocalFree(descriptor);
}

void object_guard(const char *name, char *sddl, size_t size)
{
    HANDLE semaphore = open_semaphore(name, READ_CONTROL);
    HANDLE handle = semaphore ? semaphore : open_object(name, OpenFileMappingW, READ_CONTROL);
    void *descriptor = NULL;
    DWORD error;

    CHECK(handle != NULL);
    error = GetSecurityInfo(handle, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL, &descriptor);
    CloseHandle(handle);
    write_guard(error, descriptor, sddl, size);
}

void file_guard(const char *path, char *sddl, size_t size)
{
    wchar_t wide[1024];
    void *descriptor = NULL;
    DWORD error;

    CHECK(wide_from_utf8(path, wide, 1024) != NULL);
    error = GetNamedSecurityInfoW(wide, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL, &descriptor);
    write_guard(error, descriptor, sddl, size);
}

void own_user(char *sid, size_t size)
{
    union {
        TOKEN_USER user;
        char room[256];
    } buffer;
    wchar_t *text = NULL;
    HANDLE token;
    DWORD used;

    CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    CHECK(GetTokenInformation(token, TokenUser, &buffer, sizeof buffer, &used));
    CloseHandle(token);
    CHECK(ConvertSidToStringSidW(buffer.user.User.Sid, &text));
    CHECK(utf8_from_wide(text, sid, size) != NULL);
    LocalFree(text);
}
