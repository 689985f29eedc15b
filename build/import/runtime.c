/*
 * The C runtime of a module, as the DLL finds it: this table is linked from the import library into each module that uses the DLL,
 * in a section of its own, .afunix, which the DLL looks for in the module's headers. Nothing is called when the module comes or
 * goes. A module whose runtime is a DLL needs no table, for its import table tells; but one with a static runtime has no other
 * way to say where its errno and its descriptors are. src/Shim/Posix/ModuleImage.cs reads it.
 *
 * What the module's runtime lacks is the address of afunix_nothing, and so is everything in a module without a runtime: the table
 * asks for none. RUNTIME_IS_A_DLL makes the table an empty one, for mingw: its runtimes are DLLs, and its linker knows no
 * /alternatename.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef void (*function)(void);

struct afunix_runtime {
    unsigned size; /* of the whole: a later layout is longer */
    unsigned zero;
    const void *nothing;
    function functions[11];
};

extern const char afunix_nothing;
const char afunix_nothing = 0;

#ifdef RUNTIME_IS_A_DLL
#define FUNCTION(name)
#define ADDRESS(name) 0
#else
#define FUNCTION(name)                                                                                                                                \
    void name(void);                                                                                                                                  \
    __pragma(comment(linker, "/alternatename:" #name "=afunix_nothing"))
#define ADDRESS(name) name
#endif

FUNCTION(_errno)
FUNCTION(_open_osfhandle)
FUNCTION(_get_osfhandle)
FUNCTION(_close)
FUNCTION(_read)
FUNCTION(_write)
FUNCTION(_dup)
FUNCTION(_dup2)
FUNCTION(_unlink)
FUNCTION(_setmode)
FUNCTION(_set_thread_local_invalid_parameter_handler)

#pragma section(".afunix", long, read)
extern const struct afunix_runtime afunix_runtime_here;
__declspec(allocate(".afunix")) const struct afunix_runtime afunix_runtime_here = {
    sizeof afunix_runtime_here,
    0,
    &afunix_nothing,
    {
        ADDRESS(_errno),
        ADDRESS(_open_osfhandle),
        ADDRESS(_get_osfhandle),
        ADDRESS(_close),
        ADDRESS(_read),
        ADDRESS(_write),
        ADDRESS(_dup),
        ADDRESS(_dup2),
        ADDRESS(_unlink),
        ADDRESS(_setmode),
        ADDRESS(_set_thread_local_invalid_parameter_handler),
    },
};
