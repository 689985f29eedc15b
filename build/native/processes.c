/*
 * What stands for the functions that make processes, in a process that is injected into and whose children are to be, too: src/Shim/Hooks puts them
 * in place, and C# (src/Shim/Injection/ChildProcesses.cs) makes the child suspended, injects and lets it go. Here is decided whether C# may be entered
 * at all, by the rules of entry.c. If not, the system's function is called and nothing else happens; nor does anything when the call comes from within
 * another one of them, as they are made of each other.
 *
 * No header is included: the file compiles alike with clang on Linux and with cl on Windows.
 */
typedef long long word; /* a register: every argument and result fits */
typedef word(__stdcall *function)(word a, word b, word c, word d, word e, word f, word g, word h, word i, word j, word k, word l);

int afunix_may_enter(void);

/* winsock.c has the same, and Entry.cs. */
struct hook {
    const char *module;
    const char *name;
    void *replacement;
};

/* Entry.cs has the same. */
struct process_hook {
    struct hook hook;
    function original;      /* written by C# before anything comes here */
    int flags, information; /* which parameters are the creation flags and the PROCESS_INFORMATION */
};

static __declspec(thread) int inside;

static struct {
    struct process_hook *all;
    int count;
    word(__stdcall *volatile managed)(struct process_hook *hook, word *arguments); /* 0 until C# is ready */
} state;

static word create(int which, word *a)
{
    struct process_hook *hook = &state.all[which];
    word created;

    if (inside || !state.managed || !afunix_may_enter())
        return hook->original(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]);
    inside = 1;
    created = state.managed(hook, a);
    inside = 0;
    return created;
}

/* No function has more than twelve arguments, and all are integers or pointers: whatever lies in their places is passed on. */
#define THUNK(which)                                                                                                                  \
    static word __stdcall thunk_##which(word a, word b, word c, word d, word e, word f, word g, word h, word i, word j, word k, word l) \
    {                                                                                                                                 \
        word arguments[] = {a, b, c, d, e, f, g, h, i, j, k, l};                                                                      \
        return create(which, arguments);                                                                                              \
    }

THUNK(0)
THUNK(1)
THUNK(2)
THUNK(3)
THUNK(4)
THUNK(5)
THUNK(6)
THUNK(7)
THUNK(8)
THUNK(9)
THUNK(10)
THUNK(11)
THUNK(12)
THUNK(13)
THUNK(14)
THUNK(15)

/* Each where it can be: Windows has moved them between these DLLs, and a forward and what it leads to are found to be one. */
static struct process_hook hooks[] = {
    {{"kernel32.dll", "CreateProcessA", thunk_0}, 0, 5, 9},
    {{"kernel32.dll", "CreateProcessW", thunk_1}, 0, 5, 9},
    {{"kernel32.dll", "CreateProcessAsUserA", thunk_2}, 0, 6, 10},
    {{"kernel32.dll", "CreateProcessAsUserW", thunk_3}, 0, 6, 10},
    {{"kernel32.dll", "CreateProcessInternalA", thunk_4}, 0, 6, 10},
    {{"kernel32.dll", "CreateProcessInternalW", thunk_5}, 0, 6, 10},
    {{"kernelbase.dll", "CreateProcessA", thunk_6}, 0, 5, 9},
    {{"kernelbase.dll", "CreateProcessW", thunk_7}, 0, 5, 9},
    {{"kernelbase.dll", "CreateProcessAsUserA", thunk_8}, 0, 6, 10},
    {{"kernelbase.dll", "CreateProcessAsUserW", thunk_9}, 0, 6, 10},
    {{"kernelbase.dll", "CreateProcessInternalA", thunk_10}, 0, 6, 10},
    {{"kernelbase.dll", "CreateProcessInternalW", thunk_11}, 0, 6, 10},
    {{"advapi32.dll", "CreateProcessAsUserA", thunk_12}, 0, 6, 10},
    {{"advapi32.dll", "CreateProcessAsUserW", thunk_13}, 0, 6, 10},
    {{"advapi32.dll", "CreateProcessWithLogonW", thunk_14}, 0, 6, 10},
    {{"advapi32.dll", "CreateProcessWithTokenW", thunk_15}, 0, 4, 8},
};

void *afunix_process_hooks(void)
{
    state.all = hooks;
    state.count = sizeof hooks / sizeof *hooks;
    return &state;
}
