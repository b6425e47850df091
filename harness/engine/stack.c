/* A connection as links over a socket: each event of one layer is an event of the next. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/pipe_internal.h"
#include "harness/transport/transport.h"

static struct cs_link *bottom(struct cs_stack *stack)
{
    return stack->tls != NULL ? stack->tls : stack->top;
}

static void carried(struct cs_stack *stack, bool sent, const char *bytes, size_t length)
{
    if (stack->top->kind->multiplexes && stack->setting.carried != NULL)
        stack->setting.carried(stack->context, sent, bytes, length);
}

static void become_ready(struct cs_stack *stack)
{
    cs_stack_ready(stack);
    cs_link_begin(stack->top);
}

/* What the carrier of the uppermost link tells: the socket, or TLS. */

static void top_received(struct cs_stack *stack, const char *bytes, size_t length)
{
    carried(stack, false, bytes, length);
    cs_link_received(stack->top, bytes, length);
}

static void top_sent(struct cs_stack *stack, const char *bytes, size_t length, bool begins)
{
    carried(stack, true, bytes, length);
    cs_link_sent(stack->top, bytes, length, begins);
}

/* What the socket tells, on its way into the lowest link. */

void cs_stack_begin(struct cs_stack *stack)
{
    if (stack->tls != NULL)
        cs_link_begin(stack->tls);
    else
        become_ready(stack);
}

static void on_connected(void *context)
{
    cs_stack_begin(context);
}

static void on_connect_failed(void *context, int error)
{
    cs_stack_fail(context, error);
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    struct cs_stack *stack = context;

    if (stack->tls != NULL)
        cs_link_sent(stack->tls, bytes, length, begins);
    else
        top_sent(stack, bytes, length, begins);
}

static void on_received(void *context, const char *bytes, size_t length)
{
    struct cs_stack *stack = context;

    if (stack->tls != NULL)
        cs_link_received(stack->tls, bytes, length);
    else
        top_received(stack, bytes, length);
}

static void end_carrier(struct cs_stack *stack)
{
    stack->over = true;
}

static void on_finish_received(void *context)
{
    end_carrier(context);
    cs_link_ended(bottom(context), CS_END_FIN, CS_LINK_NO_CODE);
}

static void on_reset_received(void *context, int error)
{
    end_carrier(context);
    cs_link_ended(bottom(context), CS_END_RESET, (uint64_t)error);
}

static void on_finish_sent(void *context)
{
    cs_link_ended_sent(bottom(context), CS_END_FIN, CS_LINK_NO_CODE);
}

static void on_reset_sent(void *context)
{
    cs_link_ended_sent(bottom(context), CS_END_RESET, CS_LINK_NO_CODE);
}

static void on_send_failed(void *context, int error)
{
    cs_link_failed(bottom(context), error);
}

static void on_settled(void *context)
{
    cs_link_settled(bottom(context));
}

static void on_turned(void *context)
{
    cs_stack_turned(context);
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

/* What the lowest link orders. */
static bool order_socket(void *context, const struct cs_link_order *order)
{
    struct cs_stack *stack = context;

    switch (order->kind) {
    case CS_LINK_BYTES:
    case CS_LINK_RAW:
        return cs_socket_send(stack->socket, order->bytes);
    case CS_LINK_FINISH:
        return cs_socket_finish(stack->socket);
    case CS_LINK_CLOSE:
        return cs_socket_close(stack->socket);
    case CS_LINK_RESET:
        return cs_socket_reset(stack->socket);
    case CS_LINK_PAUSE:
        cs_socket_pause(stack->socket);
        return true;
    case CS_LINK_RESUME:
        cs_socket_resume(stack->socket);
        return true;
    case CS_LINK_MESSAGE:
    case CS_LINK_DATAGRAM:
    case CS_LINK_NOTICE:
        break;
    }
    return false;
}

/* What TLS tells, on its way into the uppermost link. */

static void on_plain_received(void *context, int channel, const char *bytes, size_t length)
{
    (void)channel;
    top_received(context, bytes, length);
}

static void on_plain_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)channel;
    top_sent(context, bytes, length, begins);
}

/* Before the handshake is complete there is no connection in the sense of the case. */
static void on_plain_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_stack *stack = context;

    (void)channel;
    if (stack->failed)
        return;
    if (stack->ready) {
        end_carrier(stack); /* behind close_notify nothing comes, whether or not the FIN is there */
        cs_link_ended(stack->top, end, code);
        return;
    }
    cs_socket_reset(stack->socket);
    cs_stack_fail(stack, EPROTO);
}

static void on_plain_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_stack *stack = context;

    (void)channel;
    if (!stack->failed)
        cs_link_ended_sent(stack->top, end, code);
}

static void on_plain_failed(void *context, int channel, int error)
{
    struct cs_stack *stack = context;

    (void)channel;
    if (!stack->failed)
        cs_link_failed(stack->top, error);
}

static void on_plain_settled(void *context, int channel)
{
    struct cs_stack *stack = context;

    (void)channel;
    if (!stack->failed)
        cs_link_settled(stack->top);
}

/* RFC 9113 section 3.2: over TLS, HTTP/2 is what ALPN chose; HTTP/1.1 needs no word for it. */
static bool agrees(const struct cs_stack *stack)
{
    const char *alpn = cs_tls_alpn(stack->tls);

    if (!stack->top->kind->multiplexes && (alpn[0] == '\0' || cs_tls_offers_several(stack->tls)))
        return true; /* who offers more speaks HTTP/1.1 all the same: what was chosen is judged */
    return strcmp(alpn, stack->top->kind->alpn) == 0;
}

static void on_plain_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_stack *stack = context;

    (void)channel;
    (void)value;
    if (notice != CS_LINK_READY || stack->failed)
        return;
    if (agrees(stack)) {
        become_ready(stack);
        return;
    }
    cs_socket_reset(stack->socket);
    cs_stack_fail(stack, EPROTONOSUPPORT);
}

static const struct cs_link_events tls_events = {
    .opened = cs_link_ignore_channel,
    .head = cs_link_ignore_head,
    .head_sent = cs_link_ignore_head,
    .received = on_plain_received,
    .sent = on_plain_sent,
    .ended = on_plain_ended,
    .ended_sent = on_plain_ended_sent,
    .failed = on_plain_failed,
    .settled = on_plain_settled,
    .notice = on_plain_notice,
    .below = order_socket,
};

static bool order_carrier(struct cs_stack *stack, const struct cs_link_order *order)
{
    if (stack->socket == NULL)
        return cs_stack_order_udp(stack, order);
    return stack->tls != NULL ? cs_link_order(stack->tls, 0, order) : order_socket(stack, order);
}

/* What stands between the uppermost link and the world. */
static bool add_carrier(struct cs_stack *stack)
{
    const struct cs_pipe_setting *setting = &stack->setting;

    if (stack->top == NULL || stack->top->kind->datagrams)
        return stack->top != NULL;
    if (setting->tls != NULL)
        stack->tls = cs_tls_open(setting->tls, &tls_events, stack);
    if (setting->tls == NULL || stack->tls != NULL)
        stack->socket = cs_socket_new(setting->loop, &socket_events, stack);
    return stack->socket != NULL;
}

struct cs_stack *cs_stack_new(const struct cs_pipe_setting *setting, void *context)
{
    const struct cs_transport_options options = {.server = setting->server,
                                                 .tls = setting->tls,
                                                 .settings = setting->settings,
                                                 .settings_length = setting->settings_length};
    struct cs_stack *stack = calloc(1, sizeof(*stack));

    if (stack == NULL)
        return NULL;
    stack->setting = *setting;
    stack->context = context;
    stack->order = order_carrier;
    stack->top = cs_transport_open(setting->transport, &options, &cs_stack_top_events, stack);
    if (add_carrier(stack))
        return stack;
    cs_stack_free(stack);
    return NULL;
}

void cs_stack_free(struct cs_stack *stack)
{
    cs_stack_close_udp(stack);
    cs_socket_free(stack->socket);
    cs_link_close(stack->tls);
    cs_link_close(stack->top);
    free(stack);
}
