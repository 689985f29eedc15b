/* The protocol that Cygwin had from 2001 to 2005, for the model checker spin: events, and the race that its users met.
 *
 * There is one event for the listener, named after the secret and the listener's port, and one for each client, named after
 * the secret and the client's port. Both are auto-reset: a signal wakes one of those who wait, or waits for the next to come,
 * and is then used up. Who opens an event that does not exist creates it. Each side signals its own event and waits for the
 * other's, ten seconds at most:
 *
 *   connect()   TCP connect; create own event; signal it; wait for the listener's. Time-out: ECONNREFUSED
 *   accept()    TCP accept; create the listener's event; signal it; wait for that client's. Time-out: ECONNABORTED
 *
 * The race: two clients wait for the one event of the listener. The signal that accept() gives for the client that it has
 * just taken from the queue wakes any of them. If it wakes the other, then that one believes itself accepted, though it is
 * still in the queue; and the accepted one, whose event the server found signalled, and from whom it now waits for a request,
 * stalls for ten seconds and fails. (Conrad Scott, cygwin-patches, July 2002.)
 *
 *   signalWasForMe    a client is woken by the signal that was given for it. With two clients it isn't; with -DN=1 it is.
 *   !failedAccepted   (-DSTALL) a client that the server accepted does not fail. With two clients it does.
 *   !stoodStill       (-DSTRANGER_CONNECTS) accept() is not held up by somebody who only connects to the TCP port. It is.
 *
 * A time-out happens when nothing else can: ten seconds are longer than anything that has not to wait for somebody. So what
 * is found here is not a matter of being slow.
 */

#ifndef N
#define N 2
#endif
#define STRANGER N

chan queue = [N + 1] of { byte };
bit listenersEvent;
bit clientsEvent[N + 1];
bit request[N + 1];             /* or the end of the stream: what the server, once it has accepted, waits for */
bit accepted[N + 1];
byte signalledFor = 255;        /* for whom the listener's event was signalled last */

active [N] proctype Client()
{
    byte me = _pid;
    bit signalWasForMe, failedAccepted;

    queue ! me;
    clientsEvent[me] = 1;
    if
    :: atomic {
        listenersEvent -> listenersEvent = 0;
        signalWasForMe = (signalledFor == me);
        printf("client %d is woken by the signal for client %d\n", me, signalledFor);
#if !defined(STALL) && !defined(STRANGER_CONNECTS)
        assert(signalWasForMe)
#endif
    }
    :: atomic {
        timeout ->
        failedAccepted = accepted[me];
        printf("client %d fails after ten seconds, accepted: %d\n", me, accepted[me]);
#ifdef STALL
        assert(!failedAccepted)
#endif
    }
    fi;
    request[me] = 1
}

active proctype Server()
{
    byte client;
    bit stoodStill;

end_accept:
    do
    :: queue ? client ->
        atomic {
            printf("the server takes client %d from the queue and signals\n", client);
            listenersEvent = 1; signalledFor = client
        };
        if
        :: atomic { clientsEvent[client] -> clientsEvent[client] = 0; accepted[client] = 1 };
            request[client] == 1
        :: atomic {
            timeout ->
            printf("accept stands still for ten seconds because of connection %d\n", client);
            stoodStill = (client == STRANGER);
#ifdef STRANGER_CONNECTS
            assert(!stoodStill)
#endif
        }
        fi
    od
}

#ifdef STRANGER_CONNECTS
active proctype Stranger()
{
    queue ! STRANGER
}
#endif
