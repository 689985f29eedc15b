using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>POSIX' struct pollfd: with an int for a descriptor, where Windows has a SOCKET.</summary>
internal struct PollDescriptor
{
    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary>
/// poll(), and what select() is made of. One question to AFD covers all sockets. Pipes and consoles of the host can't be asked together with them, so
/// while there are any, the wait is cut into short pieces and they are looked at between these.
/// </summary>
internal static unsafe class PollCalls
{
    /// <summary>Between two looks at pipes and consoles. A tuning constant.</summary>
    private const uint ForeignStepMilliseconds = 10;

    private const int OnStack = 64;

    private const short Always = PollEvents.Error | PollEvents.HangUp | PollEvents.Invalid;

    public static Result Poll(PollDescriptor* descriptors, uint count, int milliseconds) =>
        Poll(descriptors, count, milliseconds < 0 ? Win.INFINITE : (uint)milliseconds);

    /// <summary>ppoll. There are no signals, so the mask changes nothing.</summary>
    public static Result PollMasked(PollDescriptor* descriptors, uint count, TimeSpecification* timeout)
    {
        Errno error = TimeSpecification.Milliseconds(timeout, out uint milliseconds);
        return error != Errno.None ? error : Poll(descriptors, count, milliseconds);
    }

    private static Result Poll(PollDescriptor* descriptors, uint count, uint milliseconds)
    {
        const uint MaxDescriptors = 1 << 20;
        if (count > MaxDescriptors)
        {
            return Errno.EINVAL;
        }

        if (count > 0 && CallerMemory.IsBad(descriptors))
        {
            return Errno.EFAULT;
        }

        return Wait(descriptors, (int)count, milliseconds);
    }

    /// <summary>Waits until one of the descriptors is ready, and fills in what they are ready for.</summary>
    /// <returns>How many are; 0 when the time is over; EINTR.</returns>
    public static Result Wait(PollDescriptor* descriptors, int count, uint milliseconds)
    {
        Operation* operation = Operation.Rent(Operation.ManySockets);
        if (operation == null)
        {
            return Errno.ENOMEM;
        }

        byte* onStack = stackalloc byte[Readiness.SizeFor(OnStack)];
        var question = new PollQuestion(onStack, OnStack);
        Result result = WaitWith(descriptors, count, milliseconds, ref question, operation);
        question.Free();
        Operation.Return(operation);
        return result;
    }

    private static Result WaitWith(PollDescriptor* descriptors, int count, uint milliseconds, ref PollQuestion question, Operation* operation)
    {
        ulong end = milliseconds == Win.INFINITE ? ulong.MaxValue : Kernel32.GetTickCount64() + milliseconds;
        while (true)
        {
            bool foreign = Prepare(descriptors, count, ref question, out int ready);
            uint rest = ready > 0 ? 0 : Rest(end);
            uint step = foreign ? Math.Min(rest, ForeignStepMilliseconds) : rest;

            // Even when something is ready already the sockets are asked, without waiting: poll() tells of all of them.
            WaitEnd ended = WaitEnd.TimedOut;
            Errno error = Errno.None;
            if (!question.IsEmpty)
            {
                ended = Readiness.Ask(question.Info, step, operation, out error);
            }
            else if (step > 0)
            {
                operation->Begin();
                ended = operation->Wait(step);
            }

            if (error == Errno.None && ended == WaitEnd.Completed)
            {
                ready = Answer(descriptors, count, question);
            }

            if (ready > 0)
            {
                return ready;
            }

            if (ended == WaitEnd.Interrupted)
            {
                return Errno.EINTR;
            }

            // Woken, it may be that another thread has closed a socket; the next look finds the descriptor invalid.
            if (Rest(end) == 0)
            {
                return Result.Ok;
            }
        }
    }

    /// <summary>Fills in what can be said at once, and makes the question for the rest.</summary>
    /// <returns>True when there are descriptors that have to be looked at again and again, because nothing would wake us.</returns>
    private static bool Prepare(PollDescriptor* descriptors, int count, ref PollQuestion question, out int ready)
    {
        bool foreign = false;
        ready = 0;
        question.Clear();
        for (int i = 0; i < count; i++)
        {
            PollDescriptor* one = descriptors + i;
            one->Returned = 0;
            if (one->Descriptor < 0)
            {
                continue;
            }

            using var held = new HeldSocket(one->Descriptor);
            short now;
            if (held.IsNone)
            {
                now = ForeignReadiness.Look(one->Descriptor, one->Events, out bool again);
                foreign |= again;
            }
            else
            {
                now = held.Socket.PreparePoll(one->Events, ref question, out bool again);
                foreign |= again;
            }

            one->Returned = Among(one->Events, now);
            ready += one->Returned != 0 ? 1 : 0;
        }

        return foreign;
    }

    /// <summary>Adds AFD's answer to what was known. </summary>
    private static int Answer(PollDescriptor* descriptors, int count, in PollQuestion answer)
    {
        int ready = 0;
        for (int i = 0; i < count; i++)
        {
            PollDescriptor* one = descriptors + i;
            if (one->Descriptor >= 0 && !answer.IsEmpty)
            {
                using var held = new HeldSocket(one->Descriptor);
                one->Returned |= held.IsNone ? (short)0 : Among(one->Events, held.Socket.AnswerPoll(one->Events, answer));
            }

            ready += one->Returned != 0 ? 1 : 0;
        }

        return ready;
    }

    /// <summary>
    /// What of these events was asked for. POLLIN is POLLRDNORM and POLLRDBAND here; what comes is normal data, so POLLRDBAND shows only as a part of POLLIN.
    /// </summary>
    private static short Among(short asked, short events)
    {
        int wanted = asked | Always;
        return (short)(events & ((asked & PollEvents.ReadNormal) != 0 ? wanted : wanted & ~PollEvents.ReadBand));
    }

    private static uint Rest(ulong end)
    {
        if (end == ulong.MaxValue)
        {
            return Win.INFINITE;
        }

        ulong now = Kernel32.GetTickCount64();
        return now >= end ? 0 : (uint)(end - now);
    }
}
