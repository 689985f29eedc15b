/* Winsock in the import table. Linked in several ways: by name, by number, delayed, and with wsock32.dll, which forwards to ws2_32.dll. */
#include "answer.h"

int main(void)
{
    puts(answer());
    puts(answer()); /* a delayed import is bound by the first call */
    return 0;
}
