/* How descriptors find their place among the bytes of a stream, and are never lost: the lane, for the model checker spin.
 *
 * THE PROBLEM
 *
 * A message's descriptors belong to its first byte: who receives that byte gets them, and receives nothing from behind the message.
 * TCP carries bytes alone. The descriptors wait in the receiver's process meanwhile, where somebody must let go of them if
 * nobody receives them: when the message is not sent after all, when the receiving end is closed, when the sender dies in the
 * middle of it. Not twice, for by then their numbers may be others'.
 *
 * THE ALGORITHM
 *
 * Both ends map the lane: places in the order of the bytes, put (filled) and taken. A place has a nonce, and a position.
 *
 *   send     1 sending++; while the gate is closed: sending--, wait, sending++
 *            2 TCP send; sent += n; sending--
 *   sendmsg  1 take the gate; wait until nobody else is in send
 *            2 drop what one that died at the gate had put for a byte that is not counted: take its nonce, and let go
 *            3 a place with the position "never" and a nonce; put++; the descriptors go to the receiver's process
 *            4 the position: sent. If the nonce is gone by now the receiver has closed
 *            5 TCP send. It failed: take the nonce, and let go of the descriptors. It did not: sent += n
 *            6 open the gate
 *   recvmsg  1 how many bytes are there
 *            2 the first place with a nonce: no further than behind its message
 *            3 TCP receive, of so many; received += n
 *            4 the place's byte is among them: take its nonce; whoever makes it 0 has the descriptors
 *   close    closed := 1; wait until nobody is in send; take every nonce that is left, and let go
 *
 * WHAT MUST HOLD
 *   aligned            descriptors come with the byte that they were sent with
 *   stopped            and nothing from behind their message comes with them
 *   !released          nobody takes, or lets go of, what somebody else has
 *   held==0            and at the end nothing is left
 *   invalid end state  (spin's own) everybody comes to an end
 *
 * One unit is a message of one byte. Two senders send with descriptors, one without; one receiver, who closes at any time. With
 * -DKILL one sender dies at any step.
 */

#define MESSAGES 3              /* the senders', one each */
#define NEVER 9

byte sent, sending, received;
bit closed;
byte gate;                      /* who is there, from 1; 0: nobody */
byte put, taken;
byte first[MESSAGES], nonce[MESSAGES];  /* of the places; the nonce names the message, from 1 */

/* What is known to the model alone. */
byte wire;                      /* bytes that TCP has taken */
byte cargoOf[MESSAGES + 1];     /* which message the byte is of, from 1, if it has descriptors */
byte held[MESSAGES + 1];        /* descriptors of the message that are in the receiver's process */
bit released[MESSAGES + 1];     /* somebody has received them, or let go of them */
byte running = MESSAGES;
bit dead[MESSAGES + 1];

/* Whoever makes the nonce 0 has the descriptors. */
inline letGo(place, mine)
{
#ifdef NO_CLAIM
    mine = nonce[place];
    nonce[place] = 0;
#else
    d_step { mine = nonce[place]; nonce[place] = 0 }
#endif
    if
    :: mine != 0 -> atomic { assert(!released[mine]); released[mine] = 1; held[mine] = 0; mine = 0 }
    :: else
    fi
}

inline dropUnfinished()
{
    skip;
#ifndef NO_DROP_UNFINISHED
    if
    :: put > 0 && first[put - 1] >= sent -> letGo(put - 1, had)
    :: else
    fi
#endif
}

/* One that dies leaves everything as it is; its process' own handles are not the receiver's. */
#ifdef KILL
#define MAY_DIE :: me == 1 -> dead[me] = 1; goto over
#else
#define MAY_DIE
#endif

proctype Messenger(byte me)
{
    byte had, place;

    atomic { sending++ }
enter:
    sending--;
    atomic {
        gate == 0 || dead[gate] || closed;
        if
        :: closed -> goto leave
        :: else
        fi;
        if
        :: dead[gate] -> sending--  /* it stays counted, and is passed over */
        :: else
        fi;
        gate = me;
        sending++
    }
    atomic { sending == 1 || closed }
    if
    :: closed -> gate = 0; sending--; goto leave
    :: else
    fi;
    dropUnfinished();
    place = put;
    first[place] = NEVER;
    nonce[place] = me;
    put++;
    if
    :: true
    MAY_DIE
    fi;
    held[me] = 1;
    first[place] = sent;
    if
    :: true
    MAY_DIE
    fi;
    if
    :: !closed -> atomic { wire++; cargoOf[wire - 1] = me } ; sent++
    :: true ->                  /* no room, or the other end is gone */
#ifndef NO_TAKE_BACK
        letGo(place, had)
#endif
    fi;
    gate = 0;
    sending--;
leave:
    skip;
over:
    running--
}

proctype Plain(byte me)
{
    byte had;

    atomic { sending++ }
again:
#ifndef NO_GATE
    if
    :: gate != 0 && !dead[gate] -> sending--;
        (gate == 0 || dead[gate]);
        sending++;
        goto again
    :: gate != 0 && dead[gate] ->   /* its gate is taken, what it put is dropped, and the gate opened */
        atomic {
            if
            :: gate != 0 && dead[gate] -> gate = me; sending--
            :: else -> goto again
            fi
        }
        dropUnfinished();
        gate = 0;
        goto again
    :: gate == 0
    fi;
#endif
    if
    :: !closed -> atomic { wire++; cargoOf[wire - 1] = 0 } ; sent++
    :: closed
    fi;
    sending--;
    running--
}

proctype Receiver()
{
    byte known, end, place, had, from;

    do
    :: received < wire ->
#ifdef LANE_FIRST
        end = 255;
        place = taken;
        do
        :: place < put && nonce[place] == 0 -> place++
        :: place < put && nonce[place] != 0 && first[place] != NEVER -> end = first[place] + 1; break
        :: else -> break
        od;
        known = wire;
#else
        known = wire;
        end = 255;
        place = taken;
        do
        :: place < put && nonce[place] == 0 -> place++
        :: place < put && nonce[place] != 0 && first[place] != NEVER -> end = first[place] + 1; break
        :: else -> break
        od;
#endif
        from = received;
        if
        :: end > from && end < known -> known = end
        :: else
        fi;
        received = known;
        do
        :: taken < put && nonce[taken] == 0 -> taken++
        :: taken < put && nonce[taken] != 0 && first[taken] < received ->
            atomic {
                had = nonce[taken];
                nonce[taken] = 0;
                if
                :: had != 0 -> assert(!released[had]); released[had] = 1; held[had] = 0
                :: else
                fi
            }
            if
            :: had != 0 ->
                assert(cargoOf[first[taken]] == had && first[taken] >= from);
                assert(received == first[taken] + 1)
            :: else
            fi;
            had = 0;
            taken++
        :: else -> break
        od
    :: running == 0 && received == wire -> break
    :: true -> break            /* it has had enough */
    od;
    closed = 1;
#ifndef NO_WAIT
    (sending == 0 || (sending == 1 && gate != 0 && dead[gate]) || running == 0);
#endif
#ifndef NO_DROP
    place = 0;
    do
    :: place < put -> letGo(place, had); place++
    :: else -> break
    od;
#endif
    running == 0;
    assert(held[1] == 0 && held[2] == 0)
}

init
{
    atomic {
        run Messenger(1);
        run Messenger(2);
        run Plain(3);
        run Receiver()
    }
}
