/* Threads, gates and the clock, alike on both systems. */
#ifndef THREAD_H
#define THREAD_H

struct thread;

/* Never fails: a case that can't start a thread ends. */
struct thread *thread_start(void (*body)(void *), void *argument);
void thread_join(struct thread *thread);
void thread_yield(void);

/* A gate is shut when it is made, and once opened lets everybody through for ever. */
struct gate;
struct gate *gate_new(void);
void gate_open(struct gate *gate);
void gate_wait(struct gate *gate);
void gate_free(struct gate *gate);

/* A lock for the few places that need one. */
struct lock;
struct lock *lock_new(void);
void lock_take(struct lock *lock);
void lock_leave(struct lock *lock);
void lock_free(struct lock *lock);

/* A clock that never goes back. */
long long now_in_milliseconds(void);

/* Lets this many milliseconds pass. For the watchdog, and for let_it_block() below: no result may depend on it. */
void thread_pause(int milliseconds);

/* Another thread is about to enter a call that blocks, and no event tells that it has. This makes it likely; the case
 * must be right either way. */
void let_it_block(void);

#endif
