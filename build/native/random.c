/*
 * BCryptGenRandom without bcrypt.dll. The .NET runtime asks for random bytes at its start (the seed of string hashes), and
 * RandomNumberGenerator asks here too. Loading bcrypt.dll for that costs 3 ms and 2.6 MB under Wine; RtlGenRandom, which
 * advapi32 exports as SystemFunction036, is the same generator of the system.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef unsigned char byte;
typedef unsigned int dword;

#define STATUS_UNSUCCESSFUL ((int)0xC0000001)
#define STATUS_INVALID_HANDLE ((int)0xC0000008)

__declspec(dllimport) byte __stdcall SystemFunction036(void *buffer, dword bytes);

/* algorithm is null with BCRYPT_USE_SYSTEM_PREFERRED_RNG, the only way in which .NET calls it. */
int __stdcall BCryptGenRandom(void *algorithm, byte *buffer, dword bytes, dword flags)
{
    (void)flags;
    if (algorithm)
        return STATUS_INVALID_HANDLE;
    return SystemFunction036(buffer, bytes) ? 0 : STATUS_UNSUCCESSFUL;
}

/* Calls compiled with dllimport go through this. */
int(__stdcall *__imp_BCryptGenRandom)(void *, byte *, dword, dword) = BCryptGenRandom;
