/* What a plug-in has for the cases: calls that are made in its own module, with its own C runtime. Each function is one call, and
 * ends with it, so that compilers make it a jump: the place where it comes from must be known all the same. */
#ifndef PLUGIN_H
#define PLUGIN_H

/* struct pollfd, and words of an fd_set. */
struct plugin_poll {
    int fd;
    short events, revents;
};

struct plugin {
    int *(*error)(void);                                    /* the location of its errno */
    int (*pair)(int ends[2]);                               /* socketpair() */
    long long (*read)(int fd, void *bytes, unsigned long long size);
    long long (*write)(int fd, const void *bytes, unsigned long long size);
    int (*close)(int fd);
    int (*dup)(int fd);
    int (*dup2)(int fd, int target);
    int (*poll)(struct plugin_poll *entries, unsigned count, int milliseconds);
    int (*select)(int count, void *readable, void *writable, void *exceptional, void *timeout);

    /* Not ours: its runtime's own. */
    int (*open)(const char *path);                          /* for reading and writing, made anew */
    int (*close_file)(int fd);
    long long (*rewind)(int fd);
};

/* Exported as "plugin". */
typedef const struct plugin *get_plugin(void);

#endif
