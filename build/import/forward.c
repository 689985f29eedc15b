/*
 * One function of the import library, compiled once for each name: a call of that function in the DLL. It is linked into the module
 * that uses it, so the DLL sees by the return address which module that is. Without this step a function that ends with
 * `return send(socket, data, size, 0);` would jump to the DLL, and the call would seem to come from wherever that function was
 * called.
 *
 * NAME is the function, IMPORT the DLL's name for it, POINTER __imp_NAME, ANCHOR a name that is used nowhere else; without it the
 * function is one of the Winsock face's, which needs to know no C runtime.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef long long word; /* a register: every argument and result of every export fits, and none has more than nine arguments */
typedef word call(word, word, word, word, word, word, word, word, word);

__declspec(dllimport) call IMPORT;

#ifdef ANCHOR
/* Brings runtime.c into the module. */
extern const struct afunix_runtime afunix_runtime_here;
const struct afunix_runtime *const ANCHOR = &afunix_runtime_here;
#endif

word NAME(word a, word b, word c, word d, word e, word f, word g, word h, word i)
{
    volatile word result = IMPORT(a, b, c, d, e, f, g, h, i); /* volatile: a call, never a jump */
    return result;
}

/* Calls compiled with dllimport, as by Winsock's prototypes, go through this. */
call *const POINTER = NAME;
