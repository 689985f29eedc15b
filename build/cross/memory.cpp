/* operator new and delete over the C runtime's malloc, for the link on Linux. The runtime uses the no-throw forms only. */
typedef unsigned long long size;

extern "C" {
__declspec(dllimport) void *malloc(size bytes);
__declspec(dllimport) void free(void *block);
}

namespace std
{
struct nothrow_t {
};
extern const nothrow_t nothrow;
const nothrow_t nothrow{};
}

void *operator new(size bytes, const std::nothrow_t &) noexcept
{
    return malloc(bytes ? bytes : 1);
}

void *operator new[](size bytes, const std::nothrow_t &) noexcept
{
    return malloc(bytes ? bytes : 1);
}

void operator delete(void *block) noexcept
{
    free(block);
}

void operator delete(void *block, size) noexcept
{
    free(block);
}

void operator delete[](void *block) noexcept
{
    free(block);
}

void operator delete[](void *block, size) noexcept
{
    free(block);
}
