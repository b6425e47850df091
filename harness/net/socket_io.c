#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "harness/net/socket_internal.h"

/* Reads of 64 KiB in one turn: enough for speed, few enough that one peer cannot hold the loop. */
#define CS_READS_A_TURN 16
/* ... and before we close or give up: more than any receive buffer holds. */
#define CS_READS_AT_END 256
/* On a busy machine turns are long: a target must not give up because we are slow.  After so long a dribble goes
 * faster, so many segments a turn. */
#define CS_DRIBBLE_NANOSECONDS 1000000000
#define CS_DRIBBLE_BURST       64
/* A segment waits until the peer has read the one before: so long at most, for it may not want to, and so long in all
 * on one connection. */
#define CS_PATIENCE_NANOSECONDS        50000000
#define CS_PATIENCE_IN_ALL_NANOSECONDS 250000000

static bool is_open(const struct cs_socket *s)
{
    return s->state == CS_SOCKET_OPEN;
}

/* What the loop had to say has been said: a good time to do something. */
static void turn(struct cs_socket *s)
{
    if (s->state != CS_SOCKET_FREED && s->events->turned != NULL)
        s->events->turned(s->context);
}

/* What one recv() told. */
enum reading { READ_BYTES, READ_FINISH, READ_NOTHING, READ_ERROR };

static enum reading read_block(struct cs_socket *s, int *error)
{
    char block[CS_SOCKET_BLOCK];
    ssize_t length;

    do {
        length = recv(s->fd, block, sizeof(block), 0);
    } while (length < 0 && errno == EINTR);
    if (length > 0) {
        s->events->received(s->context, block, (size_t)length);
        return READ_BYTES;
    }
    if (length == 0)
        return READ_FINISH;
    *error = errno;
    return *error == EAGAIN ? READ_NOTHING : READ_ERROR;
}

static void take_finish(struct cs_socket *s)
{
    if (s->finish_received)
        return;
    s->finish_received = true;
    s->events->finish_received(s->context);
}

static bool has_bytes_queued(const struct cs_socket *s)
{
    for (const struct cs_order *order = s->first; order != NULL; order = order->next)
        if (order->kind == CS_ORDER_SEND)
            return true;
    return false;
}

/* The connection is no more. */
static void break_off(struct cs_socket *s, int error)
{
    bool lost = has_bytes_queued(s);

    cs_socket_disconnect(s, true);
    while (s->first != NULL)
        cs_socket_pop(s);
    s->events->reset_received(s->context, error);
    if (lost && s->state == CS_SOCKET_OVER)
        s->events->send_failed(s->context, error);
}

/* Something is wrong with the connection: what came before that is read first, because asking for SO_ERROR takes
 * ECONNRESET away and leaves recv() with a false FIN.  |known|: the errno that a send() has already taken away, or
 * 0. */
static void drain_broken(struct cs_socket *s, int known)
{
    enum reading reading = READ_BYTES;
    int error = 0;
    socklen_t size = sizeof(error);

    for (int i = 0; i < CS_READS_AT_END && reading == READ_BYTES && is_open(s); i++)
        reading = read_block(s, &error);
    if (!is_open(s))
        return;
    if (reading == READ_FINISH && known != ECONNRESET)
        take_finish(s);
    if (!is_open(s))
        return;
    if (reading != READ_ERROR)
        error = known;
    if (error == 0)
        getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    break_off(s, error);
}

/* One block, or the end; false when there is no more for now. */
static bool read_one(struct cs_socket *s)
{
    int error = 0;
    enum reading reading;

    if (!is_open(s) || s->paused || s->finish_received)
        return false;
    reading = read_block(s, &error);
    if (reading == READ_FINISH)
        take_finish(s);
    else if (reading == READ_ERROR)
        break_off(s, error);
    return reading != READ_NOTHING;
}

static void read_some(struct cs_socket *s, int limit)
{
    for (int i = 0; i < limit && read_one(s); i++)
        continue;
}

static void settle(struct cs_socket *s, bool blocked)
{
    s->blocked = blocked;
    if (is_open(s) && (blocked || s->first == NULL))
        s->events->settled(s->context);
}

/* What poll() says of the descriptor without taking anything away. */
static bool has(const struct cs_socket *s, short event)
{
    struct pollfd entry = {.fd = s->fd, .events = event};

    return poll(&entry, 1, 0) == 1 && (entry.revents & event) != 0;
}

static void refuse_order(struct cs_socket *s)
{
    cs_socket_pop(s);
    s->events->send_failed(s->context, EPIPE);
    settle(s, false);
}

static void send_block(struct cs_socket *s, struct cs_order *order)
{
    char block[CS_SOCKET_BLOCK];
    bool begins = order->offset == 0 || order->source.dribble;
    size_t length =
        order->source.read(order->source.context, order->offset, block, order->source.dribble ? 1 : sizeof(block));
    ssize_t sent;

    do {
        sent = send(s->fd, block, length, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        if (errno == EAGAIN)
            settle(s, true);
        else
            drain_broken(s, errno);
        return;
    }
    if (order->offset == 0)
        order->began = uv_hrtime();
    s->sent = uv_hrtime();
    order->offset += (uint64_t)sent;
    if (order->offset >= order->source.total)
        cs_socket_pop(s);
    s->events->sent(s->context, block, (size_t)sent, begins);
    settle(s, s->first != NULL && !has(s, POLLOUT)); /* a full buffer is not reported, only the end of it */
}

static bool is_late_dribble(const struct cs_order *order)
{
    return order != NULL && order->source.dribble && order->offset > 0 &&
           uv_hrtime() - order->began > CS_DRIBBLE_NANOSECONDS;
}

/* Whether what is due would be read together with what was sent before. */
static bool would_melt(struct cs_socket *s)
{
    const struct cs_order *order = s->first;
    bool begins = order->offset == 0 || order->source.dribble;
    uint64_t since = uv_hrtime() - s->sent;
    bool waited = s->waits;

    s->waits = begins && s->sent != 0 && since < CS_PATIENCE_NANOSECONDS && !is_late_dribble(order) &&
               s->waited < CS_PATIENCE_IN_ALL_NANOSECONDS && cs_peer_queue_is_filled(&s->peer, s->fd);
    if (waited && !s->waits)
        s->waited += since;
    return s->waits;
}

static void send_due(struct cs_socket *s)
{
    if (would_melt(s))
        return;
    send_block(s, s->first);
    for (int i = 1; i < CS_DRIBBLE_BURST && is_open(s) && !s->blocked && is_late_dribble(s->first); i++)
        send_block(s, s->first);
}

static void finish(struct cs_socket *s)
{
    cs_socket_pop(s);
    if (!s->finish_sent) {
        s->finish_sent = true;
        shutdown(s->fd, SHUT_WR);
        s->events->finish_sent(s->context);
    }
    settle(s, false);
}

/* close() with unread data would send an RST in place of the FIN. */
static void close_gently(struct cs_socket *s)
{
    bool announced = s->finish_sent;

    s->paused = false;
    read_some(s, CS_READS_AT_END);
    if (!is_open(s))
        return;
    cs_socket_disconnect(s, false);
    while (s->first != NULL)
        cs_socket_pop(s);
    if (!announced)
        s->events->finish_sent(s->context);
    if (s->state == CS_SOCKET_OVER)
        s->events->settled(s->context);
}

/* An RST throws away what the kernel has not yet passed on: so the order waits until that is nothing. */
static void reset(struct cs_socket *s)
{
    int unsent = 0;
    int threshold = 1;

    if (ioctl(s->fd, SIOCOUTQNSD, &unsent) == 0 && unsent > 0) {
        setsockopt(s->fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &threshold, sizeof(threshold));
        settle(s, true);
        return;
    }
    cs_socket_disconnect(s, true);
    while (s->first != NULL)
        cs_socket_pop(s);
    s->events->reset_sent(s->context);
    if (s->state == CS_SOCKET_OVER)
        s->events->settled(s->context);
}

/* One order, or one block of it, a turn: the peer gets the chance to read segment by segment. */
static void carry_out(struct cs_socket *s)
{
    struct cs_order *order = s->first;

    if (order->kind == CS_ORDER_CLOSE)
        close_gently(s);
    else if (order->kind == CS_ORDER_RESET)
        reset(s);
    else if (order->kind == CS_ORDER_FINISH)
        finish(s);
    else if (s->finish_sent)
        refuse_order(s);
    else
        send_due(s);
}

/* False when the connection did not come about.  An error may also mean that the peer accepted and reset at once. */
static bool complete_connect(struct cs_socket *s, bool broken)
{
    char byte;

    if (broken && recv(s->fd, &byte, 1, MSG_PEEK) < 0 && errno != EAGAIN) {
        int error = errno;

        if (error != ECONNRESET) {
            cs_socket_disconnect(s, true);
            while (s->first != NULL)
                cs_socket_pop(s);
            s->events->connect_failed(s->context, error);
            return false;
        }
        s->state = CS_SOCKET_OPEN;
        s->events->connected(s->context);
        if (is_open(s))
            break_off(s, error);
        return false;
    }
    s->state = CS_SOCKET_OPEN;
    s->events->connected(s->context);
    return is_open(s);
}

/* Reading and writing of an open connection.  Whoever waits is told after each block. */
static void take_turn(struct cs_socket *s, uint32_t events)
{
    s->urgent = (events & EPOLLPRI) != 0;
    if ((events & EPOLLIN) != 0)
        for (int i = 0; i < CS_READS_A_TURN && read_one(s); i++)
            turn(s);
    if (is_open(s) && (events & EPOLLOUT) != 0 && s->first != NULL) {
        carry_out(s);
        turn(s);
    }
    cs_socket_watch(s);
}

void cs_socket_on_poll(void *socket, uint32_t events)
{
    struct cs_socket *s = socket;
    bool broken = (events & EPOLLERR) != 0;

    if (s->state == CS_SOCKET_CONNECTING) {
        bool connected = complete_connect(s, broken);

        turn(s);
        if (!connected || !is_open(s))
            return;
    }
    if (broken) {
        drain_broken(s, 0);
        turn(s);
        return;
    }
    take_turn(s, events);
}

void cs_socket_read_now(struct cs_socket *s)
{
    if (!is_open(s))
        return;
    read_some(s, CS_READS_A_TURN);
    cs_socket_watch(s);
}
