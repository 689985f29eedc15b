/* Children that inherit, and are helpers of their case. */
#ifndef CHILD_H
#define CHILD_H

struct process;

/* `arguments` ends with NULL. */
struct process *child_start(const char *helper, const char *const arguments[]);

/* With one argument: a descriptor. */
struct process *child_with(const char *helper, int fd);

/* A child that has what it inherits until it is killed, and is there. */
struct process *keeping_child(void);

/* A number as an argument. The text lives until the process ends. */
const char *text_of(int number);

/* The child must end by itself, with status 0. */
void child_finish(struct process *child);

/* Sends "ping" and expects "pong"; the helper child_answers does the other half. */
void ask(int fd);

/* Connects, and answers the question of a helper child_accepts or child_serves. */
void be_served(const char *path);

#endif
