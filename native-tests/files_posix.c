#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool path_exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

bool file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    bool written;

    if (!file)
        return false;
    written = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && written;
}

long file_read(const char *path, void *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    size_t count;

    if (!file)
        return -1;
    count = fread(bytes, 1, size, file);
    fclose(file);
    return (long)count;
}

bool file_make_sparse(const char *path, long long size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    bool made;

    if (fd == -1)
        return false;
    made = ftruncate(fd, (off_t)size) == 0;
    close(fd);
    return made;
}

bool file_remove(const char *path)
{
    return unlink(path) == 0;
}

bool file_rename(const char *from, const char *to)
{
    return rename(from, to) == 0;
}

bool directory_make(const char *path)
{
    return mkdir(path, 0700) == 0;
}

bool directory_change(const char *path)
{
    return chdir(path) == 0;
}

void directory_remove_tree(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    char child[4096];

    if (!directory) {
        unlink(path);
        return;
    }
    while ((entry = readdir(directory)) != NULL) {
        struct stat status;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (snprintf(child, sizeof child, "%s/%s", path, entry->d_name) >= (int)sizeof child)
            continue;
        if (lstat(child, &status) == 0 && S_ISDIR(status.st_mode))
            directory_remove_tree(child);
        else
            unlink(child);
    }
    closedir(directory);
    rmdir(path);
}

void directory_current(char *path, size_t size)
{
    if (!getcwd(path, size))
        abort();
}

void directory_temporary(char *path, size_t size)
{
    const char *given = getenv("TMPDIR");

    /* A socket's path has 107 bytes: a deep TMPDIR leaves no room for the cases. */
    if (!given || given[0] != '/' || strlen(given) > 50)
        given = "/tmp";
    snprintf(path, size, "%s", given);
}
