#include "socket_file.h"

#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char path[PLACE_SIZE];

static void remove_it(void)
{
    remove_file(path);
}

void choose_socket_file(struct place *place)
{
    char folder[PLACE_SIZE / 2];

    if (!*path) {
        temporary_folder(folder, sizeof folder);
        snprintf(path, sizeof path, "%s/bench-%ld.sock", folder, own_process_id());
        atexit(remove_it);
    }
    remove_it();
    memcpy(place->text, path, PLACE_SIZE);
}
