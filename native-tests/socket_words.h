/* The socket file of this library, read by its documented format and by nothing of the library itself. Windows only. */
#ifndef SOCKET_WORDS_H
#define SOCKET_WORDS_H

#include <stdbool.h>

enum { MOST_WORDS = 1024 };

struct socket_words {
    char text[MOST_WORDS];      /* the whole file */
    long size;
    unsigned port;
    char type;
    char hex[4][9];             /* the words of the secret, as they are written */
    unsigned char secret[16];
    long head;                  /* the size of the part that Cygwin reads, with its NUL */
    unsigned long process;      /* who bound it */
    char name[512];             /* the bound name, as it is written */
};

/* Ends the case unless the file is a whole and proper one. */
void socket_words_read(const char *path, struct socket_words *words);

/* Makes any content look like a socket file to the system: with the SYSTEM attribute. */
void socket_words_write(const char *path, const void *text, long size);

bool has_system_attribute(const char *path);

#endif
