/* How a connection is closed without losing anything: the ledger, for the model checker spin.
 *
 * THE PROBLEM
 *
 * A UNIX socket that is closed leaves what it had sent to its peer, who reads it all, then end of file; or, when the closed
 * end had not read everything, ECONNRESET once. The peer's next send gives EPIPE. TCP does otherwise: data that lies unread
 * in an endpoint when it is closed, or arrives there afterwards, is answered by a reset, and the reset destroys what the
 * peer has not read yet. So a TCP endpoint may only be closed when nothing lies in it and nothing can come any more.
 *
 * THE ALGORITHM
 *
 * Both ends map one page, the ledger. Each end writes its own words there: sent and received (bytes), sending (its threads
 * inside send), closed, shutRead, shutWrite.
 *
 *   send     1 sending++ (a full fence)
 *            2 own closed: EBADF; peer's closed or shutRead, or own shutWrite: EPIPE
 *            3 TCP send; sent += n
 *            4 sending--
 *   close    1 closed := 1 (a full fence)
 *            2 TCP shutdown of the sending side: the peer sees the end at once
 *            3 in the background: read and throw away until the peer's sending is 0 and then received + thrown away ==
 *              the peer's sent, or until TCP itself says that no more will come (its end, a reset)
 *            4 closesocket
 *   recv     data; at TCP's end: when our sent > the peer's received, and it has closed or did not even shutWrite (so it was
 *            killed), ECONNRESET once; else 0
 *
 * Why it is right: after close 1, a peer's thread either is past send 1, and so is counted in sending, or it will see closed.
 * Once sending was seen 0, the peer's sent is final: that is why sending must be read before sent, and the fences must be
 * there. What is thrown away is not counted as received: the peer can tell by itself that something was not read, without
 * a flag that would have to arrive in time. Nothing in step 3 waits for the peer's program, only for threads that are in
 * the middle of send; a thread that stands there for ever (a debugger, a suspended process) holds up the background work
 * alone, never the caller. SHUT_RD stays in the ledger: Winsock's own would answer data by a reset.
 *
 * WHAT MUST HOLD
 *   noReset            TCP never resets
 *   everythingRead     at the end, the peer has read what send() took
 *   rightVerdict       ECONNRESET if something sent before the close was not read, end of file if everything was
 *   invalid end state  (spin's own) close() and the background work come to their end, and so do readers
 *
 * With -DKILL one end may be killed at any step. TCP then does what it does: when the killed one had unread data, or is sent
 * some, the peer's unread data is lost, and no word in a page can help. What still must hold is that the survivor's close()
 * ends, and that nothing is lost otherwise.
 *
 * One unit stands for any number of bytes. CAPACITY units fit between two ends; a send that finds no room waits.
 */

#ifndef SENDS
#define SENDS 2
#endif
#ifndef CAPACITY
#define CAPACITY 1
#endif
#define peer (1 - me)

/* The ledger. */
byte sent[2], received[2], sending[2];
bit closed[2], shutRead[2], shutWrite[2];

/* TCP. The index is the sending end. */
byte wire[2];                   /* on the way */
byte arrived[2];                /* arrived at the other end, not read */
bit finished[2];                /* no more will be sent */
bit gone[2];                    /* the endpoint is closed */
bit wasReset[2];                /* the endpoint was reset by the other one's closing */

/* What is known to the model alone. */
byte taken[2];                  /* units that send() reported as sent */
byte takenAtClose[2];           /* by the peer's send(), when this end's close() was called */
byte readAtClose[2];
bit quietAtClose[2];            /* nobody was in send at the time */
bit killed[2];
bit mayLose;                    /* a killed end did what TCP punishes */
bit frozen[2];

/* Data that meets a closed endpoint, at `victim`'s cost: all that lies unread before it is lost. */
inline resetBy(victim)
{
#ifdef KILL
    if :: killed[1 - victim] -> mayLose = 1 :: else fi;
#endif
#ifdef NO_EXCUSE
    mayLose = 0;
#endif
    noReset = mayLose;
    assert(noReset);
    wasReset[victim] = 1; arrived[1 - victim] = 0; wire[1 - victim] = 0; wire[victim] = 0
}

inline closeSocket(e)
{
    finished[e] = 1;
    gone[e] = 1;
    if
    :: arrived[1 - e] > 0 && !gone[1 - e] -> arrived[1 - e] = 0; resetBy((1 - e))
    :: else -> arrived[1 - e] = 0
    fi
}

#ifdef SHUT_RD_IN_TCP
#define refuses(e) (gone[e] || shutRead[e])
#else
#define refuses(e) gone[e]
#endif

active proctype Network()
{
    bit noReset;
end_network:
    do
    :: atomic {
        wire[0] > 0 -> wire[0] = wire[0] - 1;
        if
        :: refuses(1) -> if :: !gone[0] -> resetBy(0) :: else fi
        :: else -> arrived[0] = arrived[0] + 1
        fi;
        noReset = 0
    }
    :: atomic {
        wire[1] > 0 -> wire[1] = wire[1] - 1;
        if
        :: refuses(0) -> if :: !gone[1] -> resetBy(1) :: else fi
        :: else -> arrived[1] = arrived[1] + 1
        fi;
        noReset = 0
    }
    od
}

/* A thread that sends. */
proctype Sender(bit me)
{
    byte k;
    bit refused;
    {
    do
    :: k < SENDS ->
#ifdef CHECK_FIRST
        refused = closed[me] || closed[peer] || shutRead[peer] || shutWrite[me];
        atomic { sending[me] = sending[me] + 1 };
#else
        atomic { sending[me] = sending[me] + 1 };
        refused = closed[me] || closed[peer] || shutRead[peer] || shutWrite[me];
#endif
#ifdef NO_EPIPE
        refused = 0;
#endif
        if
        :: refused
        :: !refused ->
            atomic {
                if
                :: wire[me] + arrived[me] < CAPACITY && !finished[me] && !wasReset[me] -> wire[me] = wire[me] + 1
                :: finished[me] || wasReset[me] -> refused = 1
                fi
            };
            if :: !refused -> atomic { sent[me] = sent[me] + 1; taken[me] = taken[me] + 1 } :: else fi
        fi;
        sending[me] = sending[me] - 1;
        if :: refused -> break :: else -> k++ fi
    :: k == SENDS -> break
    :: break
    od;
    atomic { k = 0; refused = 0 }
    } unless { atomic { killed[me] || frozen[me] -> k = 0; refused = 0 } }
}

/* The thread that reads and closes: at any time, or, one of the two, only after it has seen the end. */
proctype Owner(bit me; bit patient)
{
    byte thrownAway, theirSent;
    bit noReset, verdict, everythingRead, rightVerdict, quiet;
    {
    do
    :: atomic { arrived[peer] > 0 -> arrived[peer] = arrived[peer] - 1; received[me] = received[me] + 1 }
    :: atomic {
        arrived[peer] == 0 && wire[peer] == 0 && (finished[peer] || wasReset[me]) ->
        /* The end. */
        verdict = (closed[peer] || !shutWrite[peer]) && sent[me] > received[peer];
        everythingRead = (received[me] >= taken[peer]) || mayLose;
        assert(everythingRead);
        if
        :: closed[peer] && takenAtClose[peer] > readAtClose[peer] -> rightVerdict = verdict
        :: closed[peer] && quietAtClose[peer] && takenAtClose[peer] == readAtClose[peer] -> rightVerdict = !verdict
        :: else -> rightVerdict = 1
        fi;
        assert(rightVerdict);
        everythingRead = 0; rightVerdict = 0; verdict = 0;
        break
    }
    :: !patient -> break
#ifdef SHUTDOWN
    :: atomic { me == 1 && shutRead[me] == 0 -> shutRead[me] = 1 }
    :: atomic { me == 1 && shutWrite[me] == 0 -> shutWrite[me] = 1 }; finished[me] = 1
#endif
    od;

    /* close() */
    atomic {
        closed[me] = 1;
        takenAtClose[me] = taken[peer]; readAtClose[me] = received[me]; quietAtClose[me] = (sending[peer] == 0)
    }
#ifdef NO_DRAIN
    goto close;
#endif
#ifndef END_AFTER_DRAIN
    finished[me] = 1;
#endif
    /* close() has returned: the rest is background work, which a peer that is stopped in the middle of send may hold up. */
#ifdef FREEZE
end_linger:
#endif
again:
    do
    :: atomic {
        arrived[peer] > 0 -> arrived[peer] = arrived[peer] - 1;
#ifdef COUNT_AS_RECEIVED
        received[me] = received[me] + 1
#else
        thrownAway = thrownAway + 1
#endif
    }
    :: atomic { arrived[peer] == 0 && wire[peer] == 0 && (finished[peer] || wasReset[me]) -> break }
#ifndef WAIT_FOR_END
#ifdef SENT_FIRST
    :: atomic { theirSent = sent[peer]; quiet = 1 };
        if
        :: atomic { sending[peer] == 0 && received[me] + thrownAway == theirSent -> break }
        :: atomic { else -> goto again }
        fi
#else
#ifdef NO_SENDING
    :: atomic { received[me] + thrownAway == sent[peer] -> break }
#else
    :: sending[peer] == 0 ->
        if
        :: atomic { received[me] + thrownAway == sent[peer] -> break }
        :: atomic { arrived[peer] > 0 -> goto again }
        :: atomic { arrived[peer] == 0 && wire[peer] == 0 && (finished[peer] || wasReset[me]) -> break }
        fi
#endif
#endif
#endif
    od;
close:
    sending[me] == 0;           /* the socket goes with the last thread that uses it */
    atomic { closeSocket(me); noReset = 0; thrownAway = 0; theirSent = 0; quiet = 0 }
    } unless {
        atomic {
            killed[me] || frozen[me] ->
            noReset = 0; verdict = 0; everythingRead = 0; rightVerdict = 0; thrownAway = 0; theirSent = 0; quiet = 0
        }
    }
}

#ifdef KILL
active proctype Death()
{
    bit noReset;
    if
    :: atomic { !killed[0] -> killed[0] = 1; closeSocket(0); noReset = 0 }
    :: atomic { !killed[1] -> killed[1] = 1; closeSocket(1); noReset = 0 }
    :: skip
    fi
}
#endif
#ifdef FREEZE
active proctype Freezer()
{
    if :: frozen[1] = 1 :: skip fi
}
#endif

init {
    atomic {
        run Sender(0); run Sender(1); run Owner(0, 0);
        if
#ifdef IDLE
        :: skip                 /* it has the socket open and does nothing with it */
#else
        :: run Owner(1, 0)
        :: run Owner(1, 1)
#endif
        fi
    }
}
