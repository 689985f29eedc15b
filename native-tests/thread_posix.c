#include "thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct thread {
    pthread_t id;
    void (*body)(void *);
    void *argument;
};

static void *must_have(void *memory)
{
    if (memory)
        return memory;
    fputs("no memory\n", stderr);
    abort();
}

static void *enter(void *argument)
{
    struct thread *thread = argument;

    thread->body(thread->argument);
    return NULL;
}

struct thread *thread_start(void (*body)(void *), void *argument)
{
    struct thread *thread = must_have(malloc(sizeof *thread));
    pthread_attr_t attributes;

    thread->body = body;
    thread->argument = argument;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 512 * 1024);
    if (pthread_create(&thread->id, &attributes, enter, thread) != 0) {
        fputs("no thread\n", stderr);
        abort();
    }
    pthread_attr_destroy(&attributes);
    return thread;
}

void thread_join(struct thread *thread)
{
    pthread_join(thread->id, NULL);
    free(thread);
}

void thread_yield(void)
{
    sched_yield();
}

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t opened;
    int open;
};

struct gate *gate_new(void)
{
    struct gate *gate = must_have(calloc(1, sizeof *gate));

    pthread_mutex_init(&gate->mutex, NULL);
    pthread_cond_init(&gate->opened, NULL);
    return gate;
}

void gate_open(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    gate->open = 1;
    pthread_cond_broadcast(&gate->opened);
    pthread_mutex_unlock(&gate->mutex);
}

void gate_wait(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    while (!gate->open)
        pthread_cond_wait(&gate->opened, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

void gate_free(struct gate *gate)
{
    pthread_cond_destroy(&gate->opened);
    pthread_mutex_destroy(&gate->mutex);
    free(gate);
}

struct lock {
    pthread_mutex_t mutex;
};

struct lock *lock_new(void)
{
    struct lock *lock = must_have(malloc(sizeof *lock));

    pthread_mutex_init(&lock->mutex, NULL);
    return lock;
}

void lock_take(struct lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void lock_leave(struct lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

void lock_free(struct lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
    free(lock);
}

long long now_in_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void thread_pause(int milliseconds)
{
    struct timespec rest = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

    while (nanosleep(&rest, &rest) != 0)
        continue;
}

void let_it_block(void)
{
    thread_pause(20);
}
