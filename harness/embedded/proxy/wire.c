#include "harness/embedded/proxy/wire.h"
#include "harness/embedded/proxy/fault_wire.h"

#include <stdlib.h>
#include <string.h>

#define SEND_MS   30000 /* for a client that takes its last bytes slowly */
#define LINGER_MS 2000  /* for what a client still sends behind our FIN */
#define CUT_MS    2000  /* before a reset that waits for bytes to be sent */

#define LAST_LOOK_MS 1

#define LINGER_BYTES_MAX (64u << 20)

struct write {
    uv_write_t request;
    char data[];
};

static bool is_closing(const struct cs_wire *wire)
{
    return uv_is_closing((const uv_handle_t *)&wire->tcp);
}

static void on_closed(uv_handle_t *handle)
{
    struct cs_wire *wire = handle->data;
    const struct cs_wire_events *events = wire->events;
    void *context = wire->context;

    if (--wire->handles > 0)
        return;
    cs_link_close(wire->link);
    cs_buffer_free(&wire->left_over);
    free(wire);
    events->gone(context);
}

static void leave(struct cs_wire *wire)
{
    wire->events->left(wire->context, wire);
}

static void destroy(struct cs_wire *wire)
{
    leave(wire);
    if (is_closing(wire))
        return;
    uv_close((uv_handle_t *)&wire->tcp, on_closed);
    uv_close((uv_handle_t *)&wire->timer, on_closed);
}

struct cs_wire *cs_wire_new(struct cs_wire_ground *ground, const struct cs_wire_events *events, void *context,
                            enum cs_side side)
{
    struct cs_wire *wire = calloc(1, sizeof(*wire));

    if (wire == NULL)
        return NULL;
    wire->ground = ground;
    wire->events = events;
    wire->context = context;
    wire->side = side;
    wire->handles = 2;
    uv_tcp_init(ground->loop, &wire->tcp);
    uv_timer_init(ground->loop, &wire->timer);
    wire->tcp.data = wire->timer.data = wire;
    return wire;
}

void cs_wire_carry(struct cs_wire *wire, const struct cs_wire_stream *kind, void *stream)
{
    wire->is_stream = true;
    wire->kind = kind;
    wire->stream = stream;
}

/* libuv runs timers before it looks at sockets: after a stall of ours, what came in time may still wait. */
static void on_expired(uv_timer_t *timer)
{
    struct cs_wire *wire = timer->data;

    if (!wire->last_look) {
        wire->last_look = true;
        uv_timer_start(timer, on_expired, LAST_LOOK_MS, 0);
    } else if (wire->ending == CS_ENDING_NOT) {
        wire->events->expired(wire->context, wire->side);
    } else {
        cs_wire_reset(wire);
    }
}

void cs_wire_expect(struct cs_wire *wire, uint64_t milliseconds)
{
    wire->last_look = false;
    uv_timer_start(&wire->timer, on_expired, milliseconds, 0);
}

void cs_wire_expect_nothing(struct cs_wire *wire)
{
    uv_timer_stop(&wire->timer);
}

static void on_connected(uv_connect_t *request, int status)
{
    struct cs_wire *wire = request->data;

    if (status == UV_ECANCELED || wire->ending != CS_ENDING_NOT)
        return;
    uv_timer_stop(&wire->timer);
    wire->events->connected(wire->context, status);
}

bool cs_wire_connect(struct cs_wire *wire, const struct sockaddr *address, uint64_t milliseconds)
{
    wire->connecting.data = wire;
    cs_wire_expect(wire, milliseconds);
    return uv_tcp_connect(&wire->connecting, &wire->tcp, address, on_connected) == 0;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct cs_wire *wire = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(wire->ground->chunk, sizeof(wire->ground->chunk));
}

/* Behind the end: what comes is dropped, so that the kernel does not answer it with a reset. */
static void drain(struct cs_wire *wire, ssize_t count)
{
    if (count < 0 && count != UV_EOF)
        wire->events->broken(wire->context);
    wire->drained += count > 0 ? (size_t)count : 0;
    wire->fin_seen |= count == UV_EOF;
    if ((count < 0 && count != UV_EOF) || wire->drained > LINGER_BYTES_MAX)
        cs_wire_reset(wire);
    else if (wire->fin_seen && wire->fin_sent)
        destroy(wire);
}

/* libuv reports the end of the stream also for a reset that came right behind data. */
static bool was_reset(const struct cs_wire *wire)
{
    int error = 0;
    socklen_t length = sizeof(error);
    uv_os_fd_t fd;

    return uv_fileno((const uv_handle_t *)&wire->tcp, &fd) == 0 &&
           getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error != 0;
}

static void take(struct cs_wire *wire, const char *data, size_t length)
{
    enum cs_wire_fault_first first = CS_WIRE_FAULT_NONE;

    if (wire->link != NULL && !wire->heard)
        first = cs_wire_fault_first(wire, data, length);
    wire->heard = true;
    if (first == CS_WIRE_FAULT_RESETS) {
        cs_wire_reset(wire);
        return;
    }
    if (first == CS_WIRE_FAULT_IS_PLAIN) {
        cs_link_close(wire->link);
        wire->link = NULL;
    }
    if (wire->link != NULL)
        cs_link_received(wire->link, data, length);
    else
        wire->events->received(wire->context, wire->side, data, length);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct cs_wire *wire = stream->data;

    if (wire->ending != CS_ENDING_NOT) {
        drain(wire, count);
    } else if (count > 0) {
        take(wire, buffer->base, (size_t)count);
    } else if (count == UV_EOF && !was_reset(wire)) {
        wire->fin_seen = true;
        if (wire->link != NULL)
            cs_link_ended(wire->link, CS_END_FIN, CS_LINK_NO_CODE);
        else
            wire->events->finished(wire->context, wire->side);
    } else if (count < 0) {
        wire->events->reset(wire->context, wire->side);
    }
}

void cs_wire_pause(struct cs_wire *wire)
{
    if (wire->stream != NULL)
        wire->kind->pause(wire->stream, true);
    else if (!wire->is_stream)
        uv_read_stop((uv_stream_t *)&wire->tcp);
}

void cs_wire_read(struct cs_wire *wire)
{
    if (wire->stream != NULL)
        wire->kind->pause(wire->stream, false);
    else if (!wire->is_stream && !wire->fin_seen && !is_closing(wire))
        uv_read_start((uv_stream_t *)&wire->tcp, on_alloc, on_read);
}

size_t cs_wire_unsent(const struct cs_wire *wire)
{
    if (wire->stream != NULL)
        return wire->kind->unsent(wire->stream);
    return uv_stream_get_write_queue_size((const uv_stream_t *)&wire->tcp);
}

bool cs_wire_takes_datagrams(const struct cs_wire *wire)
{
    return wire->stream != NULL && wire->kind->takes_datagrams != NULL && wire->kind->takes_datagrams(wire->stream);
}

void cs_wire_send_datagram(struct cs_wire *wire, const char *data, size_t length)
{
    if (cs_wire_takes_datagrams(wire))
        wire->kind->datagram(wire->stream, data, length);
}

static void on_written(uv_write_t *request, int status)
{
    struct cs_wire *wire = request->handle->data;

    free(request->data);
    if (is_closing(wire))
        return;
    if (wire->ending == CS_ENDING_CUT && cs_wire_unsent(wire) == 0)
        cs_wire_reset(wire);
    else if (wire->ending == CS_ENDING_CLOSE)
        cs_wire_expect(wire, SEND_MS);
    else if (wire->ending == CS_ENDING_NOT && status < 0)
        wire->events->reset(wire->context, wire->side);
    else if (wire->ending == CS_ENDING_NOT)
        wire->events->drained(wire->context, wire->side);
}

/* What was to be sent cannot be sent. */
static void lost(struct cs_wire *wire)
{
    if (wire->ending == CS_ENDING_NOT)
        wire->events->reset(wire->context, wire->side);
}

void cs_wire_put(struct cs_wire *wire, const char *data, size_t length)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)data, (unsigned)length);
    int sent = uv_try_write((uv_stream_t *)&wire->tcp, &buffer, 1);
    size_t rest = sent > 0 ? length - (size_t)sent : length;
    struct write *write;

    if (rest == 0)
        return;
    write = malloc(sizeof(*write) + rest);
    if (write == NULL) {
        lost(wire);
        return;
    }
    memcpy(write->data, data + (length - rest), rest);
    write->request.data = write;
    buffer = uv_buf_init(write->data, (unsigned)rest);
    if (uv_write(&write->request, (uv_stream_t *)&wire->tcp, &buffer, 1, on_written) != 0) {
        free(write);
        lost(wire);
    }
}

/* Content is taken at once: nothing is sent before the handshake. */
static void order_secure(struct cs_wire *wire, enum cs_link_order_kind kind, const char *data, size_t length)
{
    const struct cs_source_span span = {.bytes = data, .length = length};
    const struct cs_link_order order = {.kind = kind, .bytes = cs_source_bytes(&span)};

    (void)cs_link_order(wire->link, 0, &order);
}

void cs_wire_send(struct cs_wire *wire, const char *data, size_t length)
{
    if (wire->stream != NULL)
        wire->kind->send(wire->stream, data, length);
    else if (wire->link != NULL)
        order_secure(wire, CS_LINK_BYTES, data, length);
    else if (!wire->is_stream)
        cs_wire_put(wire, data, length);
}

static void on_shut(uv_shutdown_t *request, int status)
{
    struct cs_wire *wire = request->data;

    if (is_closing(wire))
        return;
    wire->fin_sent = true;
    if (wire->ending == CS_ENDING_NOT)
        return;
    if (wire->fin_seen || status < 0)
        destroy(wire);
    else
        cs_wire_expect(wire, LINGER_MS);
}

void cs_wire_shut(struct cs_wire *wire)
{
    if (wire->shut)
        return;
    wire->shut = true;
    wire->shutdown.data = wire;
    if (uv_shutdown(&wire->shutdown, (uv_stream_t *)&wire->tcp, on_shut) != 0)
        wire->fin_sent = true; /* there is no connection to finish */
}

void cs_wire_finish(struct cs_wire *wire)
{
    if (wire->is_stream) {
        if (wire->stream != NULL)
            wire->kind->finish(wire->stream);
        return;
    }
    if (wire->link != NULL && !wire->shut && wire->fault != CS_FAULT_WIRE_NO_CLOSURE)
        order_secure(wire, CS_LINK_FINISH, NULL, 0);
    if (wire->link == NULL || wire->fault == CS_FAULT_WIRE_NO_CLOSURE || wire->ending != CS_ENDING_NOT)
        cs_wire_shut(wire); /* a handshake that is not over has no close_notify to wait for */
}

/* Nothing of it is waited for here: the stream lives on with its connection. */
static void end_stream(struct cs_wire *wire, void (*how)(void *stream))
{
    if (wire->stream != NULL)
        how(wire->stream);
    destroy(wire);
}

void cs_wire_close(struct cs_wire *wire)
{
    bool connected = uv_is_writable((uv_stream_t *)&wire->tcp) != 0 || wire->shut;

    wire->ending = CS_ENDING_CLOSE;
    leave(wire);
    if (wire->is_stream) {
        end_stream(wire, wire->kind->close);
        return;
    }
    cs_wire_finish(wire);
    if (!connected || (wire->fin_seen && wire->fin_sent)) {
        destroy(wire);
        return;
    }
    cs_wire_expect(wire, wire->fin_sent ? LINGER_MS : SEND_MS);
    cs_wire_read(wire);
}

void cs_wire_cut(struct cs_wire *wire)
{
    wire->ending = CS_ENDING_CUT;
    leave(wire);
    if (wire->is_stream) {
        end_stream(wire, wire->kind->cut);
        return;
    }
    if (cs_wire_unsent(wire) == 0)
        cs_wire_reset(wire);
    else
        cs_wire_expect(wire, CUT_MS);
}

/* By hand: uv_tcp_close_reset refuses while a FIN is on its way. */
void cs_wire_reset(struct cs_wire *wire)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    uv_os_fd_t fd;

    if (wire->is_stream) {
        wire->ending = CS_ENDING_CUT;
        end_stream(wire, wire->kind->reset);
        return;
    }
    if (!is_closing(wire) && uv_fileno((uv_handle_t *)&wire->tcp, &fd) == 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    wire->ending = CS_ENDING_CUT;
    destroy(wire);
}
