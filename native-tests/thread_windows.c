#include "thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

struct thread {
    HANDLE handle;
    void (*body)(void *);
    void *argument;
};

static void *must_have(void *memory)
{
    if (memory)
        return memory;
    fputs("no memory or no handle\n", stderr);
    abort();
}

static DWORD WINAPI enter(void *argument)
{
    struct thread *thread = argument;

    thread->body(thread->argument);
    return 0;
}

struct thread *thread_start(void (*body)(void *), void *argument)
{
    struct thread *thread = must_have(malloc(sizeof *thread));

    thread->body = body;
    thread->argument = argument;
    thread->handle = must_have(CreateThread(NULL, 512 * 1024, enter, thread, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL));
    return thread;
}

void thread_join(struct thread *thread)
{
    WaitForSingleObject(thread->handle, INFINITE);
    CloseHandle(thread->handle);
    free(thread);
}

void thread_yield(void)
{
    if (!SwitchToThread())
        Sleep(0);
}

/* The handle of an event is the gate. */
struct gate *gate_new(void)
{
    return must_have(CreateEventW(NULL, TRUE, FALSE, NULL));
}

void gate_open(struct gate *gate)
{
    SetEvent(gate);
}

void gate_wait(struct gate *gate)
{
    WaitForSingleObject(gate, INFINITE);
}

void gate_free(struct gate *gate)
{
    CloseHandle(gate);
}

struct lock {
    CRITICAL_SECTION section;
};

struct lock *lock_new(void)
{
    struct lock *lock = must_have(malloc(sizeof *lock));

    InitializeCriticalSection(&lock->section);
    return lock;
}

void lock_take(struct lock *lock)
{
    EnterCriticalSection(&lock->section);
}

void lock_leave(struct lock *lock)
{
    LeaveCriticalSection(&lock->section);
}

void lock_free(struct lock *lock)
{
    DeleteCriticalSection(&lock->section);
    free(lock);
}

long long now_in_milliseconds(void)
{
    LARGE_INTEGER count, frequency;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return count.QuadPart / frequency.QuadPart * 1000 + count.QuadPart % frequency.QuadPart * 1000 / frequency.QuadPart;
}

void thread_pause(int milliseconds)
{
    Sleep((DWORD)milliseconds);
}

void let_it_block(void)
{
    Sleep(30);
}
