/* What may happen to those who follow handshake.pml, which includes this file: a stranger, processes that stop, processes that are killed. */

#ifndef NO_STRANGER
active proctype Stranger()
{
    byte p;
end_idle:
    if
    ::  /* takes the port when the server has not got it yet or no longer, and poses as the server by the name it saw */
        atomic { port == NOBODY || port == BOUND -> port = OTHER };
end_pose:
        atomic { serverToken == 0 -> serverToken = FOREIGN }
    ::  atomic { serverToken == 0 && port != BOUND -> serverToken = FOREIGN };
end_take:
        atomic { port == NOBODY -> port = OTHER }
    ::  /* connects from an endpoint of its own: there is no name that it could know */
        atomic { port == SERVER && len(queue) <= N -> queue ! STRANGER }
#ifdef NO_ADDRESS_IN_NAMES
    ::  /* connects from another address, with a client's port */
        atomic {
            port == SERVER && len(queue) <= N ->
            if :: strangersPort = 0 :: strangersPort = 1 fi;
            queue ! STRANGER
        }
#endif
    ::  /* creates the names of a client that is no more, where they are free; and may connect as that client */
        atomic {
            if
            :: started[0] && !bound[0] -> p = 0
            :: started[1] && !bound[1] -> p = 1
#if N == 3
            :: started[2] && !bound[2] -> p = 2
#endif
            fi;
            if :: token[p] == 0 -> token[p] = FOREIGN :: skip fi;
            if :: book[bookOf(p)] == 0 && gone[p] -> book[bookOf(p)] = FOREIGN :: skip fi
        };
end_connect:
        atomic {
            port == SERVER && len(queue) <= N && !bound[p] && end[p] != QUEUED && end[p] != ACCEPTED ->
            strangersPort = p; queue ! STRANGER; p = 0
        }
    fi
}
#endif

/* Stops one of them for ever. */
#ifdef FREEZE
active proctype Freezer()
{
    if
    :: frozen[0] = 1
#if BOOKS == 2
    :: frozen[1] = 1
#endif
    :: frozen[BOOKS] = 1
    fi
}
#endif

inline killConnection(c)
{
#ifdef FALLBACK
    if :: blind[bookOf(c)] -> connected[c] = 0 :: else fi;
#endif
#ifdef KILL_RESETS
    /* On a system where the kernel resets a killed process's connections, the queued ones are no more. */
    if
    :: end[c] == QUEUED && queue ?? [eval(c)] -> queue ?? eval(c); end[c] = 0; connected[c] = 0
    :: else
    fi;
#endif
    if :: !gone[c] -> leave(c) :: else fi
}

inline kill(b)
{
    if :: bookOf(0) == b -> killConnection(0) :: else fi;
    if :: bookOf(1) == b -> killConnection(1) :: else fi;
#if N == 3
    if :: bookOf(2) == b -> killConnection(2) :: else fi;
#endif
    dropBook(b, CLIENTS);
    killed[b] = 1
}

#ifndef NO_DEATH
#ifdef DEATHS
byte deaths;
#define mayKill(condition) (condition) && deaths < DEATHS -> deaths++
#else
#define mayKill(condition) (condition)
#endif
active proctype Death()
{
    byte k;
end_death:
    do
    :: atomic { mayKill(book[0] & CLIENTS) -> kill(0) }
#if BOOKS == 2
    :: atomic { mayKill(book[1] & CLIENTS) -> kill(1) }
#endif
    :: atomic {
        mayKill(!serverGone) -> serverGone = 1;
#ifdef SOCKET_DIES_FIRST
        listenerSocketGoes()
#else
        serverToken = serverToken & ~SERVERS
#endif
        };
        atomic {
            listenerSocketGoes();
            serverToken = serverToken & ~SERVERS;
            k = 0;
            do
            :: k < N ->
                dropToken(k, SERVERS); claimed[k] = 0;
                if :: end[k] != 0 -> resetConnection(k) :: else fi;
                k++
            :: else -> break
            od;
            k = 0;
            do
            :: k < BOOKS -> dropBook(k, CUSTODY | SERVERS); k++
            :: else -> break
            od;
#ifdef SIGNAL_CHECK
            serverEnded = 1;
#endif
            k = 0
        }
#ifdef DEATH_ENDS
    :: break                    /* so that who waits for ever is seen, instead of being killed one day */
#endif
    od
}
#endif
