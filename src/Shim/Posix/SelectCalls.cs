using System.Runtime.InteropServices;
using AfUnix.Errors;
using AfUnix.Interop;
using AfUnix.Sockets;

namespace AfUnix.Posix;

/// <summary>select() over <see cref="PollCalls"/>. A set is a row of 64-bit words, a bit for each descriptor; only words below nfds are touched.</summary>
internal static unsafe class SelectCalls
{
    private const int BitsPerWord = 64;
    private const int OnStack = 64;
    private const int MaxDescriptors = 1 << 20;
    private const int MillisecondsPerSecond = 1000;
    private const int MicrosecondsPerMillisecond = 1000;
    private const int MicrosecondsPerSecond = 1_000_000;

    private const short Readable = PollEvents.In | PollEvents.HangUp | PollEvents.Error;
    private const short Writable = PollEvents.Out | PollEvents.Error;
    private const short Exceptional = PollEvents.Priority;

    public static Result Select(int count, ulong* read, ulong* write, ulong* except, TIMEVAL* timeout)
    {
        Errno error = Milliseconds(timeout, out uint milliseconds);
        error = error == Errno.None ? Check(count, read, write, except) : error;
        if (error != Errno.None)
        {
            return error;
        }

        ulong began = Kernel32.GetTickCount64();
        Result result = Select(count, read, write, except, milliseconds);
        if (timeout != null)
        {
            *timeout = Remaining(milliseconds, Kernel32.GetTickCount64() - began); // as Linux, where programs rely on it
        }

        return result;
    }

    /// <summary>pselect. There are no signals, so the mask changes nothing; and the time stays as it is.</summary>
    public static Result SelectMasked(int count, ulong* read, ulong* write, ulong* except, TimeSpecification* timeout)
    {
        Errno error = TimeSpecification.Milliseconds(timeout, out uint milliseconds);
        error = error == Errno.None ? Check(count, read, write, except) : error;
        return error != Errno.None ? error : Select(count, read, write, except, milliseconds);
    }

    private static Errno Check(int count, ulong* read, ulong* write, ulong* except) =>
        count is < 0 or > MaxDescriptors ? Errno.EINVAL : count > 0 && (IsBad(read) || IsBad(write) || IsBad(except)) ? Errno.EFAULT : Errno.None;

    private static Result Select(int count, ulong* read, ulong* write, ulong* except, uint milliseconds)
    {
        int asked = 0;
        for (int descriptor = 0; descriptor < count; descriptor++)
        {
            asked += Asked(descriptor, read, write, except) != 0 ? 1 : 0;
        }

        PollDescriptor* onStack = stackalloc PollDescriptor[OnStack];
        PollDescriptor* list = asked <= OnStack ? onStack : (PollDescriptor*)NativeMemory.Alloc((nuint)asked, (nuint)sizeof(PollDescriptor));
        Result result = SelectWith(list, asked, count, read, write, except, milliseconds);
        if (list != onStack)
        {
            NativeMemory.Free(list);
        }

        return result;
    }

    private static Result SelectWith(PollDescriptor* list, int asked, int count, ulong* read, ulong* write, ulong* except, uint milliseconds)
    {
        int next = 0;
        for (int descriptor = 0; descriptor < count; descriptor++)
        {
            short events = Asked(descriptor, read, write, except);
            if (events != 0)
            {
                list[next++] = new PollDescriptor { Descriptor = descriptor, Events = events };
            }
        }

        Result result = PollCalls.Wait(list, asked, milliseconds);
        if (result.Failed)
        {
            return result; // the sets stay as they are
        }

        for (int i = 0; i < asked; i++)
        {
            if ((list[i].Returned & PollEvents.Invalid) != 0)
            {
                return Errno.EBADF;
            }
        }

        Clear(read, count);
        Clear(write, count);
        Clear(except, count);
        int ready = 0;
        for (int i = 0; i < asked; i++)
        {
            ready += Answer(read, list[i], PollEvents.In, Readable);
            ready += Answer(write, list[i], PollEvents.Out, Writable);
            ready += Answer(except, list[i], PollEvents.Priority, Exceptional);
        }

        return ready;
    }

    private static short Asked(int descriptor, ulong* read, ulong* write, ulong* except) => (short)(
        (Has(read, descriptor) ? PollEvents.In : 0) | (Has(write, descriptor) ? PollEvents.Out : 0) | (Has(except, descriptor) ? PollEvents.Priority : 0));

    private static int Answer(ulong* set, in PollDescriptor one, short asked, short events)
    {
        if (set == null || (one.Events & asked) == 0 || (one.Returned & events) == 0)
        {
            return 0;
        }

        set[one.Descriptor / BitsPerWord] |= 1UL << (one.Descriptor % BitsPerWord);
        return 1;
    }

    private static bool Has(ulong* set, int descriptor) => set != null && (set[descriptor / BitsPerWord] & (1UL << (descriptor % BitsPerWord))) != 0;

    private static void Clear(ulong* set, int count)
    {
        if (set != null)
        {
            new Span<ulong>(set, (count + BitsPerWord - 1) / BitsPerWord).Clear();
        }
    }

    private static bool IsBad(void* pointer) => pointer != null && CallerMemory.IsBad(pointer);

    private static TIMEVAL Remaining(uint milliseconds, ulong passed)
    {
        ulong left = passed >= milliseconds ? 0 : milliseconds - passed;
        return new TIMEVAL { tv_sec = (int)(left / MillisecondsPerSecond), tv_usec = (int)(left % MillisecondsPerSecond) * MicrosecondsPerMillisecond };
    }

    private static Errno Milliseconds(TIMEVAL* timeout, out uint milliseconds)
    {
        milliseconds = Win.INFINITE;
        if (timeout == null)
        {
            return Errno.None;
        }

        if (IsBad(timeout))
        {
            return Errno.EFAULT;
        }

        if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
        {
            return Errno.EINVAL;
        }

        long total = (long)timeout->tv_sec * MillisecondsPerSecond
            + timeout->tv_usec / MicrosecondsPerSecond * MillisecondsPerSecond
            + (timeout->tv_usec % MicrosecondsPerSecond + MicrosecondsPerMillisecond - 1) / MicrosecondsPerMillisecond;
        milliseconds = (uint)Math.Min(total, Win.INFINITE - 1);
        return Errno.None;
    }
}
