#include "socket_words.h"

#include "check.h"
#include "files.h"
#include "wide.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static void read_word(struct socket_words *words, int index)
{
    unsigned long value;
    int i;

    for (i = 0; i < 8; i++)
        CHECK(strchr("0123456789ABCDEF", words->hex[index][i]) != NULL);
    value = strtoul(words->hex[index], NULL, 16);
    for (i = 0; i < 4; i++)
        words->secret[index * 4 + i] = (unsigned char)(value >> 8 * i);
}

void socket_words_read(const char *path, struct socket_words *words)
{
    char start[32], *trailer;
    int used = 0, i;

    memset(words, 0, sizeof *words);
    words->size = file_read(path, words->text, sizeof words->text - 1);
    CHECK(words->size > 0);
    CHECK_EQ(sscanf(words->text, "!<socket >%u %c %8[0-9A-F]-%8[0-9A-F]-%8[0-9A-F]-%8[0-9A-F]%n", &words->port, &words->type,
                    words->hex[0], words->hex[1], words->hex[2], words->hex[3], &used), 6);
    CHECK(words->port > 0 && words->port < 65536);
    CHECK_EQ(words->text[used], '\0');
    for (i = 0; i < 4; i++) {
        CHECK_EQ(strlen(words->hex[i]), 8);
        read_word(words, i);
    }
    words->head = used + 1;
    trailer = words->text + words->head;
    CHECK_EQ(sscanf(trailer, "afunix 1 pid=%lu start=%16[0-9A-F] name=%511[^\n]%n", &words->process, start, words->name, &used), 3);
    CHECK_EQ(trailer[used], '\n');
    CHECK_EQ(words->size, words->head + used + 1);
}

void socket_words_write(const char *path, const void *text, long size)
{
    wchar_t wide[1024];

    CHECK(file_write(path, text, (size_t)size));
    CHECK(wide_from_utf8(path, wide, 1024) != NULL);
    CHECK(SetFileAttributesW(wide, FILE_ATTRIBUTE_SYSTEM));
}

bool has_system_attribute(const char *path)
{
    wchar_t wide[1024];

    CHECK(wide_from_utf8(path, wide, 1024) != NULL);
    return (GetFileAttributesW(wide) & FILE_ATTRIBUTE_SYSTEM) != 0;
}
