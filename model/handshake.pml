/* The handshake of afunix, for the model checker spin.
 *
 * WHAT IS MODELLED
 *
 * A listener is a TCP port on 127.0.0.1, and a named semaphore, the server token, that exists while the listener does.
 * A client process keeps one book for a listener: a section, named after a loopback address and a block of ports of that
 * process's own, with a slot for each port. A connection is a TCP connection from such a port; its slot, used once, where both
 * ends keep what TCP can't say; and a named semaphore, the client token, the proof that the client could read the socket file.
 * All names are made from the secret by a one-way function; but they can be listed while they live, and anybody may create an
 * object of such a name once it is gone. An object lives, and keeps its name, while any process has a handle of it: so each
 * object here is the set of handles that it has.
 *
 *   connect()                                         accept()
 *   1 server token there, of the right owner?         a TCP accept; find the book for the peer's address and port, by name, of
 *   2 take a slot; bind its address and port;           the right owner, not closed by the server before
 *     create the token, unless the server has the     b has it given its handle, and says the slot connected, or connecting by
 *     book; slot := connecting                          a process that lives? Else: is the token there, of the right owner? Else
 *   3 TCP connect                                       this is nobody
 *   4 server token still there?                       c a slot counts once: the server remembers which did
 *   5 put a handle of the book into the server, once  d release the token, if it was looked for
 *     for each book; slot := connected
 *
 * Why so:
 * - The second look (4) is what proves the server; the first only spares strangers our visit. For that, the server token must
 *   vouch for nothing but a live listener: it is created after listen(), and goes before the listening socket.
 * - A client process that has seen the token may open the listener's board, memory that only the server's user can write, and
 *   looks there from then on: the listener takes its word back when it withdraws the token. A killed server can't, so whoever
 *   looks there also asks, afterwards, whether the server's process is on its way out; who can't ask has no board.
 * - That handle (5) keeps book and name when the client is gone before accept() comes: the slot then speaks for the client. The
 *   kernel writes the handle's value into the book as it makes it, so that whoever has the book can close the handle.
 * - The slot is asked first: a client that has gone has no token any more, and anybody may have created one of that name.
 * - A slot says connecting as long as its client is inside connect() and has the port; the client takes that back before it lets
 *   go of the port. A killed client can't; so the server asks, after it has accepted, whether the client's process lives. A
 *   process that is being killed has its exit code before it loses its first handle. A server that has the book and can ask says
 *   so in it: then the slot proves what a token would.
 * - Into a process that is being killed no handle can be put. So a success after the TCP connect also says that the server was
 *   whole then; the next connections of the book ask directly whether the process is on its way out.
 * - The token is released last, since a client that waits in close() lets go of everything at that moment.
 * - The server lets go of a book when the client has, no connection of it is open, and every slot that says connected has been
 *   accepted: not earlier, since what is still queued needs it. Which slots have counted is forgotten with it; so it is marked,
 *   and never opened again, should somebody still have it.
 * - A listener that closes withdraws its token, then accepts and resets what is queued, then closes the socket. Whoever will
 *   ever put a handle into the server saw the token before, so was in the queue: its book is known. A book whose client lives and
 *   has not put its handle yet is kept until it has, or has gone.
 * - A client that can't open the server's process skips the handle of 5; its close() waits until its token is released or
 *   its connection is reset. (-DFALLBACK: any client process may be such a one. If it is killed, and only then, it is lost.)
 *
 * WHAT MAY HAPPEN
 *
 * Any process may be killed between any two steps, any number of them. Killing the server takes two steps (its handles, then its
 * sockets) with anything in between. The server closes its listener or any connection when it likes. A stranger, who can't read
 * the socket file, takes over the port and poses as the server; or connects: from an endpoint of its own, from any client's
 * once it is free, with and without having created the names that it saw.
 *
 * With N = 2 each connection has a process of its own, or with -DSHARED both have the same; with N = 3 two of them have.
 *
 * WHAT MUST HOLD (a test looks for exactly these words in what spin reports)
 *
 *   peerIsServer             connect() succeeds with the server only: nothing is ever sent to a stranger
 *   connection==identity     what accept() returns is the connection of the client whose proof it used: no mix-up, no stranger
 *   !lost                    a client whose connect() succeeded, whatever became of it since, is accepted
 *   hasLedger                and its slot with it
 *   count[identity]<=1       a token is released once
 *   leaked==0                when all is over, the server has no handle that it did not have before
 *   invalid end state        (spin's own) nobody waits for ever. With -DFREEZE, where any process may stop for ever with all
 *                            its handles open: nobody waits for anybody in connect() and accept()
 *
 * Flags that break one rule each, so that the checker has something to find, are listed in README.md.
 *
 * To keep the number of states down: content goes when an object goes; steps that nobody else can tell apart are one; and
 * the first steps of clients that are alike are in the order of their numbers (any other order is this one, renamed).
 */

#ifndef N
#define N 2
#endif
#define STRANGER N              /* the stranger's connection; as an identity: one that has no names */

#if N == 3
#define BOOKS 2
#define bookOf(c) ((c) / 2)
#else
#ifdef SHARED
#define BOOKS 1
#define bookOf(c) 0
#else
#define BOOKS 2
#define bookOf(c) (c)
#endif
#endif
#define inBook(c, b) ((c) < N && bookOf(c) == b)

/* Who listens on the port. BOUND: the server's, but not listening yet, when somebody on 0.0.0.0 can still get it. */
#define NOBODY 0
#define BOUND 1
#define SERVER 2
#define OTHER 3
byte port;
chan queue = [N + 1] of { byte };

/* Handles that keep an object alive. */
#define CLIENTS 1               /* the client's own */
#define CUSTODY 2               /* the one that the client put into the server */
#define SERVERS 4               /* the one that the server created or opened */
#define FOREIGN 8               /* a stranger created the object: its owner is wrong */
#define HELD 16                 /* an insider opened it and never lets go */
byte serverToken;
byte token[N];
byte count[N];
byte book[BOOKS];

/* In the book. */
#define UNUSED 0
#define CONNECTING 1
#define CONNECTED 2
byte slot[N];
bit given[BOOKS];               /* the handle has been put into the server */
bit retired[BOOKS];             /* the client process is through with it */
bit marked[BOOKS];              /* the server has closed it */

/* The listener's word on its board, which only its user can write: a killed server's stays as it was. */
bit open;

/* Known to the client process. */
bit blind[BOOKS];               /* it can't open the server's process */
bit hasBoard[BOOKS];            /* it has the board, so looks there and no more for the server token */

/* Known to the server: which slots have counted. */
bit claimed[N];

/* The server's end of each client's TCP connection; 0 before and after. */
#define QUEUED 1
#define ACCEPTED 2
#define RESET 3
byte end[N];
bit bound[N];                   /* the client holds its port */

bit started[N];
bit gone[N];                    /* the client's end is closed */
bit connected[N];               /* connect() succeeded, accept() owes */
bit killed[BOOKS];
bit serverGone;                 /* being killed */
#ifdef SIGNAL_CHECK
bit serverEnded;                /* killed, and every handle closed */
#define serverIsEnding serverEnded
#else
#define serverIsEnding serverGone
#endif
byte leaked;

byte strangersPort = STRANGER;  /* the endpoint that the stranger in the queue has; N: one of its own */

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
inline serverTokenAppears() { open = 1; serverToken = SERVERS | HELD; serverCount = 1 }
inline listenerWithdraws() { open = 0; serverToken = serverToken & ~SERVERS; serverCount = 0 }
#else
#define serverVouches genuineServers(serverToken)
inline serverTokenAppears() { open = 1; serverToken = SERVERS }
inline listenerWithdraws() { open = 0; serverToken = serverToken & ~SERVERS }
#endif

/* Is the listener there? */
inline look(b)
{
    if
    :: hasBoard[b] && open
    :: !hasBoard[b] && serverVouches ->
        if :: genuine(serverToken) && !blind[b] -> hasBoard[b] = 1 :: skip fi
    :: else -> goto out
    fi
}

#ifdef FREEZE
bit frozen[BOOKS + 1];
#define stopped(process) frozen[process]
#else
#define stopped(process) false
#endif

/* Where a step of two parts has to be two steps. With three clients they are one: what can come between is seen with two. */
#if N == 3
#define INTERRUPTED
#else
#define INTERRUPTED }; atomic {
#endif

/* The client process is through with its book: it says so, or it is dead. */
#define finished(b) (retired[b] || killed[b])

#define owed(c, b) (inBook(c, b) && slot[c] == CONNECTED && !claimed[c])
#define live(c, b) (inBook(c, b) && end[c] == ACCEPTED)
#if N == 3
#define anyOpen(b) (live(0, b) || live(1, b) || live(2, b))
#define anyOwed(b) (owed(0, b) || owed(1, b) || owed(2, b))
#define allGoneOf(b) ((gone[0] || !inBook(0, b)) && (gone[1] || !inBook(1, b)) && (gone[2] || !inBook(2, b)))
#define allGone (gone[0] && gone[1] && gone[2])
#else
#define anyOpen(b) (live(0, b) || live(1, b))
#define anyOwed(b) (owed(0, b) || owed(1, b))
#define allGoneOf(b) ((gone[0] || !inBook(0, b)) && (gone[1] || !inBook(1, b)))
#define allGone (gone[0] && gone[1])
#endif

#ifdef CLOSE_IDLE_BOOKS
#define mayClose(b) ((book[b] & SERVERS) && !anyOpen(b) && !anyOwed(b))
#else
#ifdef CLOSE_FINISHED_BOOKS
#define mayClose(b) ((book[b] & SERVERS) && finished(b) && !anyOpen(b))
#else
#define mayClose(b) ((book[b] & SERVERS) && finished(b) && !anyOpen(b) && !anyOwed(b))
#endif
#endif

inline dropToken(c, whose)
{
    token[c] = token[c] & ~(whose);
    if :: token[c] == 0 -> count[c] = 0 :: else fi
}

inline dropBook(b, whose)
{
    book[b] = book[b] & ~(whose);
    if
    :: book[b] == 0 ->
        if :: bookOf(0) == b -> slot[0] = UNUSED :: else fi;
        if :: bookOf(1) == b -> slot[1] = UNUSED :: else fi;
#if N == 3
        if :: bookOf(2) == b -> slot[2] = UNUSED :: else fi;
#endif
        given[b] = 0; retired[b] = 0; marked[b] = 0
    :: else
    fi
}

inline closeBook(b)
{
    if :: bookOf(0) == b -> claimed[0] = 0 :: else fi;
    if :: bookOf(1) == b -> claimed[1] = 0 :: else fi;
#if N == 3
    if :: bookOf(2) == b -> claimed[2] = 0 :: else fi;
#endif
#ifndef NO_MARK
    marked[b] = 1;
#endif
    dropBook(b, SERVERS | CUSTODY)
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
    :: queue ? k -> if :: k < N -> resetConnection(k) :: else -> strangersPort = STRANGER fi
    :: empty(queue) -> break
    od;
    k = 0
}

/* The client's end closes, by itself or by the kernel. What was queued stays queued. */
inline leave(c)
{
    bound[c] = 0;
    dropToken(c, CLIENTS);
    if :: end[c] == RESET -> end[c] = 0 :: else fi;
    gone[c] = 1
}

active [N] proctype Client()
{
    byte me = _pid;
    bit peerIsServer;
    {
    /* 1, 2: a name that is there already is nothing to build on. A real client takes another slot; here there is one less. */
    atomic {
        (me == 0 || bookOf(me) != bookOf(me - 1) && N == 3 || started[me - 1] || gone[me - 1] || stopped(bookOf(me - 1)))
            -> started[me] = 1;
#ifdef FALLBACK
        if
        :: book[bookOf(me)] == 0 -> blind[bookOf(me)] = 1
        :: skip
        fi;
#endif
#ifndef NO_FIRST_CHECK
        look(bookOf(me));
#endif
        if
        :: token[me] == 0 && strangersPort != me && (book[bookOf(me)] == 0 || book[bookOf(me)] & CLIENTS) ->
            bound[me] = 1; book[bookOf(me)] = book[bookOf(me)] | CLIENTS; slot[me] = CONNECTING;
            if
            :: given[bookOf(me)] && (book[bookOf(me)] & SERVERS) && !marked[bookOf(me)]
            :: else -> token[me] = CLIENTS
            fi
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
    atomic { look(bookOf(me)) }
#endif
    /* 5 */
    atomic {
        if
        :: blind[bookOf(me)]
#ifdef TABLE_CHECK
            -> if :: peerIsServer && !serverGone :: else -> goto out fi
#endif
#ifdef NO_EXIT_CODE
        :: !blind[bookOf(me)] && serverGone && !given[bookOf(me)] -> goto out
        :: !blind[bookOf(me)] && serverGone && given[bookOf(me)]
#else
        :: !blind[bookOf(me)] && serverGone && (!given[bookOf(me)] || serverIsEnding) -> goto out
        :: !blind[bookOf(me)] && serverGone && given[bookOf(me)] && !serverIsEnding
#endif
#ifndef NO_CUSTODY
        :: !blind[bookOf(me)] && !serverGone && !given[bookOf(me)] ->
            given[bookOf(me)] = 1; book[bookOf(me)] = book[bookOf(me)] | CUSTODY
        :: !blind[bookOf(me)] && !serverGone && given[bookOf(me)]
#else
        :: !blind[bookOf(me)] && !serverGone
#endif
        fi;
        INTERRUPTED
        slot[me] = CONNECTED;
        assert(peerIsServer);
        connected[me] = (end[me] == QUEUED);
#ifdef WAITING_CONNECT
        count[me] == 1
#endif
    }
#ifdef FALLBACK
    /* close() */
    atomic {
        if
        :: !blind[bookOf(me)]
        :: blind[bookOf(me)] && (count[me] == 1 || claimed[me])
#ifndef WAIT_FOR_TOKEN_ONLY
        :: blind[bookOf(me)] && end[me] == RESET
#endif
#if defined(FREEZE) && !defined(NO_INTERRUPT)
        :: blind[bookOf(me)] -> connected[me] = 0       /* Ctrl+C: it gave up */
#endif
        fi
    }
#endif
out:
    /* Slot and token go before the port: whoever has the port next finds neither. */
#ifndef NO_STRANGER
#ifndef SLOT_STAYS
    atomic { if :: slot[me] == CONNECTING && bound[me] -> slot[me] = UNUSED :: else fi }
#endif
#ifdef PORT_FIRST
    bound[me] = 0;
#else
    atomic { dropToken(me, CLIENTS) }
#endif
#endif
    atomic { peerIsServer = 0; leave(me) }
    /* The process forgets the listener: it says so, then lets go. */
    atomic {
        if
        :: allGoneOf(bookOf(me)) && (book[bookOf(me)] & CLIENTS) && !retired[bookOf(me)] -> retired[bookOf(me)] = 1
        :: else -> goto ended
        fi;
#ifndef NO_STRANGER
        INTERRUPTED
#endif
        dropBook(bookOf(me), CLIENTS)
    }
ended:
    skip
    } unless {
        atomic { killed[bookOf(me)] || stopped(bookOf(me)) -> peerIsServer = 0 }
    }
}

active proctype Server()
{
    byte connection, identity, k;
    bit closing, vouched, hasToken, hasLedger, lost;
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
#if N == 3
        :: !closing && end[2] == ACCEPTED -> identity = 2; goto closeConnection
#endif
        :: !closing && mayClose(0) -> closeBook(0); goto next
#if BOOKS == 2
        :: !closing && mayClose(1) -> closeBook(1); goto next
#endif
#ifdef KILL_RESETS
        /* The queue was empty after the client had let go: nobody is owed anything any more. */
        :: !closing && empty(queue) && (book[0] & SERVERS) && finished(0) && !anyOpen(0) -> closeBook(0); goto next
#if BOOKS == 2
        :: !closing && empty(queue) && (book[1] & SERVERS) && finished(1) && !anyOpen(1) -> closeBook(1); goto next
#endif
#endif
        :: !closing -> goto closeListener
        :: closing && empty(queue) -> goto closeSocket
        fi;
        /* a */
        identity = (connection == STRANGER -> strangersPort : connection);
        if
        :: identity == STRANGER -> goto reject
        :: else
        fi;
#ifdef RELEASE_FIRST
        if :: genuineClients(token[identity]) -> count[identity] = 1; hasToken = 1 :: else fi;
        INTERRUPTED
#endif
        if
        :: book[bookOf(identity)] & SERVERS -> hasLedger = 1
        :: !(book[bookOf(identity)] & SERVERS) && genuineClients(book[bookOf(identity)]) && !marked[bookOf(identity)] ->
            book[bookOf(identity)] = book[bookOf(identity)] | SERVERS; hasLedger = 1
        :: else
        fi;
        /* b */
        if
#ifdef TOKEN_FIRST
        :: token[identity] & FOREIGN -> goto reject
#endif
        :: hasLedger && given[bookOf(identity)] && slot[identity] == CONNECTED -> vouched = 1
#ifdef NO_LIFE_CHECK
        :: hasLedger && given[bookOf(identity)] && slot[identity] == CONNECTING -> vouched = 1
#else
        :: hasLedger && given[bookOf(identity)] && slot[identity] == CONNECTING && !killed[bookOf(identity)] -> vouched = 1
#endif
        :: else
        fi;
        INTERRUPTED
        if
        :: !vouched && !hasToken && genuineClients(token[identity]) -> token[identity] = token[identity] | SERVERS; hasToken = 1
        :: else
        fi;
        /* c */
        if
        :: !hasLedger && hasToken
        :: !hasLedger && !hasToken -> goto reject
        :: hasLedger && !hasToken && !vouched && slot[identity] != CONNECTED -> goto reject
#ifdef AGE_CHECK
        /* TCP says that this connection is younger than the one that the slot speaks of. */
        :: hasLedger && !hasToken && connection == STRANGER -> goto reject
#endif
#ifdef NO_CLAIMS
        :: else
#else
        :: hasLedger && claimed[identity] -> goto reject
        :: else -> claimed[identity] = 1
#endif
        fi;
        INTERRUPTED
        /* d */
        vouched = 0;
        assert(connection == identity);
#ifndef RELEASE_FIRST
        if
        :: hasToken ->
            count[identity] = count[identity] + 1;
#ifdef RELEASE_TWICE
            count[identity] = count[identity] + 1;
#endif
            assert(count[identity] <= 1);
            dropToken(identity, SERVERS); hasToken = 0
        :: else
        fi;
#endif
        if :: closing -> goto reject :: else fi;
        assert(hasLedger || !connected[identity]);
        end[identity] = ACCEPTED; connected[identity] = 0;
        vouched = 0; hasToken = 0; hasLedger = 0; connection = 0; identity = 0;
        goto next
    }

reject:
    atomic {
        if
        :: identity < N -> dropToken(identity, SERVERS)
        :: else
        fi;
        if
        :: connection == STRANGER ->
            if :: identity < N -> dropToken(identity, FOREIGN) :: else fi;
            strangersPort = STRANGER
        :: else ->
            lost = connected[identity] && !closing;
            assert(!lost);
            resetConnection(identity)
        fi;
        vouched = 0; hasToken = 0; hasLedger = 0; connection = 0; identity = 0;
        goto next
    }

closeConnection:
    atomic {
        end[identity] = 0;
        if :: mayClose(bookOf(identity)) -> closeBook(bookOf(identity)) :: else fi;
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
        :: k < N && end[k] == ACCEPTED -> end[k] = 0; k++
        :: k < N && end[k] != ACCEPTED -> k++
        :: k == N -> break
        od;
        closing = 0;
        k = 0;
        do
        :: k < BOOKS ->
            if
#ifdef FORGET_ALL_BOOKS
            :: book[k] & SERVERS -> closeBook(k)
#else
            :: (book[k] & SERVERS) && (finished(k) || book[k] & CUSTODY) -> closeBook(k)
#endif
            :: else
            fi;
            k++
        :: else -> break
        od;
        k = 0
    }
quiet:
    /* The rest of the process's life, in which it looks now and then after the books that it kept. */
end_quiet:
    atomic {
        if
        :: (book[0] & SERVERS) && (finished(0) || book[0] & CUSTODY) -> closeBook(0); goto quiet
#if BOOKS == 2
        :: (book[1] & SERVERS) && (finished(1) || book[1] & CUSTODY) -> closeBook(1); goto quiet
        :: allGone && !((book[0] | book[1]) & (CLIENTS | SERVERS))
#else
        :: allGone && !(book[0] & (CLIENTS | SERVERS))
#endif
        fi;
        leaked = (token[0] & ~FOREIGN) + (token[1] & ~FOREIGN) + (book[0] & ~FOREIGN);
#if N == 3
        leaked = leaked + (token[2] & ~FOREIGN);
#endif
#if BOOKS == 2
        leaked = leaked + (book[1] & ~FOREIGN);
#endif
#ifndef IGNORE_LEAKS
        assert(leaked == 0);
#endif
        leaked = 0
    }
    } unless {
        atomic { serverGone || stopped(BOOKS) -> connection = 0; identity = 0; vouched = 0; hasToken = 0; hasLedger = 0; closing = 0 }
    }
}

#include "handshake-world.pml"
