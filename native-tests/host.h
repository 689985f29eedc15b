/* This process, and the machine that it runs on. main() and wmain() are in the same sources. */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>

long own_process_id(void);

/* A helper's ends of the streams that the case holds. Reading gives the number of bytes, 0 at the end. */
bool own_output_write(const void *bytes, size_t size);
int own_input_read(void *bytes, size_t size);

/* Ends this process at once, without any clean-up. */
_Noreturn void process_exit_now(int status);

/* How much longer than on a plain machine everything may take: AFUNIX_TEST_SCALE, else 10 under Wine, else 1. */
int time_scale(void);

/* From now on this process handles interrupts (SIGINT, Ctrl+C), and goes on after them. False where there is nobody to interrupt it. */
bool interrupts_handle(void);
void interrupt_own_process(void);

/* Makes sure that this process may have so many descriptors, or ends the case as skipped. */
void descriptors_allow(int count);

/* From now on this process may have few descriptors, if the system has a say in it. */
void descriptors_limit(void);

/* How many descriptors this process has open; on Windows, handles. */
int own_descriptors(void);

/* Bytes of memory that this process has in use. */
long long own_memory(void);

/* Gives up what a superuser may and others may not, for the rest of the case. */
void privileges_drop(void);

#endif
