/* The protocol that Conrad Scott posted in July 2002, for the model checker spin: semaphores that nobody waits for, but in close().
 *
 * The listener has a semaphore, and each client has one, named as the events of events-2002.pml were. What counts is that a
 * semaphore exists, so nobody can be woken in another's place:
 *
 *   connect()   the listener's semaphore must exist; bind a port; create own semaphore, count 0; TCP connect
 *   accept()    TCP accept; that client's semaphore must exist, else the connection is dropped; release it once: "I have seen you"
 *   dup()       one handle more: release own semaphore once
 *   close()     take one from own semaphore; only the last close of a client that has not been seen has to wait, for accept()
 *               or for the reset of the connection
 *
 * So a listener's count equals its handles, and a client's its handles less one, until it was seen.
 *
 *   !lost             a client whose connect() succeeded is accepted. It is, if nobody dies. With -DKILL it is not: the killed
 *                     client's semaphore is gone, and what it had sent is thrown away with the connection.
 *   peerIsServer      a client sends to the server only. With -DTAKEOVER it does not: the server ends between the look at its
 *                     semaphore and the TCP connect, and somebody else gets the port. With -DAFTER_CHECK (what the letter says,
 *                     and the patch does not do: look after the connect) it does.
 *   countIsHandles    the count, as above; only the last close waits
 *   invalid end state (spin's own) nobody waits for ever
 */

#define N 2
#define NOBODY 0
#define SERVER 1
#define OTHER 2
byte port = SERVER;
bit listenerExists = 1;
chan queue = [N] of { byte };

bit exists[N];
byte count[N], handles[N];
bit connected[N], seen[N], wasReset[N], killed[N];

active [N] proctype Client()
{
    byte me = _pid;
    bit peerIsServer, countIsHandles;
    {
#ifndef AFTER_CHECK
    atomic { if :: listenerExists :: else -> goto out fi };
#endif
    atomic { exists[me] = 1; handles[me] = 1 };
    atomic {
        if
        :: port == SERVER -> queue ! me; peerIsServer = 1
        :: port == OTHER
        :: else -> goto close
        fi
    };
#ifdef AFTER_CHECK
    atomic { if :: listenerExists :: else -> goto close fi };
#endif
    atomic { connected[me] = !seen[me]; assert(peerIsServer) };
    if :: atomic { handles[me] = 2; count[me] = count[me] + 1 } :: skip fi;
close:
    do
    :: handles[me] > 0 ->
        atomic {
            countIsHandles = (count[me] == handles[me] - 1 + seen[me]);
            assert(countIsHandles);
            if
            :: count[me] > 0 -> count[me] = count[me] - 1
            :: count[me] == 0 && handles[me] == 1 && (wasReset[me] || !peerIsServer)
            fi;
            handles[me] = handles[me] - 1
        }
    :: else -> break
    od;
out:
    atomic { exists[me] = 0; peerIsServer = 0; countIsHandles = 0 }
    } unless { atomic { killed[me] -> peerIsServer = 0; countIsHandles = 0 } }
}

active proctype Server()
{
    byte client;
    bit lost;
    {
end_accept:
    do
    :: atomic {
        queue ? client ->
        if
        :: exists[client] -> count[client] = count[client] + 1; seen[client] = 1; connected[client] = 0
        :: else -> lost = connected[client]; assert(!lost); wasReset[client] = 1
        fi;
        client = 0
    }
    od
    } unless { !listenerExists }
}

#ifdef KILL
active proctype Death()
{
    byte c;
    if :: c = 0 :: c = 1 fi;
end_death:
    atomic { handles[c] > 0 -> killed[c] = 1; handles[c] = 0; exists[c] = 0 }
}
#endif

#ifdef TAKEOVER
active proctype Stranger()
{
    byte c;
    /* The server's process ends. */
    atomic {
        listenerExists = 0; port = NOBODY;
        do
        :: queue ? c -> wasReset[c] = 1; connected[c] = 0
        :: empty(queue) -> break
        od;
        wasReset[0] = 1; wasReset[1] = 1
    };
    port = OTHER
}
#endif
