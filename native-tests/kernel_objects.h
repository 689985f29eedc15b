/* Named objects of the kernel and the handles of a process, seen from outside. Windows only. */
#ifndef KERNEL_OBJECTS_H
#define KERNEL_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>

enum { OBJECT_NAME_SIZE = 128 };

/* Calls `each` with every name that any process can list in the folders of named objects. */
void listed_names(void (*each)(const char *name, void *argument), void *argument);

/* Whether there is such a semaphore or section. */
bool object_exists(const char *name);

/* The names, less their folder, of the semaphores and sections that a process (a HANDLE) has open and that begin so. Gives their number, and
 * the first `room` of them. */
int held_names(void *process, const char *beginning, char names[][OBJECT_NAME_SIZE], int room);

/* Waits until the process holds such an object; the first one's name. False when it doesn't in this time. */
bool await_held_name(void *process, const char *beginning, char name[OBJECT_NAME_SIZE], int milliseconds);

/* Waits until nothing has the name any more. */
void await_gone(const char *name);

/* A handle of the semaphore, to keep it alive; NULL when it can't be opened. */
void *semaphore_keep(const char *name);
/* Gives a semaphore that is kept one more count. */
void semaphore_give(void *semaphore);
void handle_drop(void *handle);

/* Maps a section by name, to be read and written. */
void *section_map(const char *name, size_t size);

void *own_process(void);

/* From here on nobody may put a handle into this process, or take one from it: as if it were another user's. */
void shut_own_process(void);

/* How many handles and threads this process has. */
int own_handles(void);
int own_threads(void);

/* What this process has had of the processors, in milliseconds. */
long long own_processor_time(void);

/* A line of SDDL: owner and access list of a semaphore or section that this process can open by name, or of a file. */
void object_guard(const char *name, char *sddl, size_t size);
void file_guard(const char *path, char *sddl, size_t size);

/* This user, as SDDL writes it. */
void own_user(char *sid, size_t size);

#endif
