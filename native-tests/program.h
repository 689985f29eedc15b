/* The program behind main() and wmain(), which are in the process files. Arguments are UTF-8. */
#ifndef PROGRAM_H
#define PROGRAM_H

int program(int count, char **arguments);

/* The name of the case that this process is, or helps. */
const char *running_case(void);

#endif
