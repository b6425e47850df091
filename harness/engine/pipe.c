#include "harness/engine/pipe.h"

#include <errno.h>
#include <stdlib.h>

struct cs_pipe {
    struct cs_socket *socket;
    struct cs_link *link; /* NULL: no TLS */
    const struct cs_socket_events *events;
    void *context;
    bool ready;  /* the handshake is complete */
    bool failed; /* it will never be: nothing more is told */
};

/* What the socket tells, on its way into the link. */

static void on_connected(void *context)
{
    cs_link_begin(((struct cs_pipe *)context)->link);
}

static void on_connect_failed(void *context, int error)
{
    struct cs_pipe *pipe = context;

    pipe->failed = true;
    pipe->events->connect_failed(pipe->context, error);
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    cs_link_sent(((struct cs_pipe *)context)->link, bytes, length, begins);
}

static void on_received(void *context, const char *bytes, size_t length)
{
    cs_link_received(((struct cs_pipe *)context)->link, bytes, length);
}

static void on_finish_received(void *context)
{
    cs_link_ended(((struct cs_pipe *)context)->link, CS_END_FIN, CS_LINK_NO_CODE);
}

static void on_reset_received(void *context, int error)
{
    cs_link_ended(((struct cs_pipe *)context)->link, CS_END_RESET, (uint64_t)error);
}

static void on_finish_sent(void *context)
{
    cs_link_ended_sent(((struct cs_pipe *)context)->link, CS_END_FIN, CS_LINK_NO_CODE);
}

static void on_reset_sent(void *context)
{
    cs_link_ended_sent(((struct cs_pipe *)context)->link, CS_END_RESET, CS_LINK_NO_CODE);
}

static void on_send_failed(void *context, int error)
{
    cs_link_failed(((struct cs_pipe *)context)->link, error);
}

static void on_settled(void *context)
{
    cs_link_settled(((struct cs_pipe *)context)->link);
}

static void on_turned(void *context)
{
    struct cs_pipe *pipe = context;

    if (pipe->events->turned != NULL)
        pipe->events->turned(pipe->context);
}

static const struct cs_socket_events socket_events = {
    .connected = on_connected,
    .connect_failed = on_connect_failed,
    .sent = on_sent,
    .received = on_received,
    .finish_received = on_finish_received,
    .reset_received = on_reset_received,
    .finish_sent = on_finish_sent,
    .reset_sent = on_reset_sent,
    .send_failed = on_send_failed,
    .settled = on_settled,
    .turned = on_turned,
};

/* What the link tells, on its way to the connection. */

static void on_link_opened(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_link_head(void *context, int channel, const char *encoded, size_t length)
{
    (void)context;
    (void)channel;
    (void)encoded;
    (void)length;
}

static void on_link_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    pipe->events->received(pipe->context, bytes, length);
}

static void on_link_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    pipe->events->sent(pipe->context, bytes, length, begins);
}

/* Before the handshake is complete there is no connection in the sense of the case. */
static void on_link_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    if (pipe->failed)
        return;
    if (!pipe->ready) {
        pipe->failed = true;
        cs_socket_reset(pipe->socket);
        pipe->events->connect_failed(pipe->context, EPROTO);
    } else if (end == CS_END_FIN) {
        pipe->events->finish_received(pipe->context);
    } else {
        pipe->events->reset_received(pipe->context, code != 0 && code < CS_LINK_TRUNCATED ? (int)code : ECONNRESET);
    }
}

static void on_link_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    (void)code;
    if (pipe->failed)
        return;
    if (end == CS_END_RESET)
        pipe->events->reset_sent(pipe->context);
    else
        pipe->events->finish_sent(pipe->context);
}

static void on_link_failed(void *context, int channel, int error)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    if (!pipe->failed)
        pipe->events->send_failed(pipe->context, error);
}

static void on_link_settled(void *context, int channel)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    if (!pipe->failed)
        pipe->events->settled(pipe->context);
}

static void on_link_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_pipe *pipe = context;

    (void)channel;
    (void)value;
    if (notice != CS_LINK_READY || pipe->failed)
        return;
    pipe->ready = true;
    pipe->events->connected(pipe->context);
}

static bool on_link_below(void *context, const struct cs_link_order *order)
{
    struct cs_pipe *pipe = context;

    switch (order->kind) {
    case CS_LINK_BYTES:
    case CS_LINK_RAW:
        return cs_socket_send(pipe->socket, order->bytes);
    case CS_LINK_FINISH:
        return cs_socket_finish(pipe->socket);
    case CS_LINK_CLOSE:
        return cs_socket_close(pipe->socket);
    case CS_LINK_RESET:
        return cs_socket_reset(pipe->socket);
    case CS_LINK_PAUSE:
        cs_socket_pause(pipe->socket);
        return true;
    case CS_LINK_RESUME:
        cs_socket_resume(pipe->socket);
        return true;
    case CS_LINK_MESSAGE:
    case CS_LINK_NOTICE:
        break;
    }
    return false;
}

static const struct cs_link_events link_events = {
    .opened = on_link_opened,
    .head = on_link_head,
    .received = on_link_received,
    .sent = on_link_sent,
    .ended = on_link_ended,
    .ended_sent = on_link_ended_sent,
    .failed = on_link_failed,
    .settled = on_link_settled,
    .notice = on_link_notice,
    .below = on_link_below,
};

struct cs_pipe *cs_pipe_new(uv_loop_t *loop, struct cs_tls_context *tls, const struct cs_socket_events *events,
                            void *context)
{
    struct cs_pipe *pipe = calloc(1, sizeof(*pipe));

    if (pipe == NULL)
        return NULL;
    pipe->events = events;
    pipe->context = context;
    if (tls != NULL)
        pipe->link = cs_tls_open(tls, &link_events, pipe);
    if (tls == NULL)
        pipe->socket = cs_socket_new(loop, events, context);
    else if (pipe->link != NULL)
        pipe->socket = cs_socket_new(loop, &socket_events, pipe);
    if (pipe->socket != NULL)
        return pipe;
    cs_link_close(pipe->link);
    free(pipe);
    return NULL;
}

int cs_pipe_connect(struct cs_pipe *pipe, const struct sockaddr_storage *address, struct cs_client_ports *ports)
{
    return cs_socket_connect(pipe->socket, address, ports);
}

int cs_pipe_adopt(struct cs_pipe *pipe, int fd)
{
    int error = cs_socket_adopt(pipe->socket, fd);

    if (error == 0 && pipe->link != NULL)
        cs_link_begin(pipe->link);
    return error;
}

static bool order(struct cs_pipe *pipe, enum cs_link_order_kind kind, struct cs_source bytes)
{
    const struct cs_link_order what = {.kind = kind, .bytes = bytes};

    return pipe->link == NULL ? on_link_below(pipe, &what) : cs_link_order(pipe->link, 0, &what);
}

bool cs_pipe_send(struct cs_pipe *pipe, struct cs_source source)
{
    return order(pipe, CS_LINK_BYTES, source);
}

bool cs_pipe_finish(struct cs_pipe *pipe)
{
    return order(pipe, CS_LINK_FINISH, (struct cs_source){0});
}

/* Behind our FIN the carrier alone is left to be closed. */
bool cs_pipe_close(struct cs_pipe *pipe)
{
    return order(pipe, CS_LINK_CLOSE, (struct cs_source){0}) || cs_socket_close(pipe->socket);
}

bool cs_pipe_reset(struct cs_pipe *pipe)
{
    return order(pipe, CS_LINK_RESET, (struct cs_source){0}) || cs_socket_reset(pipe->socket);
}

void cs_pipe_pause(struct cs_pipe *pipe)
{
    (void)order(pipe, CS_LINK_PAUSE, (struct cs_source){0});
}

void cs_pipe_resume(struct cs_pipe *pipe)
{
    (void)order(pipe, CS_LINK_RESUME, (struct cs_source){0});
}

void cs_pipe_read_now(struct cs_pipe *pipe)
{
    cs_socket_read_now(pipe->socket);
}

/* What waits for the handshake is not settled, though the socket has nothing to do. */
bool cs_pipe_is_settled(const struct cs_pipe *pipe)
{
    bool waits = pipe->link != NULL && !pipe->ready && !pipe->failed;

    return !waits && cs_socket_is_settled(pipe->socket);
}

bool cs_pipe_is_sending(const struct cs_pipe *pipe)
{
    return cs_socket_is_sending(pipe->socket);
}

bool cs_pipe_is_over(const struct cs_pipe *pipe)
{
    return pipe->failed || cs_socket_is_over(pipe->socket);
}

void cs_pipe_free(struct cs_pipe *pipe)
{
    if (pipe == NULL)
        return;
    cs_socket_free(pipe->socket);
    cs_link_close(pipe->link);
    free(pipe);
}
