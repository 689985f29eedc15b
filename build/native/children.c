/*
 * CreateProcess, as those modules see it whose children are to inherit their sockets: C# (src/Shim/Posix/ProcessCreation.cs) puts these
 * two functions into import tables in place of the system's. They decide what C# can't: whether C# may be entered here at all, by the
 * rules of entry.c. If not, or if the child inherits nothing anyway, the system's function is called and nothing else happens.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef unsigned int dword;
typedef int(__stdcall *create)(const void *application, void *command, void *process, void *thread, int inherit, dword flags, void *environment,
                               const void *folder, void *startup, void *information);

int afunix_may_enter(void);
void *_ReturnAddress(void);
#ifndef __clang__
#pragma intrinsic(_ReturnAddress)
#endif

/* What CreateProcess was called with, in the order of its parameters. ProcessCreation.cs has the same. */
struct creation {
    const void *application;
    void *command, *process, *thread;
    int inherit;
    dword flags;
    void *environment;
    const void *folder;
    void *startup, *information;
};

/* ProcessCreation.cs has the same. */
static struct {
    create replacements[2];                                                                      /* what stands in import tables: A, W */
    create originals[2];                                                                         /* what stood there */
    int(__stdcall *volatile managed)(int wide, const void *caller, struct creation *creation); /* 0 until C# is ready */
} hooks;

static int create_process(int wide, const void *caller, struct creation *c)
{
    if (c->inherit && hooks.managed && afunix_may_enter())
        return hooks.managed(wide, caller, c);
    return hooks.originals[wide](c->application, c->command, c->process, c->thread, c->inherit, c->flags, c->environment, c->folder, c->startup, c->information);
}

static int __stdcall create_process_a(const void *application, void *command, void *process, void *thread, int inherit, dword flags, void *environment,
                                      const void *folder, void *startup, void *information)
{
    struct creation c = {application, command, process, thread, inherit, flags, environment, folder, startup, information};
    return create_process(0, _ReturnAddress(), &c);
}

static int __stdcall create_process_w(const void *application, void *command, void *process, void *thread, int inherit, dword flags, void *environment,
                                      const void *folder, void *startup, void *information)
{
    struct creation c = {application, command, process, thread, inherit, flags, environment, folder, startup, information};
    return create_process(1, _ReturnAddress(), &c);
}

void *afunix_child_hooks(void)
{
    hooks.replacements[0] = create_process_a;
    hooks.replacements[1] = create_process_w;
    return &hooks;
}
