/* Files and directories by UTF-8 names, alike on both systems. */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>

bool path_exists(const char *path);
bool file_write(const char *path, const void *bytes, size_t size);

/* Reads at most `size` bytes; gives their number, or -1. */
long file_read(const char *path, void *bytes, size_t size);

/* A file of this size, without storing its content. False where the file system can't. */
bool file_make_sparse(const char *path, long long size);

bool file_remove(const char *path);
bool file_rename(const char *from, const char *to);
bool directory_make(const char *path);
bool directory_change(const char *path);

/* A directory and all in it; what can't be removed stays. */
void directory_remove_tree(const char *path);

/* The current directory and the one for temporary files, without a separator at the end. */
void directory_current(char *path, size_t size);
void directory_temporary(char *path, size_t size);

#endif
