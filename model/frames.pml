/* Messages over a connection: who waits for room is told of it, for the model checker spin.
 *
 * THE PROBLEM
 *
 * A message goes out as one frame, whole or not at all, and a sender that may not wait must know beforehand whether there is
 * room. So the ledger counts: what is under way, sent less received, is bounded by a window. A sender that finds the window
 * full must sleep, and poll() with it, in the kernel, which knows nothing of ledgers. So the receiver knocks: it sends a note, a
 * frame without a message, in the other direction, and TCP wakes the sender. A note costs a system call, so it is sent only
 * when somebody waits for it; and a program that ends with a note unread makes TCP throw away what it had sent.
 *
 * THE ALGORITHM
 *
 *   wait     1 mark: none -> asked
 *            2 (a full fence) look at the window once more: room? then 5
 *            3 sleep until something comes in: a note is read, mark := none; again from 1
 *            4 the receiver is gone: the end
 *            5 take the mark back: asked -> none; if it is answered by now, read the note, which comes at once
 *   receive  1 a frame from TCP
 *            2 received += 1 (a full fence)
 *            3 mark asked, and enough room: asked -> answered by compare-and-swap, then send a note
 *
 * WHAT MUST HOLD
 *   invalid end state  (spin's own) nobody sleeps for ever while there is room, or when the receiver is gone
 *   inWindow           no more is under way than the window, so that TCP takes a frame at once, and never half of it
 *   oneNote            no more than one note is under way, so that it can't fill TCP either
 *   nothingUnread      when all senders are through no note is unread, and none is yet to come
 *
 * With -DTWO two threads send by one connection: each that changes the mark to none wakes the other, who looks again. With -DKILL the
 * receiver may die at any step; TCP's end then tells.
 */

#ifndef MESSAGES
#define MESSAGES 3
#endif
#ifndef WINDOW
#define WINDOW 1
#endif
#ifdef TWO
#define SENDERS 2
#else
#define SENDERS 1
#endif

#define NONE 0
#define ASKED 1
#define ANSWERED 2

/* The ledger. */
byte sent, received, mark;

/* TCP. */
byte frames;                    /* on the way to the receiver */
byte notes;                     /* on the way back */
bit gone;                       /* the receiver is closed, or died, and TCP tells */

bit locked;                     /* the sending lock of the process */
byte through;                   /* threads that have sent all */

#define room (sent - received < WINDOW)

inline readNote()
{
    notes = notes - 1;
    mark = NONE
}

active [SENDERS] proctype Sender()
{
    byte k;
    bit nothingUnread, inWindow;

    do
    :: k < MESSAGES && !gone ->
#ifdef NO_LOCK
        if
        :: room -> skip
        :: !room -> goto wait
        fi;
#else
        atomic { !locked -> locked = 1 };
        if
        :: room -> skip
        :: !room -> locked = 0; goto wait
        fi;
#endif
        atomic {
            inWindow = room || gone;
            assert(inWindow);
            inWindow = 0;
            frames = frames + 1;
            sent = sent + 1;
            k = k + 1
        };
        locked = 0;
        goto next;
wait:
#ifdef LOOK_BEFORE_MARK
        if :: room -> goto awake :: !room -> skip fi;
#endif
        atomic { if :: mark == NONE -> mark = ASKED :: mark != NONE -> skip fi };
#ifndef LOOK_BEFORE_MARK
        if :: room -> goto awake :: !room -> skip fi;
#endif
        /* Asleep. */
        if
        :: atomic { notes > 0 -> readNote() }
#ifndef NO_END
        :: gone
#endif
#ifdef TWO
        :: mark == NONE
#endif
        fi;
awake:
#ifndef LEAVE_MARKS
        do
        :: atomic { mark == ASKED -> mark = NONE }
        :: mark == NONE -> break
        :: atomic { mark == ANSWERED && notes > 0 -> readNote() }
        :: mark == ANSWERED && gone -> break
        od;
#endif
next:   skip
    :: k == MESSAGES || gone -> break
    od;
    atomic {
        through = through + 1;
        nothingUnread = gone || through < SENDERS || (notes == 0 && mark == NONE);
        assert(nothingUnread);
        nothingUnread = 0
    }
}

inline answer()
{
    if
    :: atomic {
        room && mark == ASKED ->
#ifdef NO_ANSWERED
        mark = NONE
#else
        mark = ANSWERED
#endif
        };
        atomic {
            notes = notes + 1;
            oneNote = notes <= 1;
            assert(oneNote);
            oneNote = 0
        }
    :: !(room && mark == ASKED)
    fi
}

active proctype Receiver()
{
    bit oneNote;
    {
end_receive:
    do
    :: atomic { frames > 0 -> frames = frames - 1 };
#ifdef ANSWER_FIRST
        answer();
        received = received + 1
#else
        received = received + 1;
        answer()
#endif
    od
    } unless { gone }
}

#ifdef KILL
active proctype Death()
{
    if :: gone = 1 :: skip fi
}
#endif
