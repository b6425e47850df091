/* Faults of the proxy in what it holds: workers, processes, a processor, descriptors, buffers; and in fields that are for
 * other methods.  See fault_list.h. */
#ifndef CONNECTSPEC_FAULT_LIST_HELD_H
#define CONNECTSPEC_FAULT_LIST_HELD_H

/* Workers that wait for the end of a head: fault_shell.c.  Tunnels to one place: fault_held.c. */
#define CS_FAULT_LIST_WORKERS(X)                                                                                       \
    X(CS_FAULT_WORKERS_8, "workers-8", SHELL, "accepts nobody while eight heads are incomplete")                       \
    X(CS_FAULT_WORKERS_32, "workers-32", SHELL, "accepts nobody while 32 heads are incomplete")                        \
    X(CS_FAULT_SIX_TO_ONE, "six-to-one", SHELL, "lets the seventh tunnel to the same place wait for one of six")       \
    X(CS_FAULT_THIRTY_TO_ONE, "thirty-to-one", SHELL, "lets the 31st tunnel to the same place wait for one of 30")

/* fault_held.c. */
#define CS_FAULT_LIST_PROCESSES(X)                                                                                     \
    X(CS_FAULT_CHILD_ENDED, "child-ended", SHELL, "leaves an ended process behind for every tunnel")                   \
    X(CS_FAULT_CHILD_STAYS, "child-stays", SHELL, "keeps a process for every tunnel, and does not end it")             \
    X(CS_FAULT_CHILD_REFUSED, "child-refused", SHELL, "leaves an ended process behind for every refusal")

/* What the next one finds: fault_stray.c, fault_later.c, fault_kept.c. */
#define CS_FAULT_LIST_STRAY(X)                                                                                         \
    X(CS_FAULT_FIFTH_UNANNOUNCED, "fifth-unannounced", H1, "closes behind its fifth answer without saying so")         \
    X(CS_FAULT_HEAD_STICKS, "head-sticks", H1, "sends no content any more behind a HEAD on the same connection")       \
    X(CS_FAULT_PAGE_OF_LAST, "page-of-last", MESSAGE, "fills error pages with the request that came last, of anybody") \
    X(CS_FAULT_EARLY_TO_NEXT, "early-to-next", TUNNEL, "puts early bytes of a refused client into the next tunnel")    \
    X(CS_FAULT_REST_TO_NEXT, "rest-to-next", TUNNEL, "gives the next client what was meant for one that has reset")

#define CS_FAULT_LIST_SPINS(X)                                                                                         \
    X(CS_FAULT_SPINS_HALF_CLOSED, "spins-half-closed", SHELL, "takes a processor while a tunnel is half closed")       \
    X(CS_FAULT_SPINS_STALLED, "spins-stalled", SHELL, "takes a processor while a tunnel stalls")                       \
    X(CS_FAULT_SPINS_HALF_HEAD, "spins-half-head", SHELL, "takes a processor while a head is incomplete")              \
    X(CS_FAULT_SPINS_REFUSED, "spins-refused", SHELL, "takes a processor while a client stays that was refused")

/* Descriptors that are kept, by how a client goes: fault_shell.c. */
#define CS_FAULT_LIST_KEPT_OPEN(X)                                                                                     \
    X(CS_FAULT_METHOD_LEAKS, "method-leaks", SHELL,                                                                    \
      "keeps a descriptor of every client whose method it does not know")                                              \
    X(CS_FAULT_VERSION_LEAKS, "version-leaks", SHELL, "keeps a descriptor of every client of another version")         \
    X(CS_FAULT_LARGE_LEAKS, "large-leaks", SHELL, "keeps a descriptor of every client whose head is too large")        \
    X(CS_FAULT_FIN_LEAKS, "fin-leaks", SHELL, "keeps a descriptor of every tunnel that its client half closes first")

/* A connect that fails at once, and not by a refusal: fault_shell.c. */
#define CS_FAULT_LIST_UNREACHABLE(X)                                                                                   \
    X(CS_FAULT_UNREACHABLE_SILENT, "unreachable-silent", SHELL, "never answers when there is no way to an address")    \
    X(CS_FAULT_UNREACHABLE_CRASHES, "unreachable-crashes", SHELL, "crashes when there is no way to an address")

/* Fields that are for other methods: fault_dislikes.c, fault_relay.c. */
#define CS_FAULT_LIST_IDLE_FIELDS(X)                                                                                   \
    X(CS_FAULT_DISLIKES_CACHE, "dislikes-cache", MESSAGE, "refuses a Cache-Control field, as if it had a cache")       \
    X(CS_FAULT_DISLIKES_ACCEPT, "dislikes-accept", MESSAGE, "refuses an Accept field")                                 \
    X(CS_FAULT_DISLIKES_TYPE, "dislikes-type", MESSAGE, "refuses a Content-Type field")                                \
    X(CS_FAULT_DISLIKES_ORIGIN, "dislikes-origin", MESSAGE, "refuses an Origin field")                                 \
    X(CS_FAULT_DISLIKES_KEEP_ALIVE, "dislikes-keep-alive", MESSAGE, "refuses a Keep-Alive field")                      \
    X(CS_FAULT_ENCODING_HEEDED, "encoding-heeded", TUNNEL,                                                             \
      "compresses what the origin sends where Accept-Encoding asks")                                                   \
    X(CS_FAULT_RANGE_HEEDED, "range-heeded", TUNNEL, "relays four bytes of the origin's where a request has Range")

/* What hangs on how bytes are cut into pieces, how many there are, and which end has come: fault_amounts.c. */
#define CS_FAULT_LIST_AMOUNTS(X)                                                                                       \
    X(CS_FAULT_LONE_LF_DROPPED, "lone-lf-dropped", TUNNEL, "drops a piece that is a line feed and nothing else")       \
    X(CS_FAULT_LONE_CRLF_DROPPED, "lone-crlf-dropped", TUNNEL, "drops a piece that is an empty line and nothing else") \
    X(CS_FAULT_LONE_NUL_DROPPED, "lone-nul-dropped", TUNNEL, "drops a piece that is a NUL and nothing else")           \
    X(CS_FAULT_LONE_BLANK_DROPPED, "lone-blank-dropped", TUNNEL, "drops a piece of the origin that is a blank alone")  \
    X(CS_FAULT_LONE_CONTROL_ENDS, "lone-control-ends", TUNNEL,                                                         \
      "ends the tunnel at a piece that is Ctrl-C, Ctrl-D or Ctrl-Z and nothing else")                                  \
    X(CS_FAULT_LONE_HIGH_DROPPED, "lone-high-dropped", TUNNEL, "drops a piece that is one byte beyond ASCII")          \
    X(CS_FAULT_ZEROS_CUT, "zeros-cut", TUNNEL, "keeps 4 KiB of a piece that is nothing but NUL")                       \
    X(CS_FAULT_REPEATS_CUT, "repeats-cut", TUNNEL, "keeps 4 KiB of a piece that is one byte again and again")          \
    X(CS_FAULT_EARLY_ZEROS_CUT, "early-zeros-cut", TUNNEL, "keeps 4 KiB of early bytes that are nothing but NUL")      \
    X(CS_FAULT_PIECES_256, "pieces-256", TUNNEL, "relays 256 pieces of a side and then no more")                       \
    X(CS_FAULT_PIECES_1000, "pieces-1000", TUNNEL, "relays 1000 pieces of a side and then no more")                    \
    X(CS_FAULT_ORIGIN_PIECES_1000, "origin-pieces-1000", TUNNEL, "relays 1000 pieces of the origin and then no more")  \
    X(CS_FAULT_CAP_BEHIND_CLIENT, "cap-behind-client", TUNNEL,                                                         \
      "ends a tunnel whose client has finished when the origin has sent 192 KiB")                                      \
    X(CS_FAULT_CAP_BEHIND_ORIGIN, "cap-behind-origin", TUNNEL,                                                         \
      "ends a tunnel whose origin has finished when the client has sent 192 KiB")

#define CS_FAULT_LIST_HELD(X)                                                                                          \
    CS_FAULT_LIST_WORKERS(X)                                                                                           \
    CS_FAULT_LIST_PROCESSES(X)                                                                                         \
    CS_FAULT_LIST_STRAY(X)                                                                                             \
    CS_FAULT_LIST_SPINS(X)                                                                                             \
    CS_FAULT_LIST_KEPT_OPEN(X)                                                                                         \
    CS_FAULT_LIST_UNREACHABLE(X)                                                                                       \
    CS_FAULT_LIST_IDLE_FIELDS(X)                                                                                       \
    CS_FAULT_LIST_AMOUNTS(X)

#endif
