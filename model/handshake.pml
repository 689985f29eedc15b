/* The handshake of afunix, for the model checker spin.
 *
 * WHAT IS MODELLED
 *
 * A listener is a TCP port on 127.0.0.1, and a named semaphore, the server token, that exists while the listener does.
 * A connection is a TCP connection from a port that the client chose, and two named objects: the client token (a
 * semaphore, the proof that the client could read the socket file) and the ledger (a page that both ends map). Names are
 * made from the secret by a one-way function, but they can be listed while they live, and anybody may create an object of
 * that name once it is gone. An object lives, and keeps its name, while any process has a handle of it; so each object here
 * is the set of handles that it has.
 *
 *   connect()                                         accept()
 *   1 server token there, of the right owner?         a TCP accept; the peer's address must be 127.0.0.1;
 *   2 bind a port; create ledger, token                 open the ledger, right owner?
 *   3 TCP connect                                     b open the token, right owner?
 *   4 server token still there?                       c custody := taken, remembering what it was:
 *   5 custody none -> offering (fails: was taken)         offered: close both duplicates (after checking what they are)
 *   6 duplicate ledger, then token into the server        offering: the client closes them; if it dies, we find them
 *   7 custody offering -> offered                     d release the token. It counts once: a second release fails
 *     (fails: close the duplicates, settled := true)
 *
 * Why in this order:
 * - The second look (4) is what proves the server; the first only spares strangers our visit. For that, the server token
 *   must vouch for nothing but a live listener: it is created after listen() and goes before the listening socket.
 * - Whoever finds the token finds the ledger: the ledger is created and duplicated first.
 * - The token is released last, since a client that waits in close() lets go of everything at that moment.
 * - The duplicates keep names and page alive when the client is gone before accept() comes. Who closes them is settled by one
 *   word, custody, which client and server change by compare-and-swap and exchange. The step `offering` is there for the
 *   client that is killed between duplicating and saying so: accept() then knows that there may be handles to look for.
 * - A listener that closes withdraws its token, then accepts and resets what is queued, then closes the socket. Whoever
 *   will ever duplicate anything saw the token, so was in the queue before: no duplicate stays behind.
 * - A client that can't open the server's process skips 5 to 7; its close() waits until its token is released or its
 *   connection is reset. (-DFALLBACK: any client may be such a one. If it is killed, and only then, it is lost.)
 *
 * WHAT MAY HAPPEN
 *
 * Any client, any number of them, and the server may be killed between any two steps. Killing a server takes two steps
 * (its handles, then its sockets) with anything in between. The server closes its listener or any connection when it likes.
 * A stranger, who can't read the socket file, takes over the port, or connects: from a port of its own, from any client's
 * port that is free, from 127.0.0.2 with any client's port, each with and without having created the names it once saw.
 *
 * WHAT MUST HOLD (a test looks for exactly these words in what spin reports)
 *
 *   peerIsServer             connect() succeeds with the server only: nothing is ever sent to a stranger
 *   connection==identity     what accept() returns is the connection of the client whose token it used: no mix-up, no stranger
 *   !lost                    a client whose connect() succeeded, whatever became of it since, is accepted
 *   hasLedger                and its ledger with it
 *   duplicates               a duplicate is closed once, by the client or by the server
 *   count[p]<=1              a token is released once
 *   leaked==0                when all is over, the server has no handle that it did not have before
 *   invalid end state        (spin's own) nobody waits for ever. With -DFREEZE, where any process may stop for ever with all
 *                            its handles open: nobody waits for anybody in connect() and accept()
 *
 * Flags that break one rule each, so that the checker has something to find, are listed in README.md.
 *
 * To keep the number of states down: content goes when an object goes; steps that nobody else can tell apart are one; and
 * the clients' first steps are in the order of their numbers (they are alike: any other order is this one, renamed).
 */

#ifndef N
#define N 2
#endif
#define STRANGER N              /* the stranger's connection; as a port: one that no client has */

/* Who listens on the port. BOUND: the server's, but not listening yet, when somebody on 0.0.0.0 can still get it. */
#define NOBODY 0
#define BOUND 1
#define SERVER 2
#define OTHER 3
byte port;
chan queue = [N + 1] of { byte };

/* Handles that keep an object alive. */
#define CLIENTS 1               /* the client's own */
#define DUPLICATE 2             /* the one that the client put into the server */
#define SERVERS 4               /* the one that the server created or opened */
#define FOREIGN 8               /* a stranger created the object: its owner is wrong */
#define HELD 16                 /* an insider opened it and never lets go */
byte token[N];
byte count[N];
byte serverToken;

byte ledger[N];
#define NONE 0
#define OFFERING 1
#define OFFERED 2
#define TAKEN 3
byte custody[N];
bit settled[N];

/* The server's end of each client's TCP connection; 0 before and after. */
#define QUEUED 1
#define ACCEPTED 2
#define RESET 3
byte end[N];
bit bound[N];                   /* the client holds its port */

bit started[N];
bit gone[N];                    /* ended, or killed */
bit connected[N];               /* connect() succeeded, accept() owes */
bit unsettled[N];               /* accept() met the client in the middle of its offer */
bit serverGone;                 /* killed */
byte leaked;

byte strangersPort = STRANGER;  /* the port of the stranger that is in the queue */
bit strangersAddress;           /* it is not 127.0.0.1 */

#define genuine(object) (object != 0 && (object & FOREIGN) == 0)
#ifdef ACCEPT_WITHOUT_OWNER_CHECK
#define genuineClients(object) (object != 0)
#else
#define genuineClients(object) genuine(object)
#endif
#ifdef CONNECT_WITHOUT_OWNER_CHECK
#define genuineServers(object) (object != 0)
#else
#define genuineServers(object) genuine(object)
#endif

#ifdef HOLD
/* An object that somebody else can keep alive proves nothing by its existence: the listener takes its count away first. */
bit serverCount;
#ifdef NO_COUNT_CHECK
#define serverVouches genuineServers(serverToken)
#else
#define serverVouches (genuineServers(serverToken) && serverCount)
#endif
inline serverTokenAppears() { serverToken = SERVERS | HELD; serverCount = 1 }
inline listenerWithdraws() { serverToken = serverToken & ~SERVERS; serverCount = 0 }
#else
#define serverVouches genuineServers(serverToken)
inline serverTokenAppears() { serverToken = SERVERS }
inline listenerWithdraws() { serverToken = serverToken & ~SERVERS }
#endif

#ifdef FREEZE
bit frozen[N + 1];
#define stopped(who) frozen[who]
#else
#define stopped(who) false
#endif

/* Where a step of two parts has to be two steps. With three clients they are one: what can come between is seen with two. */
#if N == 3
#define INTERRUPTED
#else
#define INTERRUPTED }; atomic {
#endif

#if N == 3
#define allGone (gone[0] && gone[1] && gone[2])
#else
#define allGone (gone[0] && gone[1])
#endif

inline dropToken(c, whose)
{
    token[c] = token[c] & ~(whose);
    if :: token[c] == 0 -> count[c] = 0 :: else fi
}

inline dropLedger(c, whose)
{
    ledger[c] = ledger[c] & ~(whose);
    if :: ledger[c] == 0 -> custody[c] = NONE; settled[c] = 0 :: else fi
}

/* RESET is remembered for those who wait for it. */
inline resetConnection(c)
{
#ifdef FALLBACK
    end[c] = (gone[c] -> 0 : RESET);
#else
    end[c] = 0;
#endif
    connected[c] = 0
}

inline listenerSocketGoes()
{
    if :: port == SERVER || port == BOUND -> port = NOBODY :: else fi;
    do
    :: queue ? k -> if :: k < N -> resetConnection(k) :: else -> strangersPort = STRANGER; strangersAddress = 0 fi
    :: empty(queue) -> break
    od;
    k = 0
}

/* Ended or killed, the kernel's part is the same. What was queued stays queued. */
inline leave(c)
{
    bound[c] = 0;
    dropToken(c, CLIENTS); dropLedger(c, CLIENTS);
    if :: end[c] == RESET -> end[c] = 0 :: else fi;
    gone[c] = 1
}

#ifdef NO_CUSTODY_CAS
#define mayChange(from) true
#else
#define mayChange(from) custody[me] == from
#endif

active [N] proctype Client()
{
    byte me = _pid;
    bit peerIsServer, waits, duplicates;
    {
    /* 1, 2: a name that is there already is nothing to build on. A real client tries another port; here there is one less. */
    atomic {
        (me == 0 || started[me - 1] || stopped(me - 1)) -> started[me] = 1;
#ifndef NO_FIRST_CHECK
        if :: serverVouches :: else -> goto out fi;
#endif
        if
        :: ledger[me] == 0 && token[me] == 0 && !(strangersPort == me && !strangersAddress) ->
            bound[me] = 1; ledger[me] = CLIENTS; token[me] = CLIENTS
        :: else -> goto out
        fi
    }
    /* 3 */
    atomic {
        if
        :: port == SERVER && len(queue) <= N -> queue ! me; end[me] = QUEUED; peerIsServer = 1
        :: port == OTHER
        :: else -> goto out
        fi
    }
    /* 4 */
#ifndef NO_AFTER_CHECK
    atomic { if :: serverVouches :: else -> goto out fi }
#endif
#ifdef FALLBACK
    atomic {
        if
        :: waits = 1;
#ifdef TABLE_CHECK
           if :: peerIsServer && !serverGone :: else -> goto out fi;
#endif
           goto success
        :: skip
        fi
    }
#endif
    /* 5 */
#ifdef NO_CUSTODY
    goto success;
#endif
#ifndef NO_OFFERING
    atomic { if :: mayChange(NONE) -> custody[me] = OFFERING :: else -> goto success fi }
#define BEFORE_OFFERED OFFERING
#else
#define BEFORE_OFFERED NONE
#endif
    /* 6: into a process that is being killed nothing can be duplicated. Then there is nobody to connect to. */
    atomic {
        if :: serverGone -> goto out :: else -> ledger[me] = ledger[me] | DUPLICATE fi;
        INTERRUPTED
        if :: serverGone -> goto out :: else -> token[me] = token[me] | DUPLICATE fi
    }
    /* 7 */
    atomic { if :: mayChange(BEFORE_OFFERED) -> custody[me] = OFFERED; goto success :: else fi }
    atomic {
        if
        :: serverGone
        :: else ->
            duplicates = (token[me] & DUPLICATE) && (ledger[me] & DUPLICATE);
            assert(duplicates);
            duplicates = 0;
            dropToken(me, DUPLICATE); dropLedger(me, DUPLICATE)
        fi;
        settled[me] = 1
    }

success:
    atomic {
        assert(peerIsServer);
        connected[me] = (end[me] == QUEUED);
#ifdef WAITING_CONNECT
        count[me] == 1
#endif
    }
#ifdef FALLBACK
    atomic {
        if
        :: !waits
        :: waits && count[me] == 1 -> count[me] = 0
#ifndef WAIT_FOR_TOKEN_ONLY
        :: waits && end[me] == RESET
#endif
#if defined(FREEZE) && !defined(NO_INTERRUPT)
        :: waits -> connected[me] = 0   /* Ctrl+C: it gave up */
#endif
        fi
    }
#endif
#ifdef NO_WAIT
    skip
#endif
out:
#ifndef NO_STRANGER
    bound[me] = 0;
#endif
    atomic { peerIsServer = 0; waits = 0; leave(me) }
    } unless {
        atomic { gone[me] || stopped(me) -> peerIsServer = 0; waits = 0 }
    }
}

active proctype Server()
{
    byte connection, identity, k;
    bit closing, hasToken, hasLedger, duplicates, lost;
    {
    atomic {
        if :: port == NOBODY -> port = BOUND :: else -> goto quiet fi;
#ifdef TOKEN_AT_BIND
        serverTokenAppears()
#endif
    }
    atomic { if :: port == BOUND -> port = SERVER :: else -> goto quiet fi }
#ifndef TOKEN_AT_BIND
    atomic { if :: serverToken == 0 -> serverTokenAppears() :: else -> goto closeSocket fi }
#endif

next:
    atomic {
        if
        :: queue ? connection
        :: !closing && end[0] == ACCEPTED -> identity = 0; goto closeConnection
        :: !closing && end[1] == ACCEPTED -> identity = 1; goto closeConnection
        :: !closing && unsettled[0] && (settled[0] || gone[0]) -> identity = 0; goto settle
        :: !closing && unsettled[1] && (settled[1] || gone[1]) -> identity = 1; goto settle
#if N == 3
        :: !closing && end[2] == ACCEPTED -> identity = 2; goto closeConnection
        :: !closing && unsettled[2] && (settled[2] || gone[2]) -> identity = 2; goto settle
#endif
        :: !closing -> goto closeListener
        :: closing && empty(queue) -> goto closeSocket
        fi;
        /* a */
        identity = (connection == STRANGER -> strangersPort : connection);
        if
        :: identity == STRANGER -> goto reject
#ifndef NO_ADDRESS_CHECK
        :: connection == STRANGER && strangersAddress -> goto reject
#endif
        :: else
        fi
#ifndef RELEASE_FIRST
        ;
        if :: genuineClients(ledger[identity]) -> ledger[identity] = ledger[identity] | SERVERS; hasLedger = 1 :: else -> goto reject fi
#endif
        INTERRUPTED
        /* b */
        if :: genuineClients(token[identity]) -> token[identity] = token[identity] | SERVERS; hasToken = 1 :: else fi
    }
#ifdef RELEASE_FIRST
    atomic { if :: hasToken -> count[identity] = 1; dropToken(identity, SERVERS) :: else -> goto reject fi }
    atomic { if :: genuineClients(ledger[identity]) -> ledger[identity] = ledger[identity] | SERVERS; hasLedger = 1 :: else -> goto accepted fi }
#endif
    /* c */
    atomic {
        if
        :: custody[identity] == OFFERED ->
            duplicates = (token[identity] & DUPLICATE) && (ledger[identity] & DUPLICATE);
            assert(duplicates);
            duplicates = 0;
            dropToken(identity, DUPLICATE); dropLedger(identity, DUPLICATE)
        :: custody[identity] == OFFERING -> unsettled[identity] = 1
        :: else
        fi;
        custody[identity] = TAKEN;
        INTERRUPTED
        /* d */
#ifndef RELEASE_FIRST
        if
        :: !hasToken -> goto reject
        :: hasToken && count[identity] == 0
#ifdef NO_COUNT_ONCE
        :: hasToken && count[identity] == 1
#else
        :: hasToken && count[identity] == 1 -> goto reject
#endif
        fi;
        count[identity] = count[identity] + 1;
#ifdef RELEASE_TWICE
        count[identity] = count[identity] + 1;
#endif
        assert(count[identity] <= 1);
        if :: !unsettled[identity] -> dropToken(identity, SERVERS) :: else fi
#else
        skip
#endif
    }
accepted:
    atomic {
        if :: closing -> goto reject :: else fi;
        assert(connection == identity);
        assert(hasLedger || !connected[identity]);
        end[identity] = ACCEPTED; connected[identity] = 0;
        hasToken = 0; hasLedger = 0; connection = 0; identity = 0;
        goto next
    }

reject:
    atomic {
        if
        :: connection == STRANGER ->
            if :: identity < N && token[identity] == FOREIGN -> token[identity] = 0; ledger[identity] = 0 :: else fi;
            strangersPort = STRANGER; strangersAddress = 0
        :: else ->
            lost = connected[identity] && !closing;
            assert(!lost);
            resetConnection(identity)
        fi;
        if
        :: identity < N ->
            if :: !unsettled[identity] -> dropToken(identity, SERVERS); dropLedger(identity, SERVERS) :: else fi
        :: else
        fi;
        hasToken = 0; hasLedger = 0; connection = 0; identity = 0;
        goto next
    }

closeConnection:
    atomic {
        end[identity] = 0;
        if :: !unsettled[identity] -> dropLedger(identity, SERVERS) :: else fi;
        identity = 0;
        goto next
    }

settle:
    /* The client closed its duplicates, or it died and we look for them among all our handles. Never while it lives: it
       might close by value what by then is something else. */
    atomic {
        unsettled[identity] = 0;
        dropToken(identity, DUPLICATE | SERVERS);
        dropLedger(identity, DUPLICATE | (end[identity] == ACCEPTED -> 0 : SERVERS));
        identity = 0;
        goto next
    }

closeListener:
#ifdef LISTENER_FIRST
    atomic { closing = 1; listenerSocketGoes() }
    atomic { listenerWithdraws(); goto closeAll }
#else
    atomic { closing = 1; listenerWithdraws();
#ifdef NO_DRAIN
        goto closeSocket
#else
        goto next
#endif
    }
#endif
closeSocket:
    atomic { closing = 1; listenerSocketGoes() }
closeAll:
    atomic {
        k = 0;
        do
        :: k < N && end[k] == ACCEPTED -> end[k] = 0; if :: !unsettled[k] -> dropLedger(k, SERVERS) :: else fi; k++
        :: k < N && end[k] != ACCEPTED -> k++
        :: k == N -> break
        od;
        k = 0; closing = 0
    }
quiet:
    /* The rest of the process's life: when everybody has gone, nothing may be left. */
end_quiet:
    atomic {
        allGone ->
        k = 0;
        do
        :: k < N ->
            if :: unsettled[k] -> unsettled[k] = 0; dropToken(k, DUPLICATE | SERVERS); dropLedger(k, DUPLICATE | SERVERS)
               :: else
            fi;
            leaked = leaked + (token[k] & ~FOREIGN) + (ledger[k] & ~FOREIGN);
            k++
        :: else -> break
        od;
#ifndef IGNORE_LEAKS
        assert(leaked == 0)
#else
        leaked = 0
#endif
    }
    } unless {
        atomic { serverGone || stopped(N) -> connection = 0; identity = 0; hasToken = 0; hasLedger = 0; closing = 0 }
    }
}

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
    ::  /* connects from 127.0.0.2 */
        atomic {
            port == SERVER && len(queue) <= N ->
            if :: p = 0 :: p = 1
#if N == 3
            :: p = 2
#endif
            fi;
            strangersAddress = 1; strangersPort = p; queue ! STRANGER; p = 0
        }
    ::  /* connects from a port of its own, which is no name that it could know */
        atomic { port == SERVER && len(queue) <= N -> queue ! STRANGER }
    ::  /* connects as a client that is no more, with or without having created the names again */
        atomic {
            if
            :: gone[0] && end[0] == 0 -> p = 0
            :: gone[1] && end[1] == 0 -> p = 1
#if N == 3
            :: gone[2] && end[2] == 0 -> p = 2
#endif
            fi;
            strangersPort = p;
            if :: token[p] == 0 && ledger[p] == 0 -> token[p] = FOREIGN; ledger[p] = FOREIGN :: skip fi;
            p = 0
        };
end_connect:
        atomic { port == SERVER && len(queue) <= N -> queue ! STRANGER }
    fi
}
#endif

#ifdef FREEZE
active proctype Freezer()
{
    if :: frozen[0] = 1 :: skip fi;
    if :: frozen[1] = 1 :: skip fi;
    if :: frozen[N] = 1 :: skip fi
}
#endif

inline kill(c)
{
#ifdef FALLBACK
    if :: custody[c] != OFFERED -> connected[c] = 0 :: else fi;
#endif
#ifdef KILL_RESETS
    /* A killed process's connection is reset and leaves the queue, unless the server has a handle of its socket. */
    if
#ifdef SOCKET_TOO
    :: end[c] == QUEUED && queue ?? [eval(c)] && !(ledger[c] & DUPLICATE) -> queue ?? eval(c); end[c] = 0; connected[c] = 0
#else
    :: end[c] == QUEUED && queue ?? [eval(c)] -> queue ?? eval(c); end[c] = 0; connected[c] = 0
#endif
    :: else
    fi;
#endif
    leave(c)
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
    :: atomic { mayKill(started[0] && !gone[0]) -> kill(0) }
    :: atomic { mayKill(started[1] && !gone[1]) -> kill(1) }
#if N == 3
    :: atomic { mayKill(started[2] && !gone[2]) -> kill(2) }
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
                dropToken(k, DUPLICATE | SERVERS); dropLedger(k, DUPLICATE | SERVERS);
                if :: end[k] != 0 -> resetConnection(k) :: else fi;
                unsettled[k] = 0;
                k++
            :: else -> break
            od;
            k = 0
        }
#ifdef DEATH_ENDS
    :: break                    /* so that who waits for ever is seen, instead of being killed one day */
#endif
    od
}
#endif
