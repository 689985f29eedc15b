/* Datagrams of several senders to one receiver: their order, and the places in its queue, for the model checker spin.
 *
 * THE PROBLEM
 *
 * Each sender has a connection of its own, in which its messages keep their order. Between senders nothing does: a message that
 * was sent before another one was even begun must be received before it, and it lies in another connection. And the receiver's
 * queue is bounded, whoever sends.
 *
 * THE ALGORITHM
 *
 *   send      1 draw a number: drawn += 1 by compare-and-swap, while drawn - gone < PLACES
 *             2 send the frame, with the number
 *             3 it failed: back := max(back, number), then gone += 1
 *   wait      leave a mark in the own line, then set asking, then look once more; sleep; a note: again
 *   receive   1 of all that are there the frame with the lowest number; without a look at the others the expected one, the one after the highest so
 *               far, if all before that are gone: one of these may be late. As many as these are gone; what was given back above would count, too
 *             2 gone += 1 (a full fence)
 *             3 asking: asking := 0; for each line with a mark answer it, by compare-and-swap and a note
 *
 * A sender may die between 1 and 2. Its place is given back when the receiver finds no message and the same two counts twice, a while
 * apart. Nothing else waits for that number: what is there is received.
 *
 * WHAT MUST HOLD
 *   inOrder            a message that was there when another one was begun is received before it
 *   bounded            no more messages are there than there are places
 *   invalid end state  (spin's own) nobody sleeps for ever while there is a place
 */

#define SENDERS 2
#ifndef MESSAGES
#define MESSAGES 2
#endif
#ifndef PLACES
#define PLACES 1
#endif
#define NOBODY 255

/* What senders and receiver count together. */
byte drawn, gone, back;
bit asking;

/* Each line: its frames by number, its mark, its notes. */
chan line0 = [MESSAGES] of { byte };
chan line1 = [MESSAGES] of { byte };
bit mark[SENDERS];
byte notes[SENDERS];

/* What is known to the model alone, a bit for each number: which messages are there, and which were when this one was begun. */
byte there;
byte older[SENDERS * MESSAGES + 2];
byte busy;                      /* living senders between drawing and sending */
bit failed;                     /* a send failed after drawing */
bit dead;                       /* a sender died between drawing and sending */

#define place (drawn - gone < PLACES)

#ifdef TRUST_NEXT
#define allBefore true
#else
#ifdef TRUST_COUNT
#define allBefore (gone + 1 >= next)
#else
#define allBefore (gone + 1 >= next && back < next)
#endif
#endif

active [SENDERS] proctype Sender()
{
    byte k, number, thereNow;
    bit bounded;

    do
    :: k < MESSAGES ->
        thereNow = there;       /* send() is called */
#ifdef NO_SWAP
        if :: place -> number = drawn + 1 :: !place -> number = 0 fi;
        atomic { if :: number > 0 -> drawn = number; busy = busy + 1 :: number == 0 -> skip fi };
#else
        atomic { if :: place -> drawn = drawn + 1; number = drawn; busy = busy + 1 :: !place -> number = 0 fi };
#endif
        if
        :: number == 0 -> goto wait
        :: number > 0 -> skip
        fi;
#ifdef KILL
        if
        :: atomic { !dead -> dead = 1; busy = busy - 1; goto out }
        :: skip
        fi;
#endif
#ifdef FAIL
        if
        :: atomic { !failed -> failed = 1; if :: back < number -> back = number :: back >= number -> skip fi };
           atomic { gone = gone + 1; busy = busy - 1; number = 0; thereNow = 0; goto next }
        :: skip
        fi;
#endif
        atomic {
            older[number] = thereNow;
            there = there | (1 << number);
            if :: _pid == 0 -> line0!number :: _pid == 1 -> line1!number fi;
            bounded = len(line0) + len(line1) <= PLACES;
            assert(bounded);
            bounded = 0; number = 0; thereNow = 0; k = k + 1; busy = busy - 1
        };
        goto next;
wait:
#ifdef LOOK_BEFORE_MARK
        if :: place -> goto next :: !place -> skip fi;
#endif
        mark[_pid] = 1;
        asking = 1;
#ifndef LOOK_BEFORE_MARK
        if :: place -> goto next :: !place -> skip fi;
#endif
        atomic { notes[_pid] > 0 -> notes[_pid] = notes[_pid] - 1 };
next:   skip
    :: k == MESSAGES -> break
    od;
out:    skip
}

inline answer(i)
{
    atomic { if :: mark[i] -> mark[i] = 0; notes[i] = notes[i] + 1 :: !mark[i] fi }
}

inline answerAll()
{
    if :: asking -> asking = 0; answer(0); answer(1) :: !asking fi
}

active proctype Receiver()
{
    byte a, b, number;
    byte next = 1;
    bit inOrder;

end_receive:
    do
    :: atomic {
        nempty(line0) || nempty(line1) ->
        a = NOBODY; b = NOBODY;
        if :: nempty(line0) -> line0?<a> :: empty(line0) fi;
        if :: nempty(line1) -> line1?<b> :: empty(line1) fi;
        if
#ifdef ANY_ORDER
        :: a != NOBODY -> line0?number
        :: b != NOBODY -> line1?number
#else
        :: a < b -> line0?number
        :: b < a -> line1?number
        :: a <= next && allBefore -> line0?number
        :: b <= next && allBefore -> line1?number
#endif
        fi;
        if :: number >= next -> next = number + 1 :: number < next -> skip fi;
        there = there & (255 - (1 << number));
        inOrder = (older[number] & there) == 0;
        assert(inOrder);
        inOrder = 0; a = 0; b = 0; number = 0
        };
#ifdef ASK_FIRST
        answerAll();
        gone = gone + 1
#else
        gone = gone + 1;
        answerAll()
#endif
#ifndef NO_RECOUNT
    /* Nothing is there and nothing changes for a while: longer than a sender takes between drawing and sending. */
#ifdef HASTY
    :: atomic { empty(line0) && empty(line1) && drawn != gone && dead -> gone = drawn };
#else
    :: atomic { empty(line0) && empty(line1) && drawn != gone && dead && busy == 0 -> gone = drawn };
#endif
        answerAll()
#endif
    od
}
