/* What socket.c (orders), socket_io.c (what the loop reports) and socket_handle.c below them share. */
#ifndef CONNECTSPEC_SOCKET_INTERNAL_H
#define CONNECTSPEC_SOCKET_INTERNAL_H

#include "harness/net/peer_queue.h"
#include "harness/net/poll.h"
#include "harness/net/socket.h"

enum cs_socket_state {
    CS_SOCKET_NEW,
    CS_SOCKET_CONNECTING,
    CS_SOCKET_OPEN,
    CS_SOCKET_OVER,  /* the descriptor is closed */
    CS_SOCKET_FREED, /* waits until nobody looks at |poll| any more */
};

enum cs_order_kind { CS_ORDER_SEND, CS_ORDER_FINISH, CS_ORDER_CLOSE, CS_ORDER_RESET };

/* One entry of the queue. */
struct cs_order {
    struct cs_order *next;
    enum cs_order_kind kind;
    struct cs_source source;
    uint64_t offset; /* bytes of |source| that are sent */
    uint64_t began;  /* nanoseconds: when the first of them was */
};

struct cs_socket {
    struct cs_poll poll;
    bool polled;  /* |poll| is open */
    bool closing; /* ... and somebody may still look at it */
    uv_loop_t *loop;
    const struct cs_socket_events *events;
    void *context;
    enum cs_socket_state state;
    int fd;
    bool paused;
    bool blocked; /* the kernel took no more the last time */
    bool finish_received;
    bool finish_sent;
    struct cs_peer_queue peer;
    uint64_t sent;   /* nanoseconds: when the last bytes were; 0: none yet */
    bool waits;      /* ... and the peer has to read them first */
    uint64_t waited; /* nanoseconds, in all, that it has taken to do so */
    bool urgent;     /* TCP urgent data came while not reading: EPOLLPRI would spin */
    struct cs_order *first;
    struct cs_order **last;
};

/* socket_io.c: what the loop reports. */
void cs_socket_on_poll(void *socket, uint32_t events);

/* socket_handle.c */
uint32_t cs_socket_interest(const struct cs_socket *socket);     /* what |poll| has to wait for */
void cs_socket_watch(struct cs_socket *socket);                  /* brings |poll| in line with the state */
void cs_socket_pop(struct cs_socket *socket);                    /* drops the first order */
void cs_socket_disconnect(struct cs_socket *socket, bool reset); /* closes the descriptor */

#endif
